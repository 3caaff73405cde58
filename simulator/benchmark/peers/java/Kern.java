/**
 * Dense kernels: every inner loop is an element-wise update (no reduction), so C2 vectorises it and the
 * order of additions is fixed.
 */
final class Kern {
    static double fma(double a, double b, double c) {
        return Math.fma(a, b, c);
    }

    /** y[yo+j] += a*x[xo+j] */
    static void axpy(int n, double a, double[] x, int xo, double[] y, int yo) {
        for (int j = 0; j < n; j++)
            y[yo + j] = Math.fma(a, x[xo + j], y[yo + j]);
    }

    static void axpy2(int n, double a, double[] x, int xa, double b, int xb, double[] y, int yo) {
        for (int j = 0; j < n; j++)
            y[yo + j] = Math.fma(b, x[xb + j], Math.fma(a, x[xa + j], y[yo + j]));
    }

    static void axpy4(int n, double a, int xa, double b, int xb, double c, int xc, double d, int xd,
            double[] x, double[] y, int yo) {
        for (int j = 0; j < n; j++)
            y[yo + j] = Math.fma(d, x[xd + j],
                    Math.fma(c, x[xc + j], Math.fma(b, x[xb + j], Math.fma(a, x[xa + j], y[yo + j]))));
    }

    static void axpyR4(int lo, int n, double a, double[] A, double b, double[] B, double c, double[] C,
            double d, double[] D, double[] y) {
        for (int j = lo; j < n; j++)
            y[j] = Math.fma(d, D[j], Math.fma(c, C[j], Math.fma(b, B[j], Math.fma(a, A[j], y[j]))));
    }

    static void axpyR1(int lo, int n, double a, double[] A, double[] y) {
        for (int j = lo; j < n; j++)
            y[j] = Math.fma(a, A[j], y[j]);
    }

    /** 2 source rows (same array), 3 targets */
    static void k23(int n, double[] A, int x0, int x1, double a, double b, double c, double d, double e,
            double f, double[] t, double[] u, double[] v, int o) {
        for (int j = 0; j < n; j++) {
            double x = A[x0 + j], y = A[x1 + j];
            t[o + j] = Math.fma(b, y, Math.fma(a, x, t[o + j]));
            u[o + j] = Math.fma(d, y, Math.fma(c, x, u[o + j]));
            v[o + j] = Math.fma(f, y, Math.fma(e, x, v[o + j]));
        }
    }

    static void k22(int n, double[] A, int x0, int x1, double a, double b, double c, double d, double[] t,
            double[] u, int o) {
        for (int j = 0; j < n; j++) {
            double x = A[x0 + j], y = A[x1 + j];
            t[o + j] = Math.fma(b, y, Math.fma(a, x, t[o + j]));
            u[o + j] = Math.fma(d, y, Math.fma(c, x, u[o + j]));
        }
    }

    static double dot(double[] a, int ao, double[] b, int bo, int n) {
        double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
        int i = 0;
        for (; i + 3 < n; i += 4) {
            s0 = Math.fma(a[ao + i], b[bo + i], s0);
            s1 = Math.fma(a[ao + i + 1], b[bo + i + 1], s1);
            s2 = Math.fma(a[ao + i + 2], b[bo + i + 2], s2);
            s3 = Math.fma(a[ao + i + 3], b[bo + i + 3], s3);
        }
        for (; i < n; i++)
            s0 = Math.fma(a[ao + i], b[bo + i], s0);
        return (s0 + s1) + (s2 + s3);
    }

    static double dot(double[] a, double[] b, int n) {
        return dot(a, 0, b, 0, n);
    }

    /** sum with 8 fixed accumulators */
    static double sum(double[] a, int n) {
        double s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;
        int i = 0;
        for (; i + 7 < n; i += 8) {
            s0 += a[i];
            s1 += a[i + 1];
            s2 += a[i + 2];
            s3 += a[i + 3];
            s4 += a[i + 4];
            s5 += a[i + 5];
            s6 += a[i + 6];
            s7 += a[i + 7];
        }
        for (; i < n; i++)
            s0 += a[i];
        return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
    }

