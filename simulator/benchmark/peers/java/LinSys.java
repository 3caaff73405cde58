import java.util.Arrays;

/** Sample-space solves (K + sr I) x = b and (K + (cr + i ci) I) x = b. */
abstract class LinSys {
    final Prob P;
    final int n, np;
    long nfac, njac, nreal, ncplx, itR, itC, nprec;
    double sr, cr, ci_;
    double tolLin = 0.05;
    boolean bad = false;

    LinSys(Prob P) {
        this.P = P;
        n = P.n;
        np = P.np;
    }

    boolean freeH() {
        return false;
    }

    boolean freshJ() {
        return false;
    }

    abstract void jac(double[] w);
    abstract void shifts(double sr, double cr, double ci);
    abstract void real(double[] x);
    abstract void cplx(double[] x, double[] y);

    static double[][] mat(int n) {
        double[][] a = new double[n][];
        for (int i = 0; i < n; i++)
            a[i] = new double[n];
        return a;
    }

    static void padK(double[][] K, int n, int np) {
        for (int i = n; i < np; i++) {
            Arrays.fill(K[i], 0);
            K[i][i] = 1;
            for (int j = 0; j < n; j++)
                K[j][i] = 0;
        }
    }

    static LinSys make(String v, Prob P) {
        switch (v) {
            case "ldl":
                return new Ldl(P);
            case "lu":
                return new Lu(P);
            case "tri":
                return new Tri(P);
            case "eig":
                return new Eig(P);
            case "ejml":
                return new Ejml(P);
            default:
                if (v.startsWith("pcg") || v.startsWith("cg"))
                    return new Pcg(P, v);
                throw new IllegalArgumentException(v);
        }
    }

    static class Ldl extends LinSys {
        double[][] K, S, L, S2, I2, L2, M2;
        double[] di, dr2, di2;
        double[] xr, xi;

        Ldl(Prob P) {
            super(P);
            K = mat(np);
            S = mat(np);
            L = mat(np);
            S2 = mat(np);
            I2 = mat(np);
            L2 = mat(np);
            M2 = mat(np);
            di = new double[np];
            dr2 = new double[np];
            di2 = new double[np];
        }

        void jac(double[] w) {
            P.gram(w, K);
            padK(K, n, np);
            njac++;
        }

        void shifts(double s, double a, double b) {
            sr = s;
            cr = a;
            ci_ = b;
            nfac++;
            Kern.ldl(K, s, np, S, L, di);
            Kern.ldlC(K, a, b, np, S2, I2, L2, M2, dr2, di2);
        }

        void real(double[] x) {
            nreal++;
            Kern.solve(S, L, di, np, x);
        }

        void cplx(double[] x, double[] y) {
            ncplx++;
            Kern.solveC(S2, I2, L2, M2, dr2, di2, np, x, y);
        }
    }

    /** real LDL^T + complex LU with partial pivoting, right-looking row updates */
    static final class Lu extends Ldl {
        int[] piv;

        Lu(Prob P) {
            super(P);
            piv = new int[np];
        }

        void shifts(double s, double a, double b) {
            sr = s;
            cr = a;
            ci_ = b;
            nfac++;
            Kern.ldl(K, s, np, S, L, di);
            int N = np;
            double[][] A = S2, B = I2;
            for (int i = 0; i < N; i++) {
                System.arraycopy(K[i], 0, A[i], 0, N);
                Arrays.fill(B[i], 0);
                A[i][i] += a;
                B[i][i] += b;
            }
            for (int k = 0; k < N; k++) {
                int pv = k;
                double mx = -1;
                for (int i = k; i < N; i++) {
                    double q = Math.abs(A[i][k]) + Math.abs(B[i][k]);
                    if (q > mx) {
                        mx = q;
                        pv = i;
                    }
                }
                piv[k] = pv;
                double[] t = A[k];
                A[k] = A[pv];
                A[pv] = t;
                t = B[k];
                B[k] = B[pv];
                B[pv] = t;
                double x = A[k][k], y = B[k][k], d = 1 / (x * x + y * y);
                double ir = x * d, ii = -y * d;
                dr2[k] = ir;
                di2[k] = ii;
                for (int i = k + 1; i < N; i++) {
                    double p = A[i][k], q = B[i][k];
                    double fr = p * ir - q * ii, fi = p * ii + q * ir;
                    A[i][k] = fr;
                    B[i][k] = fi;
                    Kern.updC1(k + 1, N, A[k], B[k], A[i], B[i], -fr, -fi);
                }
            }
        }

