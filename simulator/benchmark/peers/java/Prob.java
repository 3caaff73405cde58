import java.io.*;
import java.nio.file.*;
import java.util.*;

/** F = c/2 ||r(w)||^2 ; structure-exploiting products. n is padded to a multiple of 4 (npad) for K. */
abstract class Prob {
    int p, n, np;
    double c;
    double[] w0;
    abstract void resid(double[] w, double[] r);
    abstract void jtv(double[] w, double[] z, double[] o);
    abstract void jv(double[] w, double[] v, double[] o);
    int[] rp, ci;
    double[] kv; // sparse K (CSR), of completion alone

    void gram(double[] w, double[][] K) {
        throw new UnsupportedOperationException();
    }

    void gramSparse(double[] w) {
        throw new UnsupportedOperationException();
    }

    void jv3(double[] w, double[] a, double[] b, double[] c, double[] x, double[] y, double[] z) {
        jv(w, a, x);
        jv(w, b, y);
        jv(w, c, z);
    }

    void resid3(double[] a, double[] b, double[] c, double[] x, double[] y, double[] z) {
        resid(a, x);
        resid(b, y);
        resid(c, z);
    }

    void jtvS(double[] a, double[] b, double[] c, double[] x, double[] y, double[] z, double[] o, double[] q,
            double[] r) {
        jtv(a, x, o);
        jtv(b, y, q);
        jtv(c, z, r);
    }

    void jtv3(double[] w, double[] x, double[] y, double[] z, double[] o, double[] q, double[] r) {
        jtvS(w, w, w, x, y, z, o, q, r);
    }

    static Prob load(String fn) throws IOException {
        StreamTokenizer st = null;
        BufferedReader br = new BufferedReader(new FileReader(fn));
        StringTokenizer h = new StringTokenizer(br.readLine());
        char type = h.nextToken().charAt(0);
        int p = Integer.parseInt(h.nextToken()), n = Integer.parseInt(h.nextToken()),
            d = Integer.parseInt(h.nextToken()), m = Integer.parseInt(h.nextToken()),
            r = Integer.parseInt(h.nextToken()), nt = Integer.parseInt(h.nextToken());
        double c = Double.parseDouble(br.readLine().trim());
        Prob P;
        if (type == 'C') {
            double[] M = rd(br, d * d), mask = rd(br, d * d);
            P = new MC(d, r, n, M, mask);
        } else {
            double[] X = rd(br, n * d), y = rd(br, n);
            rd(br, nt * d);
            rd(br, nt);
            P = new Diag(X, y, n, d);
        }
        P.c = c;
        P.p = p;
        P.n = n;
        P.np = (n + 3) / 4 * 4;
        P.w0 = rd(br, p);
        br.close();
        return P;
    }

    static double[] rd(BufferedReader b, int k) throws IOException {
        double[] a = new double[k];
        for (int i = 0; i < k; i++)
            a[i] = Double.parseDouble(b.readLine().trim());
        return a;
    }

    /** X (n x d) dense products by axpy on rows of X and of X^T */
    static final class Mat {
        final double[] X, XT;
        final int n, d;

        Mat(double[] X, int n, int d) {
            this.X = X;
            this.n = n;
            this.d = d;
            XT = new double[n * d];
            for (int i = 0; i < n; i++)
                for (int k = 0; k < d; k++)
                    XT[k * n + i] = X[i * d + k];
        }

        void mul(double[] b, double[] r) {
            comb(XT, n, d, b, r);
        }

        void mulT(double[] z, double[] g) {
            Arrays.fill(g, 0, d, 0);
            comb(X, d, n, z, g);
        }

        static void comb3(double[] A, int len, int rows, double[] x, double[] y, double[] z, double[] t,
                double[] u, double[] v) {
            int i = 0;
            for (; i + 1 < rows; i += 2)
                Kern.k23(len, A, i * len, (i + 1) * len, x[i], x[i + 1], y[i], y[i + 1], z[i], z[i + 1], t, u,
                        v, 0);
            if (i < rows) {
                Kern.axpy(len, x[i], A, i * len, t, 0);
                Kern.axpy(len, y[i], A, i * len, u, 0);
                Kern.axpy(len, z[i], A, i * len, v, 0);
            }
        }

        static void comb(double[] A, int len, int rows, double[] x, double[] y) {
            int i = 0;
            for (; i + 3 < rows; i += 4)
                Kern.axpy4(len, x[i], i * len, x[i + 1], (i + 1) * len, x[i + 2], (i + 2) * len, x[i + 3],
                        (i + 3) * len, A, y, 0);
            for (; i < rows; i++)
                Kern.axpy(len, x[i], A, i * len, y, 0);
        }

    }