    // ---------------- real symmetric LDL^T (no pivoting), S rows = D U, upper
    static void upd44(int lo, int n, double[] s0, double[] s1, double[] s2, double[] s3, double[] t0,
            double[] t1, double[] t2, double[] t3, double a0, double a1, double a2, double a3, double b0,
            double b1, double b2, double b3, double c0, double c1, double c2, double c3, double d0, double d1,
            double d2, double d3) {
        for (int j = lo; j < n; j++) {
            double x0 = s0[j], x1 = s1[j], x2 = s2[j], x3 = s3[j];
            t0[j] = Math.fma(a3, x3, Math.fma(a2, x2, Math.fma(a1, x1, Math.fma(a0, x0, t0[j]))));
            t1[j] = Math.fma(b3, x3, Math.fma(b2, x2, Math.fma(b1, x1, Math.fma(b0, x0, t1[j]))));
            t2[j] = Math.fma(c3, x3, Math.fma(c2, x2, Math.fma(c1, x1, Math.fma(c0, x0, t2[j]))));
            t3[j] = Math.fma(d3, x3, Math.fma(d2, x2, Math.fma(d1, x1, Math.fma(d0, x0, t3[j]))));
        }
    }

    static void upd22(int lo, int n, double[] a, double[] b, double[] t, double[] u, double p, double q,
            double p1, double q1) {
        for (int j = lo; j < n; j++) {
            double x = a[j], y = b[j];
            t[j] = Math.fma(q, y, Math.fma(p, x, t[j]));
            u[j] = Math.fma(q1, y, Math.fma(p1, x, u[j]));
        }
    }

    /**
     * factor K+sigma*I into S (upper rows), dinv; L[j][k] = S[k][j]*dinv[k] lower rows. n must be a multiple
     * of 4 (pad).
     */
    static void ldl(double[][] K, double sigma, int n, double[][] S, double[][] L, double[] dinv) {
        for (int k = 0; k < n; k += 2) {
            double[] t0 = S[k], t1 = S[k + 1];
            System.arraycopy(K[k], k, t0, k, n - k);
            System.arraycopy(K[k + 1], k, t1, k, n - k);
            t0[k] += sigma;
            t1[k + 1] += sigma;
            for (int m = 0; m < k; m += 2) {
                double[] s0 = S[m], s1 = S[m + 1];
                double e0 = -dinv[m], e1 = -dinv[m + 1];
                upd22(k, n, s0, s1, t0, t1, e0 * s0[k], e1 * s1[k], e0 * s0[k + 1], e1 * s1[k + 1]);
            }
            dinv[k] = 1 / t0[k];
            axpyR1(k + 1, n, -dinv[k] * t0[k + 1], t0, t1);
            dinv[k + 1] = 1 / t1[k + 1];
        }
        if (L != null)
            transpose(S, dinv, n, L);
    }

    static void transpose(double[][] S, double[] dinv, int n, double[][] L) {
        for (int k = 0; k < n; k += 8) {
            int ke = Math.min(n, k + 8);
            for (int j = k; j < n; j++) {
                double[] l = L[j];
                int e = Math.min(ke, j);
                for (int m = k; m < e; m++)
                    l[m] = S[m][j] * dinv[m];
            }
        }
    }

    static void solve(double[][] S, double[][] L, double[] dinv, int n, double[] x) {
        for (int k = 0; k < n; k += 4) {
            double[] s0 = S[k], s1 = S[k + 1], s2 = S[k + 2], s3 = S[k + 3];
            double y0 = x[k] * dinv[k];
            double x1 = Math.fma(-y0, s0[k + 1], x[k + 1]);
            double y1 = x1 * dinv[k + 1];
            double x2 = Math.fma(-y1, s1[k + 2], Math.fma(-y0, s0[k + 2], x[k + 2]));
            double y2 = x2 * dinv[k + 2];
            double x3 =
                    Math.fma(-y2, s2[k + 3], Math.fma(-y1, s1[k + 3], Math.fma(-y0, s0[k + 3], x[k + 3])));
            double y3 = x3 * dinv[k + 3];
            x[k] = y0;
            x[k + 1] = y1;
            x[k + 2] = y2;
            x[k + 3] = y3;
            axpyR4(k + 4, n, -y0, s0, -y1, s1, -y2, s2, -y3, s3, x);
        }
        for (int k = n - 4; k >= 0; k -= 4) {
            double[] l0 = L[k], l1 = L[k + 1], l2 = L[k + 2], l3 = L[k + 3];
            double y3 = x[k + 3];
            double y2 = Math.fma(-l3[k + 2], y3, x[k + 2]);
            double y1 = Math.fma(-l2[k + 1], y2, Math.fma(-l3[k + 1], y3, x[k + 1]));
            double y0 = Math.fma(-l1[k], y1, Math.fma(-l2[k], y2, Math.fma(-l3[k], y3, x[k])));
            x[k] = y0;
            x[k + 1] = y1;
            x[k + 2] = y2;
            axpyR4(0, k, -y0, l0, -y1, l1, -y2, l2, -y3, l3, x);
        }
    }