        void cplx(double[] x, double[] y) {
            ncplx++;
            int N = np;
            double[][] A = S2, B = I2;
            for (int k = 0; k < N; k++) {
                int p = piv[k];
                double t = x[k];
                x[k] = x[p];
                x[p] = t;
                t = y[k];
                y[k] = y[p];
                y[p] = t;
            } // row-oriented substitution
            for (int i = 1; i < N; i++) {
                double a = x[i], b = y[i];
                double[] l = A[i], m = B[i];
                for (int j = 0; j < i; j++) {
                    a -= l[j] * x[j] - m[j] * y[j];
                    b -= l[j] * y[j] + m[j] * x[j];
                }
                x[i] = a;
                y[i] = b;
            }
            for (int i = N - 1; i >= 0; i--) {
                double a = x[i], b = y[i];
                double[] l = A[i], m = B[i];
                for (int j = i + 1; j < N; j++) {
                    a -= l[j] * x[j] - m[j] * y[j];
                    b -= l[j] * y[j] + m[j] * x[j];
                }
                x[i] = a * dr2[i] - b * di2[i];
                y[i] = a * di2[i] + b * dr2[i];
            }
        }
    }

    /** one Householder tridiagonalisation per Jacobian, O(N) shifted solves for any h */
    static final class Tri extends LinSys {
        double[][] K, V;
        double[] be, d, e, pw, pn, cp, dp, cpi, dpi;

        Tri(Prob P) {
            super(P);
            K = mat(np);
            V = mat(np);
            be = new double[np];
            d = new double[np];
            e = new double[np];
            pw = new double[np];
            pn = new double[np];
            cp = new double[np];
            dp = new double[np];
            cpi = new double[np];
            dpi = new double[np];
        }

        boolean freeH() {
            return true;
        }

        void jac(double[] w) {
            P.gram(w, K);
            njac++;
            nfac++;
            Arrays.fill(be, 0);
            Kern.tri(K, n, V, be, d, e, pw, pn);
        }

        void shifts(double s, double a, double b) {
            sr = s;
            cr = a;
            ci_ = b;
        }

        void q(double[] x, boolean t) {
            if (t) {
                for (int k = 0; k < n - 2; k++)
                    refl(k, x);
            } else {
                for (int k = n - 3; k >= 0; k--)
                    refl(k, x);
            }
        }

        void refl(int k, double[] x) {
            if (be[k] == 0)
                return;
            double[] v = V[k];
            double s = be[k] * Kern.dot(v, k + 1, x, k + 1, n - k - 1);
            Kern.axpyR1(k + 1, n, -s, v, x);
        }

        void q2(double[] x, double[] y, boolean t) {
            if (t) {
                for (int k = 0; k < n - 2; k++)
                    refl2(k, x, y);
            } else {
                for (int k = n - 3; k >= 0; k--)
                    refl2(k, x, y);
            }
        }

        void refl2(int k, double[] x, double[] y) {
            if (be[k] == 0)
                return;
            double[] v = V[k];
            double s0 = 0, s1 = 0, s2 = 0, s3 = 0, t0 = 0, t1 = 0, t2 = 0, t3 = 0;
            int j = k + 1;
            for (; j + 3 < n; j += 4) {
                double a = v[j], b = v[j + 1], c = v[j + 2], dd = v[j + 3];
                s0 = Math.fma(a, x[j], s0);
                t0 = Math.fma(a, y[j], t0);
                s1 = Math.fma(b, x[j + 1], s1);
                t1 = Math.fma(b, y[j + 1], t1);
                s2 = Math.fma(c, x[j + 2], s2);
                t2 = Math.fma(c, y[j + 2], t2);
                s3 = Math.fma(dd, x[j + 3], s3);
                t3 = Math.fma(dd, y[j + 3], t3);
            }
            for (; j < n; j++) {
                s0 = Math.fma(v[j], x[j], s0);
                t0 = Math.fma(v[j], y[j], t0);
            }
            double s = -be[k] * ((s0 + s1) + (s2 + s3)), t = -be[k] * ((t0 + t1) + (t2 + t3));
            ax2(k + 1, n, s, t, v, x, y);
        }