    static final class Diag extends Prob {
        final Mat M;
        final double[] y;
        final double[] t, s, YT;
        final int d;

        Diag(double[] X, double[] y, int n, int d) {
            M = new Mat(X, n, d);
            this.y = y;
            this.d = d;
            t = new double[d];
            s = new double[d];
            YT = new double[n * d];
        }

        void resid(double[] w, double[] r) {
            for (int k = 0; k < d; k++)
                t[k] = w[k] * w[d + k];
            for (int i = 0; i < n; i++)
                r[i] = -y[i];
            M.mul(t, r);
        }

        void jtv(double[] w, double[] z, double[] o) {
            M.mulT(z, t);
            for (int k = 0; k < d; k++)
                o[k] = t[k] * w[d + k];
            for (int k = 0; k < d; k++)
                o[d + k] = t[k] * w[k];
        }

        void jv(double[] w, double[] v, double[] o) {
            for (int k = 0; k < d; k++)
                t[k] = Math.fma(w[d + k], v[k], w[k] * v[d + k]);
            Arrays.fill(o, 0, n, 0);
            M.mul(t, o);
        }

        final double[] ta, tb, tc;
        {
            ta = new double[400];
            tb = new double[400];
            tc = new double[400];
        }

        void resid3(double[] a, double[] b, double[] c, double[] x, double[] z, double[] u) {
            for (int k = 0; k < d; k++)
                ta[k] = a[k] * a[d + k];
            for (int k = 0; k < d; k++)
                tb[k] = b[k] * b[d + k];
            for (int k = 0; k < d; k++)
                tc[k] = c[k] * c[d + k];
            for (int i = 0; i < n; i++) {
                x[i] = -y[i];
                z[i] = -y[i];
                u[i] = -y[i];
            }
            Mat.comb3(M.XT, n, d, ta, tb, tc, x, z, u);
        }

        void jtvS(double[] a, double[] b, double[] c, double[] x, double[] y, double[] z, double[] o,
                double[] q, double[] r) {
            Arrays.fill(ta, 0, d, 0);
            Arrays.fill(tb, 0, d, 0);
            Arrays.fill(tc, 0, d, 0);
            Mat.comb3(M.X, d, n, x, y, z, ta, tb, tc);
            had(d, ta, a, o);
            had(d, tb, b, q);
            had(d, tc, c, r);
        }

        static void had(int d, double[] t, double[] w, double[] o) {
            for (int k = 0; k < d; k++)
                o[k] = t[k] * w[d + k];
            for (int k = 0; k < d; k++)
                o[d + k] = t[k] * w[k];
        }

        static void lj(int d, double[] w, double[] v, double[] t) {
            for (int k = 0; k < d; k++)
                t[k] = Math.fma(w[d + k], v[k], w[k] * v[d + k]);
        }

        void jv3(double[] w, double[] a, double[] b, double[] c, double[] x, double[] y, double[] z) {
            lj(d, w, a, ta);
            lj(d, w, b, tb);
            lj(d, w, c, tc);
            Arrays.fill(x, 0, n, 0);
            Arrays.fill(y, 0, n, 0);
            Arrays.fill(z, 0, n, 0);
            Mat.comb3(M.XT, n, d, ta, tb, tc, x, y, z);
        }

        void gram(double[] w, double[][] K) { // K = X diag(u^2+v^2) X^T, two rows at a time
            for (int k = 0; k < d; k++)
                s[k] = Math.fma(w[k], w[k], w[d + k] * w[d + k]);
            int i = 0;
            for (; i + 1 < n; i += 2) {
                double[] A = K[i], B = K[i + 1];
                Arrays.fill(A, 0, n, 0);
                Arrays.fill(B, 0, n, 0);
                sc(d, M.X, i * d, s, ta);
                sc(d, M.X, (i + 1) * d, s, tb);
                int k = 0;
                for (; k + 1 < d; k += 2)
                    Kern.k22(n, M.XT, k * n, (k + 1) * n, ta[k], ta[k + 1], tb[k], tb[k + 1], A, B, 0);
                if (k < d) {
                    Kern.axpy(n, ta[k], M.XT, k * n, A, 0);
                    Kern.axpy(n, tb[k], M.XT, k * n, B, 0);
                }
            }
            for (; i < n; i++) {
                Arrays.fill(K[i], 0, n, 0);
                sc(d, M.X, i * d, s, ta);
                Mat.comb(M.XT, n, d, ta, K[i]);
            }
            for (i = 0; i < n; i++)
                for (int j = 0; j < i; j++)
                    K[i][j] = K[j][i];
        }