    // ---------------- complex symmetric LDL^T (no pivoting), split re/im
    static void updC22(int lo, int n, double[] s0, double[] i0, double[] s1, double[] i1, double[] t0,
            double[] u0, double[] t1, double[] u1, double a0r, double a0i, double a1r, double a1i, double b0r,
            double b0i, double b1r, double b1i) {
        for (int j = lo; j < n; j++) {
            double x0 = s0[j], y0 = i0[j], x1 = s1[j], y1 = i1[j];
            t0[j] = Math.fma(-a1i, y1, Math.fma(a1r, x1, Math.fma(-a0i, y0, Math.fma(a0r, x0, t0[j]))));
            u0[j] = Math.fma(a1i, x1, Math.fma(a1r, y1, Math.fma(a0i, x0, Math.fma(a0r, y0, u0[j]))));
            t1[j] = Math.fma(-b1i, y1, Math.fma(b1r, x1, Math.fma(-b0i, y0, Math.fma(b0r, x0, t1[j]))));
            u1[j] = Math.fma(b1i, x1, Math.fma(b1r, y1, Math.fma(b0i, x0, Math.fma(b0r, y0, u1[j]))));
        }
    }

    static void updC1(int lo, int n, double[] s, double[] i, double[] t, double[] u, double ar, double ai) {
        for (int j = lo; j < n; j++) {
            double x = s[j], y = i[j];
            t[j] = Math.fma(-ai, y, Math.fma(ar, x, t[j]));
            u[j] = Math.fma(ai, x, Math.fma(ar, y, u[j]));
        }
    }

    static void ldlC(double[][] K, double sr, double si, int n, double[][] S, double[][] I, double[][] L,
            double[][] M, double[] dr, double[] di) {
        for (int k = 0; k < n; k += 2) {
            double[] t0 = S[k], u0 = I[k], t1 = S[k + 1], u1 = I[k + 1];
            System.arraycopy(K[k], k, t0, k, n - k);
            System.arraycopy(K[k + 1], k, t1, k, n - k);
            java.util.Arrays.fill(u0, k, n, 0);
            java.util.Arrays.fill(u1, k, n, 0);
            t0[k] += sr;
            u0[k] += si;
            t1[k + 1] += sr;
            u1[k + 1] += si;
            for (int m = 0; m < k; m += 2) {
                double[] s0 = S[m], i0 = I[m], s1 = S[m + 1], i1 = I[m + 1];
                double p = -dr[m], q = -di[m], P = -dr[m + 1], Q = -di[m + 1];
                double x = s0[k], y = i0[k], a0r = p * x - q * y, a0i = p * y + q * x;
                x = s1[k];
                y = i1[k];
                double a1r = P * x - Q * y, a1i = P * y + Q * x;
                x = s0[k + 1];
                y = i0[k + 1];
                double b0r = p * x - q * y, b0i = p * y + q * x;
                x = s1[k + 1];
                y = i1[k + 1];
                double b1r = P * x - Q * y, b1i = P * y + Q * x;
                sub2(k, n, s0, i0, s1, i1, -a0r, -a0i, -a1r, -a1i, t0, u0);
                sub2(k, n, s0, i0, s1, i1, -b0r, -b0i, -b1r, -b1i, t1, u1);
            }
            double den = 1 / (t0[k] * t0[k] + u0[k] * u0[k]);
            dr[k] = t0[k] * den;
            di[k] = -u0[k] * den;
            double x = t0[k + 1], y = u0[k + 1], p = -dr[k], q = -di[k];
            updC1(k + 1, n, t0, u0, t1, u1, p * x - q * y, p * y + q * x);
            den = 1 / (t1[k + 1] * t1[k + 1] + u1[k + 1] * u1[k + 1]);
            dr[k + 1] = t1[k + 1] * den;
            di[k + 1] = -u1[k + 1] * den;
        }
        for (int k = 0; k < n; k += 8) {
            int ke = Math.min(n, k + 8);
            for (int j = k; j < n; j++) {
                double[] l = L[j], mm = M[j];
                int e = Math.min(ke, j);
                for (int m = k; m < e; m++) {
                    double x = S[m][j], y = I[m][j];
                    l[m] = x * dr[m] - y * di[m];
                    mm[m] = x * di[m] + y * dr[m];
                }
            }
        }
    }