        static void ax2(int lo, int n, double s, double t, double[] v, double[] x, double[] y) {
            for (int j = lo; j < n; j++) {
                double a = v[j];
                x[j] = Math.fma(s, a, x[j]);
                y[j] = Math.fma(t, a, y[j]);
            }
        }

        void real(double[] x) {
            nreal++;
            q(x, true);
            double b = d[0] + sr;
            dp[0] = b;
            for (int i = 1; i < n; i++) {
                double m = e[i - 1] / dp[i - 1];
                dp[i] = d[i] + sr - m * e[i - 1];
                x[i] -= m * x[i - 1];
            }
            x[n - 1] /= dp[n - 1];
            for (int i = n - 2; i >= 0; i--)
                x[i] = (x[i] - e[i] * x[i + 1]) / dp[i];
            q(x, false);
        }

        void cplx(double[] x, double[] y) {
            ncplx++;
            q2(x, y, true);
            {
                double p = d[0] + cr, q = ci_, den = 1 / (p * p + q * q);
                dp[0] = p * den;
                dpi[0] = -q * den;
            } // dp = 1/pivot
            for (int i = 1; i < n; i++) {
                double mr = e[i - 1] * dp[i - 1], mi = e[i - 1] * dpi[i - 1];
                double p = d[i] + cr - mr * e[i - 1], q = ci_ - mi * e[i - 1], den = 1 / (p * p + q * q);
                dp[i] = p * den;
                dpi[i] = -q * den;
                double a = x[i - 1], b = y[i - 1];
                x[i] -= mr * a - mi * b;
                y[i] -= mr * b + mi * a;
            }
            {
                double a = x[n - 1], b = y[n - 1];
                x[n - 1] = a * dp[n - 1] - b * dpi[n - 1];
                y[n - 1] = a * dpi[n - 1] + b * dp[n - 1];
            }
            for (int i = n - 2; i >= 0; i--) {
                double a = x[i] - e[i] * x[i + 1], b = y[i] - e[i] * y[i + 1];
                x[i] = a * dp[i] - b * dpi[i];
                y[i] = a * dpi[i] + b * dp[i];
            }
            q2(x, y, false);
        }
    }

    /**
     * eigendecomposition; own: Tri + implicit QL with row rotations. Q^T stored by rows (row k = eigenvector
     * k)
     */
    static class Eig extends LinSys {
        double[][] K, V, Q, QT;
        double[] be, d, e, pw, pn, t, u, x2, y2;

        Eig(Prob P) {
            super(P);
            K = mat(np);
            V = mat(np);
            Q = mat(np);
            QT = mat(np);
            be = new double[np];
            d = new double[np];
            e = new double[np];
            pw = new double[np];
            pn = new double[np];
            t = new double[np];
            u = new double[np];
        }

        boolean freeH() {
            return true;
        }

        void jac(double[] w) {
            P.gram(w, K);
            njac++;
            nfac++;
            decomp();
        }

