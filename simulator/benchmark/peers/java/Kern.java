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
    // ---------------- float: factor and explicit inverse as preconditioner
}