    static void solveC(double[][] S, double[][] I, double[][] L, double[][] M, double[] dr, double[] di,
            int n, double[] x, double[] y) {
        for (int k = 0; k < n; k += 2) {
            double[] s0 = S[k], i0 = I[k], s1 = S[k + 1], i1 = I[k + 1];
            double pr = x[k] * dr[k] - y[k] * di[k], pi = x[k] * di[k] + y[k] * dr[k];
            double xr = x[k + 1] - (pr * s0[k + 1] - pi * i0[k + 1]),
                   xi = y[k + 1] - (pr * i0[k + 1] + pi * s0[k + 1]);
            double qr = xr * dr[k + 1] - xi * di[k + 1], qi = xr * di[k + 1] + xi * dr[k + 1];
            x[k] = pr;
            y[k] = pi;
            x[k + 1] = qr;
            y[k + 1] = qi;
            sub2(k + 2, n, s0, i0, s1, i1, pr, pi, qr, qi, x, y);
        }
        for (int k = n - 2; k >= 0; k -= 2) {
            double[] s0 = L[k], i0 = M[k], s1 = L[k + 1], i1 = M[k + 1];
            double qr = x[k + 1], qi = y[k + 1];
            double pr = x[k] - (qr * s1[k] - qi * i1[k]), pi = y[k] - (qr * i1[k] + qi * s1[k]);
            x[k] = pr;
            y[k] = pi;
            sub2(0, k, s0, i0, s1, i1, pr, pi, qr, qi, x, y);
        }
    }

    static void sub2(int lo, int n, double[] s0, double[] i0, double[] s1, double[] i1, double pr, double pi,
            double qr, double qi, double[] x, double[] y) {
        for (int j = lo; j < n; j++) {
            double a = s0[j], b = i0[j], c = s1[j], d = i1[j];
            x[j] = Math.fma(qi, d, Math.fma(-qr, c, Math.fma(pi, b, Math.fma(-pr, a, x[j]))));
            y[j] = Math.fma(-qi, c, Math.fma(-qr, d, Math.fma(-pi, a, Math.fma(-pr, b, y[j]))));
        }
    }

    // ---------------- Householder tridiagonalisation, full storage, update fused with the next matvec. V[k]
    // = reflector k (entries k+1..n-1), beta
    static void tri(double[][] A, int n, double[][] V, double[] beta, double[] d, double[] e, double[] pw,
            double[] pn) {
        double[] w = pw, p = pn;
        double[] v = null;
        for (int k = 0; k < n; k++) {
            double[] row = A[k];
            if (k > 0 && v != null && beta[k - 1] != 0) {
                rank2(k, n, row, v[k], w, w[k], v);
            }
            d[k] = row[k];
            if (k == n - 1)
                break;
            double[] vn = V[k];
            double s2 = 0;
            {
                double s0 = 0, s1 = 0;
                for (int j = k + 2; j < n; j++)
                    s0 = Math.fma(row[j], row[j], s0);
                s2 = s0 + s1;
            }
            double a = row[k + 1];
            java.util.Arrays.fill(p, 0);
            boolean act = s2 > 0 && k < n - 2;
            double b = 0;
            if (act) {
                double nr = Math.sqrt(a * a + s2);
                double al = a > 0 ? -nr : nr;
                double v0 = a - al;
                System.arraycopy(row, k + 1, vn, k + 1, n - k - 1);
                vn[k + 1] = v0;
                b = 2 / (v0 * v0 + s2);
                e[k] = al;
            } else {
                e[k] = a;
            }
            // fused: update rows k+1.. with previous (v,w), accumulate p = A v_new
            boolean up = k > 0 && beta[k - 1] != 0;
            int i = k + 1;
            if (up && act) {
                for (; i + 3 < n; i += 4) {
                    r2x2(k + 1, n, A[i], A[i + 1], v[i], v[i + 1], w[i], w[i + 1], v, w);
                    r2x2(k + 1, n, A[i + 2], A[i + 3], v[i + 2], v[i + 3], w[i + 2], w[i + 3], v, w);
                    axpyR4(k + 1, n, vn[i], A[i], vn[i + 1], A[i + 1], vn[i + 2], A[i + 2], vn[i + 3],
                            A[i + 3], p);
                }
                for (; i < n; i++) {
                    rank2(k + 1, n, A[i], v[i], w, w[i], v);
                    axpyR1(k + 1, n, vn[i], A[i], p);
                }
            } else {
                for (; i < n; i++) {
                    if (up)
                        rank2(k + 1, n, A[i], v[i], w, w[i], v);
                    if (act)
                        axpyR1(k + 1, n, vn[i], A[i], p);
                }
            }
            beta[k] = b;
            if (act) {
                double c = 0;
                for (int j = k + 1; j < n; j++)
                    c = Math.fma(vn[j], p[j], c);
                c *= 0.5 * b * b;
                double[] q = w;
                w = p;
                p = q;
                for (int j = k + 1; j < n; j++)
                    w[j] = b * w[j] - c * vn[j];
            }
            v = vn;
        }
    }