        void decomp() {
            Arrays.fill(be, 0);
            Kern.tri(K, n, V, be, d, e, pw, pn);
            // W = rows: Q = H0 H1 ... ; row i of QT' holds column i of Q. Build Q (n x n) then rotate columns
            // -> use rows of Q^T
            for (int i = 0; i < n; i++) {
                Arrays.fill(Q[i], 0);
                Q[i][i] = 1;
            }
            for (int k = n - 3; k >= 0; k--) {
                if (be[k] == 0)
                    continue;
                double[] v = V[k];
                Arrays.fill(t, 0);
                int i = k + 1;
                for (; i + 3 < n; i += 4)
                    Kern.axpyR4(k + 1, n, v[i], Q[i], v[i + 1], Q[i + 1], v[i + 2], Q[i + 2], v[i + 3],
                            Q[i + 3], t);
                for (; i < n; i++)
                    Kern.axpyR1(k + 1, n, v[i], Q[i], t);
                for (i = k + 1; i < n; i++)
                    Kern.axpyR1(k + 1, n, -be[k] * v[i], t, Q[i]);
            }
            for (int i = 0; i < n; i++)
                for (int j = 0; j < n; j++)
                    QT[i][j] = Q[j][i];
            e[n - 1] = 0;
            for (int l = 0; l < n; l++) {
                int it = 0;
                while (true) {
                    int m = l;
                    for (; m < n - 1; m++) {
                        double dd = Math.abs(d[m]) + Math.abs(d[m + 1]);
                        if (Math.abs(e[m]) <= 1.1e-16 * dd)
                            break;
                    }
                    if (m == l)
                        break;
                    if (++it > 60)
                        throw new RuntimeException("ql");
                    double g = (d[l + 1] - d[l]) / (2 * e[l]), r = Math.sqrt(g * g + 1);
                    g = d[m] - d[l] + e[l] / (g + (g >= 0 ? r : -r));
                    double s = 1, c = 1, p = 0;
                    int i;
                    boolean br = false;
                    for (i = m - 1; i >= l; i--) {
                        double f = s * e[i], b = c * e[i];
                        r = Math.sqrt(f * f + g * g);
                        e[i + 1] = r;
                        if (r == 0) {
                            d[i + 1] -= p;
                            e[m] = 0;
                            br = true;
                            break;
                        }
                        s = f / r;
                        c = g / r;
                        g = d[i + 1] - p;
                        r = (d[i] - g) * s + 2 * c * b;
                        p = s * r;
                        d[i + 1] = g + p;
                        g = c * r - b;
                        rot(n, QT[i + 1], QT[i], s, c);
                    }
                    if (br)
                        continue;
                    d[l] -= p;
                    e[l] = g;
                    e[m] = 0;
                }
            }
            for (int i = 0; i < n; i++)
                for (int j = 0; j < n; j++)
                    Q[i][j] = QT[j][i];
        }

        static void rot(int n, double[] a, double[] b, double s, double c) {
            for (int j = 0; j < n; j++) {
                double f = a[j], g = b[j];
                a[j] = Math.fma(s, g, c * f);
                b[j] = Math.fma(c, g, -s * f);
            }
        }

        void shifts(double s, double a, double b) {
            sr = s;
            cr = a;
            ci_ = b;
        }

        void mv(double[][] R, double[] x, double[] o) {
            Arrays.fill(o, 0);
            int i = 0;
            for (; i + 3 < n; i += 4)
                Kern.axpyR4(0, n, x[i], R[i], x[i + 1], R[i + 1], x[i + 2], R[i + 2], x[i + 3], R[i + 3], o);
            for (; i < n; i++)
                Kern.axpyR1(0, n, x[i], R[i], o);
        }

        void real(double[] x) {
            nreal++;
            mv(Q, x, t);
            for (int i = 0; i < n; i++)
                t[i] /= d[i] + sr;
            mv(QT, t, u);
            System.arraycopy(u, 0, x, 0, n);
        }

        void cplx(double[] x, double[] y) {
            ncplx++;
            mv(Q, x, t);
            mv(Q, y, u);
            for (int i = 0; i < n; i++) {
                double p = d[i] + cr, q = ci_, den = 1 / (p * p + q * q), a = t[i], b = u[i];
                t[i] = (a * p + b * q) * den;
                u[i] = (b * p - a * q) * den;
            }
            mv(QT, t, x);
            mv(QT, u, y);
        }
    }

    static final class Ejml extends Eig {
        org.ejml.interfaces.decomposition.EigenDecomposition_F64<org.ejml.data.DMatrixRMaj> ed;

        Ejml(Prob P) {
            super(P);
            ed = org.ejml.dense.row.factory.DecompositionFactory_DDRM.eig(n, true, true);
        }