        static void sc(int d, double[] X, int o, double[] s, double[] t) {
            for (int k = 0; k < d; k++)
                t[k] = X[o + k] * s[k];
        }
    }

    static final class MC extends Prob {
        final int k, q;
        final int[] oi, oj;
        final double[] m;
        final int[] rs, cs, cidx;
        final double[] GU, GV;
        final int[] offV, offU, zc;
        final double[] zz;

        MC(int k, int q, int n, double[] M, double[] mask) {
            this.k = k;
            this.q = q;
            oi = new int[n];
            oj = new int[n];
            m = new double[n];
            rs = new int[k + 1];
            cs = new int[k + 1];
            cidx = new int[n];
            int s = 0;
            for (int i = 0; i < k; i++) {
                rs[i] = s;
                for (int j = 0; j < k; j++)
                    if (mask[i * k + j] > 0) {
                        oi[s] = i;
                        oj[s] = j;
                        m[s] = M[i * k + j];
                        s++;
                    }
            }
            rs[k] = s;
            int c = 0;
            for (int j = 0; j < k; j++) {
                cs[j] = c;
                for (s = 0; s < n; s++)
                    if (oj[s] == j)
                        cidx[c++] = s;
            }
            cs[k] = c;
            GU = new double[k * k];
            GV = new double[k * k];
            offV = new int[n];
            offU = new int[n];
            zc = new int[n];
            zz = new double[n];
            for (s = 0; s < n; s++)
                offV[s] = k * q + oj[s] * q;
            for (c = 0; c < n; c++)
                offU[c] = oi[cidx[c]] * q;
            rp = new int[n + 1];
            ArrayList<int[]> rows = new ArrayList<>();
            int nz = 0;
            for (s = 0; s < n; s++) {
                TreeSet<Integer> t = new TreeSet<>();
                for (int x = rs[oi[s]]; x < rs[oi[s] + 1]; x++)
                    t.add(x);
                for (int x = cs[oj[s]]; x < cs[oj[s] + 1]; x++)
                    t.add(cidx[x]);
                int[] a = new int[t.size()];
                int b = 0;
                for (int x : t)
                    a[b++] = x;
                rows.add(a);
                nz += b;
            }
            ci = new int[nz];
            kv = new double[nz];
            nz = 0;
            for (s = 0; s < n; s++) {
                rp[s] = nz;
                for (int x : rows.get(s))
                    ci[nz++] = x;
            }
            rp[n] = nz;
        }

        void resid(double[] w, double[] r) {
            int q = this.q, kq = k * q;
            for (int i = 0; i < k; i++) {
                int s = rs[i], e = rs[i + 1], a = i * q;
                for (; s + 1 < e; s += 2)
                    dotp(w, a, offV[s], offV[s + 1], q, r, s);
                if (s < e)
                    r[s] = Kern.dot(w, a, w, offV[s], q);
            }
            for (int s = 0; s < n; s++)
                r[s] -= m[s];
        }

        static void dotp(double[] w, int a, int b, int c, int q, double[] r, int s) {
            double s0 = 0, s1 = 0, s2 = 0, s3 = 0, t0 = 0, t1 = 0, t2 = 0, t3 = 0;
            int i = 0;
            for (; i + 3 < q; i += 4) {
                double x = w[a + i], y = w[a + i + 1], z = w[a + i + 2], u = w[a + i + 3];
                s0 = Math.fma(x, w[b + i], s0);
                t0 = Math.fma(x, w[c + i], t0);
                s1 = Math.fma(y, w[b + i + 1], s1);
                t1 = Math.fma(y, w[c + i + 1], t1);
                s2 = Math.fma(z, w[b + i + 2], s2);
                t2 = Math.fma(z, w[c + i + 2], t2);
                s3 = Math.fma(u, w[b + i + 3], s3);
                t3 = Math.fma(u, w[c + i + 3], t3);
            }
            for (; i < q; i++) {
                s0 = Math.fma(w[a + i], w[b + i], s0);
                t0 = Math.fma(w[a + i], w[c + i], t0);
            }
            r[s] = (s0 + s1) + (s2 + s3);
            r[s + 1] = (t0 + t1) + (t2 + t3);
        }

        void jtv(double[] w, double[] z, double[] o) {
            int q = this.q, kq = k * q;
            Arrays.fill(o, 0, p, 0);
            for (int i = 0; i < k; i++)
                comb(w, offV, z, rs[i], rs[i + 1], o, i * q, q);
            for (int c = 0; c < n; c++)
                zz[c] = z[cidx[c]];
            for (int j = 0; j < k; j++)
                comb(w, offU, zz, cs[j], cs[j + 1], o, kq + j * q, q);
        }