    static void rank2(int lo, int n, double[] a, double vi, double[] w, double wi, double[] v) {
        for (int j = lo; j < n; j++)
            a[j] = Math.fma(-wi, v[j], Math.fma(-vi, w[j], a[j]));
    }

    static void r2x2(int lo, int n, double[] a, double[] b, double v0, double v1, double w0, double w1,
            double[] v, double[] w) {
        for (int j = lo; j < n; j++) {
            double x = v[j], y = w[j];
            a[j] = Math.fma(-w0, x, Math.fma(-v0, y, a[j]));
            b[j] = Math.fma(-w1, x, Math.fma(-v1, y, b[j]));
        }
    }

    static void fused4(int lo, int n, double[] a, double[] b, double[] c, double[] d, double v0, double v1,
            double v2, double v3, double w0, double w1, double w2, double w3, double n0, double n1, double n2,
            double n3, double[] v, double[] w, double[] p) {
        for (int j = lo; j < n; j++) {
            double x = v[j], y = w[j];
            double A = Math.fma(-w0, x, Math.fma(-v0, y, a[j])), B = Math.fma(-w1, x, Math.fma(-v1, y, b[j])),
                   C = Math.fma(-w2, x, Math.fma(-v2, y, c[j])), D = Math.fma(-w3, x, Math.fma(-v3, y, d[j]));
            a[j] = A;
            b[j] = B;
            c[j] = C;
            d[j] = D;
            p[j] = Math.fma(n3, D, Math.fma(n2, C, Math.fma(n1, B, Math.fma(n0, A, p[j]))));
        }
    }

    // ---------------- float: factor and explicit inverse as preconditioner
    static void updF44(int lo, int n, float[] s0, float[] s1, float[] s2, float[] s3, float[] t0, float[] t1,
            float[] t2, float[] t3, float a0, float a1, float a2, float a3, float b0, float b1, float b2,
            float b3, float c0, float c1, float c2, float c3, float d0, float d1, float d2, float d3) {
        for (int j = lo; j < n; j++) {
            float x0 = s0[j], x1 = s1[j], x2 = s2[j], x3 = s3[j];
            t0[j] = Math.fma(a3, x3, Math.fma(a2, x2, Math.fma(a1, x1, Math.fma(a0, x0, t0[j]))));
            t1[j] = Math.fma(b3, x3, Math.fma(b2, x2, Math.fma(b1, x1, Math.fma(b0, x0, t1[j]))));
            t2[j] = Math.fma(c3, x3, Math.fma(c2, x2, Math.fma(c1, x1, Math.fma(c0, x0, t2[j]))));
            t3[j] = Math.fma(d3, x3, Math.fma(d2, x2, Math.fma(d1, x1, Math.fma(d0, x0, t3[j]))));
        }
    }

    static void f22(int n, float[] a, float[] b, float[] t, float[] u, float p, float q, float p1, float q1) {
        for (int j = 0; j < n; j++) {
            float x = a[j], y = b[j];
            t[j] = Math.fma(q, y, Math.fma(p, x, t[j]));
            u[j] = Math.fma(q1, y, Math.fma(p1, x, u[j]));
        }
    }

    static void f1(int lo, int n, float a, float[] A, float[] y) {
        for (int j = lo; j < n; j++)
            y[j] = Math.fma(a, A[j], y[j]);
    }