        void decomp() {
            org.ejml.data.DMatrixRMaj A = new org.ejml.data.DMatrixRMaj(n, n);
            for (int i = 0; i < n; i++)
                for (int j = 0; j < n; j++)
                    A.set(i, j, K[i][j]);
            if (!ed.decompose(A))
                throw new RuntimeException();
            for (int i = 0; i < n; i++) {
                d[i] = ed.getEigenvalue(i).getReal();
                double[] v = ed.getEigenVector(i).data;
                for (int j = 0; j < n; j++) {
                    QT[i][j] = v[j];
                    Q[j][i] = v[j];
                }
            }
        }
    }

    /**
     * CG / COCG in sample space on the fresh (sparse) K. Preconditioner: cg = diagonal; pcg = real LDL^T of
     * an older K+s; pcgf = float inverse of an older K+s.
     */
    static final class Pcg extends LinSys {
        int mode, up = 2;
        boolean hyb;
        int swUp = 12;
        double[][] K, S, L;
        float[][] B, T;
        double[] di;
        double[] r, z, q, p, r2, z2, q2, p2, dg;
        float[] fx, fy, fu, fv;
        double sOld = -1;
        long lastIt;
        int stepsSince;
        final boolean sparse;
        int refac = 6;
        double hr = 2.0;
        boolean need = true;
        int worst;

        Pcg(Prob P, String v) {
            super(P);
            String[] o = v.split(":");
            hyb = o[0].equals("pcgh") || o[0].equals("pcgd");
            up = o[0].equals("pcgd") ? 1 : 2;
            mode = o[0].equals("cg") || hyb ? 0 : o[0].equals("pcg") ? 1 : 2;
            if (o.length > 3)
                swUp = Integer.parseInt(o[3]);
            if (o.length > 1)
                tolLin = Double.parseDouble(o[1]);
            if (o.length > 2)
                refac = Integer.parseInt(o[2]);
            sparse = P.rp != null;
            K = (sparse && mode == 0 && !hyb) ? null : mat(np);
            if (mode == 1 || (hyb && up == 1)) {
                S = mat(np);
                L = mat(np);
            }
            if (mode == 2 || (hyb && up == 2)) {
                B = new float[np][np];
                T = new float[4][np];
            }
            di = new double[np];
            r = new double[np];
            z = new double[np];
            q = new double[np];
            p = new double[np];
            r2 = new double[np];
            z2 = new double[np];
            q2 = new double[np];
            p2 = new double[np];
            dg = new double[np];
            fx = new float[np];
            fy = new float[np];
            fu = new float[np];
            fv = new float[np];
        }

        boolean freeH() {
            return true;
        }

        boolean freshJ() {
            return true;
        }

        void jac(double[] w) {
            njac++;
            if (sparse)
                P.gramSparse(w);
            else
                P.gram(w, K);
            if (sparse) {
                for (int i = 0; i < n; i++)
                    for (int x = P.rp[i]; x < P.rp[i + 1]; x++)
                        if (P.ci[x] == i)
                            dg[i] = P.kv[x];
            } else
                for (int i = 0; i < n; i++)
                    dg[i] = K[i][i];
            jacW = w;
        }

        double[] jacW;

        void shifts(double s, double a, double b) {
            sr = s;
            cr = a;
            ci_ = b;
            if (hyb && mode == 0 && worst > swUp) {
                mode = up;
                need = true;
            }
            if (mode == 0) {
                worst = 0;
                return;
            }
            if (worst > refac || sOld < 0 || bad)
                need = true;
            bad = false;
            worst = 0;
            if (need) {
                need = false;
                nfac++;
                sOld = s;
                if (sparse) {
                    for (int i = 0; i < n; i++) {
                        double[] k = K[i];
                        Arrays.fill(k, 0);
                        for (int x = P.rp[i]; x < P.rp[i + 1]; x++)
                            k[P.ci[x]] = P.kv[x];
                    }
                }
                padK(K, n, np);
                if (mode == 1)
                    Kern.ldl(K, s, np, S, L, di);
                else
                    Kern.sweepInv(K, s, np, B, T);
            }
        }