        static void comb(double[] w, int[] off, double[] z, int a, int b, double[] o, int oo, int q) {
            int t = a;
            for (; t + 3 < b; t += 4)
                Kern.axpy4(q, z[t], off[t], z[t + 1], off[t + 1], z[t + 2], off[t + 2], z[t + 3], off[t + 3],
                        w, o, oo);
            if (t + 1 < b) {
                Kern.axpy2(q, z[t], w, off[t], z[t + 1], off[t + 1], o, oo);
                t += 2;
            }
            if (t < b)
                Kern.axpy(q, z[t], w, off[t], o, oo);
        }

        void jv(double[] w, double[] v, double[] o) {
            int q = this.q, kq = k * q;
            for (int s = 0; s < n; s++) {
                int a = oi[s] * q, b = kq + oj[s] * q;
                o[s] = dot2(w, v, a, b, q);
            }
        }

        static double dot2(double[] w, double[] v, int a, int b, int q) {
            double s0 = 0, s1 = 0, s2 = 0, s3 = 0, t0 = 0, t1 = 0, t2 = 0, t3 = 0;
            int i = 0;
            for (; i + 3 < q; i += 4) {
                s0 = Math.fma(w[a + i], v[b + i], s0);
                t0 = Math.fma(v[a + i], w[b + i], t0);
                s1 = Math.fma(w[a + i + 1], v[b + i + 1], s1);
                t1 = Math.fma(v[a + i + 1], w[b + i + 1], t1);
                s2 = Math.fma(w[a + i + 2], v[b + i + 2], s2);
                t2 = Math.fma(v[a + i + 2], w[b + i + 2], t2);
                s3 = Math.fma(w[a + i + 3], v[b + i + 3], s3);
                t3 = Math.fma(v[a + i + 3], w[b + i + 3], t3);
            }
            for (; i < q; i++) {
                s0 = Math.fma(w[a + i], v[b + i], s0);
                t0 = Math.fma(v[a + i], w[b + i], t0);
            }
            return ((s0 + s1) + (s2 + s3)) + ((t0 + t1) + (t2 + t3));
        }

        double[] zb, zd;

        void jtv3(double[] w, double[] x, double[] y, double[] z, double[] o, double[] u, double[] v) {
            int q = this.q, kq = k * q;
            if (zb == null) {
                zb = new double[n];
                zd = new double[n];
            }
            Arrays.fill(o, 0, p, 0);
            Arrays.fill(u, 0, p, 0);
            Arrays.fill(v, 0, p, 0);
            for (int i = 0; i < k; i++)
                comb3(w, offV, x, y, z, rs[i], rs[i + 1], o, u, v, i * q, q);
            for (int c = 0; c < n; c++) {
                int s = cidx[c];
                zz[c] = x[s];
                zb[c] = y[s];
                zd[c] = z[s];
            }
            for (int j = 0; j < k; j++)
                comb3(w, offU, zz, zb, zd, cs[j], cs[j + 1], o, u, v, kq + j * q, q);
        }

        static void comb3(double[] w, int[] off, double[] x, double[] y, double[] z, int a, int b, double[] o,
                double[] u, double[] v, int oo, int q) {
            int t = a;
            for (; t + 1 < b; t += 2)
                Kern.k23(q, w, off[t], off[t + 1], x[t], x[t + 1], y[t], y[t + 1], z[t], z[t + 1], o, u, v,
                        oo);
            if (t < b) {
                Kern.axpy(q, x[t], w, off[t], o, oo);
                Kern.axpy(q, y[t], w, off[t], u, oo);
                Kern.axpy(q, z[t], w, off[t], v, oo);
            }
        }

        void grams(double[] w) {
            int q = this.q, kq = k * q;
            for (int i = 0; i < k; i++)
                for (int j = i; j < k; j++) {
                    double a = Kern.dot(w, i * q, w, j * q, q), b = Kern.dot(w, kq + i * q, w, kq + j * q, q);
                    GU[i * k + j] = a;
                    GU[j * k + i] = a;
                    GV[i * k + j] = b;
                    GV[j * k + i] = b;
                }
        }

        void gramSparse(double[] w) {
            grams(w);
            for (int s = 0; s < n; s++) {
                int i = oi[s], j = oj[s];
                for (int x = rp[s]; x < rp[s + 1]; x++) {
                    int t = ci[x];
                    double v = 0;
                    if (oi[t] == i)
                        v = GV[j * k + oj[t]];
                    if (oj[t] == j)
                        v += GU[i * k + oi[t]];
                    kv[x] = v;
                }
            }
        }
    }
}