    /**
     * B := (K+sigma)^-1 in float, by block (4) symmetric Gauss-Jordan (sweep), no pivoting. n multiple of 4.
     * Full storage, N^3*2/... flops 2N^3, all vectorised
     */
    static void sweepInv(double[][] K, double sigma, int n, float[][] B, float[][] T) {
        for (int i = 0; i < n; i++) {
            float[] b = B[i];
            double[] k = K[i];
            for (int j = 0; j < n; j++)
                b[j] = (float) k[j];
            b[i] = (float) (k[i] + sigma);
        }
        double[][] P = new double[4][4];
        for (int k = 0; k < n; k += 4) {
            for (int a = 0; a < 4; a++)
                for (int c = 0; c < 4; c++)
                    P[a][c] = B[k + a][k + c];
            inv4(P);
            for (int a = 0; a < 4; a++) {
                float[] t = T[a];
                java.util.Arrays.fill(t, 0f);
                for (int c = 0; c < 4; c++)
                    f1(0, n, (float) P[a][c], B[k + c], t);
                for (int c = 0; c < 4; c++)
                    t[k + c] = (float) P[a][c];
            }
            float[] s0 = T[0], s1 = T[1], s2 = T[2], s3 = T[3];
            int i = 0;
            while (i < n) {
                if (i == k) {
                    i += 4;
                    continue;
                }
                float[] t0 = B[i], t1 = B[i + 1], t2 = B[i + 2], t3 = B[i + 3];
                float a0 = -t0[k], a1 = -t0[k + 1], a2 = -t0[k + 2], a3 = -t0[k + 3], b0 = -t1[k],
                      b1 = -t1[k + 1], b2 = -t1[k + 2], b3 = -t1[k + 3], c0 = -t2[k], c1 = -t2[k + 1],
                      c2 = -t2[k + 2], c3 = -t2[k + 3], d0 = -t3[k], d1 = -t3[k + 1], d2 = -t3[k + 2],
                      d3 = -t3[k + 3];
                for (int c = 0; c < 4; c++) {
                    t0[k + c] = 0;
                    t1[k + c] = 0;
                    t2[k + c] = 0;
                    t3[k + c] = 0;
                }
                f22(n, s0, s1, t0, t1, a0, a1, b0, b1);
                f22(n, s2, s3, t0, t1, a2, a3, b2, b3);
                f22(n, s0, s1, t2, t3, c0, c1, d0, d1);
                f22(n, s2, s3, t2, t3, c2, c3, d2, d3);
                i += 4;
            }
            for (int a = 0; a < 4; a++)
                System.arraycopy(T[a], 0, B[k + a], 0, n);
        }
    }

    static void inv4(double[][] A) {
        for (int k = 0; k < 4; k++) {
            double pv = 1 / A[k][k];
            A[k][k] = 1;
            for (int j = 0; j < 4; j++)
                A[k][j] *= pv;
            for (int i = 0; i < 4; i++)
                if (i != k) {
                    double f = A[i][k];
                    A[i][k] = 0;
                    for (int j = 0; j < 4; j++)
                        A[i][j] -= f * A[k][j];
                }
        }
    }

    static void gemvF(float[][] B, int n, float[] x, float[] y) {
        java.util.Arrays.fill(y, 0f);
        for (int i = 0; i < n; i += 4)
            gF4(n, B[i], B[i + 1], B[i + 2], B[i + 3], x[i], x[i + 1], x[i + 2], x[i + 3], y);
    }

    static void gF4(int n, float[] a, float[] b, float[] c, float[] d, float p, float q, float r, float s,
            float[] y) {
        for (int j = 0; j < n; j++)
            y[j] = Math.fma(s, d[j], Math.fma(r, c[j], Math.fma(q, b[j], Math.fma(p, a[j], y[j]))));
    }

    static void gemvF2(float[][] B, int n, float[] x, float[] y, float[] u, float[] v) {
        java.util.Arrays.fill(y, 0f);
        java.util.Arrays.fill(v, 0f);
        for (int i = 0; i < n; i += 2)
            f22(n, B[i], B[i + 1], y, v, x[i], x[i + 1], u[i], u[i + 1]);
    }

    static void gF42(int n, float[] a, float[] b, float[] c, float[] d, float p, float q, float r, float s,
            float[] y, float p1, float q1, float r1, float s1, float[] v) {
        for (int j = 0; j < n; j++) {
            float A = a[j], B = b[j], C = c[j], D = d[j];
            y[j] = Math.fma(s, D, Math.fma(r, C, Math.fma(q, B, Math.fma(p, A, y[j]))));
            v[j] = Math.fma(s1, D, Math.fma(r1, C, Math.fma(q1, B, Math.fma(p1, A, v[j]))));
        }
    }
}