        void mul(double[] x, double[] y) {
            if (sparse) {
                int[] rp = P.rp, ci = P.ci;
                double[] kv = P.kv;
                for (int i = 0; i < n; i++) {
                    double a = 0, b = 0;
                    int e = rp[i + 1], k = rp[i];
                    for (; k + 1 < e; k += 2) {
                        a = Math.fma(kv[k], x[ci[k]], a);
                        b = Math.fma(kv[k + 1], x[ci[k + 1]], b);
                    }
                    if (k < e)
                        a = Math.fma(kv[k], x[ci[k]], a);
                    y[i] = a + b;
                }
            } else {
                Arrays.fill(y, 0);
                int i = 0;
                for (; i + 3 < n; i += 4)
                    Kern.axpyR4(
                            0, n, x[i], K[i], x[i + 1], K[i + 1], x[i + 2], K[i + 2], x[i + 3], K[i + 3], y);
                for (; i < n; i++)
                    Kern.axpyR1(0, n, x[i], K[i], y);
            }
        }

        void mul2(double[] x, double[] u, double[] y, double[] v) {
            if (!sparse) {
                mul(x, y);
                mul(u, v);
                return;
            }
            int[] rp = P.rp, ci = P.ci;
            double[] kv = P.kv;
            for (int i = 0; i < n; i++) {
                double a = 0, b = 0, c = 0, d = 0;
                int e = rp[i + 1], k = rp[i];
                for (; k + 1 < e; k += 2) {
                    double g = kv[k], h = kv[k + 1];
                    int l = ci[k], m = ci[k + 1];
                    a = Math.fma(g, x[l], a);
                    b = Math.fma(h, x[m], b);
                    c = Math.fma(g, u[l], c);
                    d = Math.fma(h, u[m], d);
                }
                if (k < e) {
                    a = Math.fma(kv[k], x[ci[k]], a);
                    c = Math.fma(kv[k], u[ci[k]], c);
                }
                y[i] = a + b;
                v[i] = c + d;
            }
        }

        void prec(double[] r, double[] z, double s) {
            nprec++;
            if (mode == 0) {
                for (int i = 0; i < n; i++)
                    z[i] = r[i] / (dg[i] + s);
            } else if (mode == 1) {
                System.arraycopy(r, 0, z, 0, n);
                Kern.solve(S, L, di, np, z);
            } else {
                double sc = scale(r, n);
                for (int i = 0; i < n; i++)
                    fx[i] = (float) (r[i] * sc);
                Kern.gemvF(B, np, fx, fy);
                double is = 1 / sc;
                for (int i = 0; i < n; i++)
                    z[i] = fy[i] * is;
            }
        }

        void prec2(double[] r, double[] s, double[] z, double[] y) {
            if (mode == 0) {
                nprec++;
                for (int i = 0; i < n; i++) {
                    double a = dg[i] + cr, b = ci_, den = 1 / (a * a + b * b), u = r[i], v = s[i];
                    z[i] = (u * a + v * b) * den;
                    y[i] = (v * a - u * b) * den;
                }
            } else if (mode == 1) {
                prec(r, z, 0);
                prec(s, y, 0);
            } else {
                nprec += 2;
                double sc = scale(r, n);
                sc = Math.min(sc, scale(s, n));
                for (int i = 0; i < n; i++) {
                    fx[i] = (float) (r[i] * sc);
                    fu[i] = (float) (s[i] * sc);
                }
                Kern.gemvF2(B, np, fx, fy, fu, fv);
                double is = 1 / sc;
                for (int i = 0; i < n; i++) {
                    z[i] = fy[i] * is;
                    y[i] = fv[i] * is;
                }
            }
        }

        static double scale(double[] r, int n) {
            double m = 0;
            for (int i = 0; i < n; i++)
                m = Math.max(m, Math.abs(r[i]));
            return m > 0 ? Math.scalb(1.0, -Math.getExponent(m)) : 1;
        }

        void real(double[] x) {
            nreal++;
            System.arraycopy(x, 0, r, 0, n);
            Arrays.fill(x, 0, n, 0);
            prec(r, z, sr);
            double rho = Kern.dot(r, z, n), rho0 = rho;
            if (!(rho > 0)) {
                bad = true;
                return;
            }
            System.arraycopy(z, 0, p, 0, n);
            double t2 = tolLin * tolLin;
            int it = 0;
            while (it < 400) {
                mul(p, q);
                Kern.axpyR1(0, n, sr, p, q);
                double al = rho / Kern.dot(p, q, n);
                Kern.axpyR1(0, n, al, p, x);
                it++;
                itR++;
                Kern.axpyR1(0, n, -al, q, r);
                prec(r, z, sr);
                double rn = Kern.dot(r, z, n);
                if (!(rn >= 0) || it > 60 && mode != 0) {
                    bad = true;
                    break;
                }
                if (!(rn > t2 * rho0))
                    break;
                double bt = rn / rho;
                rho = rn;
                xpby(n, z, bt, p);
            }
            if (it > worst)
                worst = it;
        }

        static void xpby(int n, double[] z, double b, double[] p) {
            for (int j = 0; j < n; j++)
                p[j] = Math.fma(b, p[j], z[j]);
        }

        void cplx(double[] x, double[] y) {
            ncplx++;
            System.arraycopy(x, 0, r, 0, n);
            System.arraycopy(y, 0, r2, 0, n);
            Arrays.fill(x, 0, n, 0);
            Arrays.fill(y, 0, n, 0);
            prec2(r, r2, z, z2);
            double a = Kern.dot(r, z, n), b = Kern.dot(r2, z2, n), cc = Kern.dot(r, z2, n),
                   dd = Kern.dot(r2, z, n);
            double rr = a - b, ri = cc + dd, e0 = a + b;
            if (mode == 0)
                e0 = Math.hypot(e0, cc - dd);
            if (!(e0 > 0)) {
                bad = true;
                return;
            }
            System.arraycopy(z, 0, p, 0, n);
            System.arraycopy(z2, 0, p2, 0, n);
            double t2 = tolLin * tolLin;
            int it = 0;
            while (it < 400) {
                mul2(p, p2, q, q2);
                cshift(n, cr, ci_, p, p2, q, q2);
                a = Kern.dot(p, q, n);
                b = Kern.dot(p2, q2, n);
                cc = Kern.dot(p, q2, n);
                dd = Kern.dot(p2, q, n);
                double dr = a - b, dI = cc + dd, den = 1 / (dr * dr + dI * dI);
                double ar = (rr * dr + ri * dI) * den, ai = (ri * dr - rr * dI) * den;
                Kern.updC1(0, n, p, p2, x, y, ar, ai);
                Kern.updC1(0, n, q, q2, r, r2, -ar, -ai);
                it++;
                itC++;
                prec2(r, r2, z, z2);
                a = Kern.dot(r, z, n);
                b = Kern.dot(r2, z2, n);
                cc = Kern.dot(r, z2, n);
                dd = Kern.dot(r2, z, n);
                double nr = a - b, ni = cc + dd, en = a + b;
                if (!(en >= 0 || mode == 0) || it > 60 && mode != 0) {
                    bad = true;
                    break;
                }
                if (mode == 0)
                    en = Math.hypot(en, cc - dd);
                if (!(en > t2 * e0))
                    break;
                den = 1 / (rr * rr + ri * ri);
                double br = (nr * rr + ni * ri) * den, bi = (ni * rr - nr * ri) * den;
                rr = nr;
                ri = ni;
                cxpby(n, z, z2, br, bi, p, p2);
            }
            if (it > worst)
                worst = it;
        }

        static void cshift(int n, double a, double b, double[] p, double[] p2, double[] q, double[] q2) {
            for (int j = 0; j < n; j++) {
                double x = p[j], y = p2[j];
                q[j] = Math.fma(-b, y, Math.fma(a, x, q[j]));
                q2[j] = Math.fma(b, x, Math.fma(a, y, q2[j]));
            }
        }

        static void cxpby(int n, double[] z, double[] z2, double a, double b, double[] p, double[] p2) {
            for (int j = 0; j < n; j++) {
                double x = p[j], y = p2[j];
                p[j] = Math.fma(-b, y, Math.fma(a, x, z[j]));
                p2[j] = Math.fma(b, x, Math.fma(a, y, z2[j]));
            }
        }
    }
}
