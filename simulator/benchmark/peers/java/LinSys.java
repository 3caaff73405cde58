import java.util.Arrays;

/** Sample-space solves (K + sr I) x = b and (K + (cr + i ci) I) x = b. */
abstract class LinSys {
    final Prob P;
    final int n, np;
    long nfac;
    double sr, cr, ci_;
    static final double TOLERANCE = 0.05;
    boolean bad = false;

    LinSys(Prob P) {
        this.P = P;
        n = P.n;
        np = P.np;
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

    static LinSys make(Prob P) {
        return P.rp == null ? new Ldl(P) : new Pcg(P);
    }

    static final class Ldl extends LinSys {
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
            Kern.solve(S, L, di, np, x);
        }

        void cplx(double[] x, double[] y) {
            Kern.solveC(S2, I2, L2, M2, dr2, di2, np, x, y);
        }
    }

    static final class Pcg extends LinSys {
        /** Jacobi; factorised once a solve needed too many iterations. */
        boolean jacobi = true;
        static final int SWITCH = 12, REFACTOR = 6;
        double[][] K, S, L;
        double[] di;
        double[] r, z, q, p, r2, z2, q2, p2, dg;
        double sOld = -1;
        boolean need = true;
        int worst;

        Pcg(Prob P) {
            super(P);
            K = mat(np);
            S = mat(np);
            L = mat(np);
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
        }

        boolean freshJ() {
            return true;
        }

        void jac(double[] w) {
            P.gramSparse(w);
            for (int i = 0; i < n; i++)
                for (int x = P.rp[i]; x < P.rp[i + 1]; x++)
                    if (P.ci[x] == i)
                        dg[i] = P.kv[x];
        }

        void shifts(double s, double a, double b) {
            sr = s;
            cr = a;
            ci_ = b;
            if (jacobi && worst > SWITCH) {
                jacobi = false;
                need = true;
            }
            if (jacobi) {
                worst = 0;
                return;
            }
            if (worst > REFACTOR || sOld < 0 || bad)
                need = true;
            bad = false;
            worst = 0;
            if (need) {
                need = false;
                nfac++;
                sOld = s;
                for (int i = 0; i < n; i++) {
                    double[] k = K[i];
                    Arrays.fill(k, 0);
                    for (int x = P.rp[i]; x < P.rp[i + 1]; x++)
                        k[P.ci[x]] = P.kv[x];
                }
                padK(K, n, np);
                Kern.ldl(K, s, np, S, L, di);
            }
        }

        void mul(double[] x, double[] y) {
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
        }

        void mul2(double[] x, double[] u, double[] y, double[] v) {
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
            if (jacobi) {
                for (int i = 0; i < n; i++)
                    z[i] = r[i] / (dg[i] + s);
            } else {
                System.arraycopy(r, 0, z, 0, n);
                Kern.solve(S, L, di, np, z);
            }
        }

        void prec2(double[] r, double[] s, double[] z, double[] y) {
            if (jacobi) {
                for (int i = 0; i < n; i++) {
                    double a = dg[i] + cr, b = ci_, den = 1 / (a * a + b * b), u = r[i], v = s[i];
                    z[i] = (u * a + v * b) * den;
                    y[i] = (v * a - u * b) * den;
                }
            } else {
                prec(r, z, 0);
                prec(s, y, 0);
            }
        }

        void real(double[] x) {
            System.arraycopy(x, 0, r, 0, n);
            Arrays.fill(x, 0, n, 0);
            prec(r, z, sr);
            double rho = Kern.dot(r, z, n), rho0 = rho;
            if (!(rho > 0)) {
                bad = true;
                return;
            }
            System.arraycopy(z, 0, p, 0, n);
            double t2 = TOLERANCE * TOLERANCE;
            int it = 0;
            while (it < 400) {
                mul(p, q);
                Kern.axpyR1(0, n, sr, p, q);
                double al = rho / Kern.dot(p, q, n);
                Kern.axpyR1(0, n, al, p, x);
                it++;
                Kern.axpyR1(0, n, -al, q, r);
                prec(r, z, sr);
                double rn = Kern.dot(r, z, n);
                if (!(rn >= 0) || it > 60 && !jacobi) {
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
            System.arraycopy(x, 0, r, 0, n);
            System.arraycopy(y, 0, r2, 0, n);
            Arrays.fill(x, 0, n, 0);
            Arrays.fill(y, 0, n, 0);
            prec2(r, r2, z, z2);
            double a = Kern.dot(r, z, n), b = Kern.dot(r2, z2, n), cc = Kern.dot(r, z2, n),
                   dd = Kern.dot(r2, z, n);
            double rr = a - b, ri = cc + dd, e0 = a + b;
            if (jacobi)
                e0 = Math.hypot(e0, cc - dd);
            if (!(e0 > 0)) {
                bad = true;
                return;
            }
            System.arraycopy(z, 0, p, 0, n);
            System.arraycopy(z2, 0, p2, 0, n);
            double t2 = TOLERANCE * TOLERANCE;
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
                prec2(r, r2, z, z2);
                a = Kern.dot(r, z, n);
                b = Kern.dot(r2, z2, n);
                cc = Kern.dot(r, z2, n);
                dd = Kern.dot(r2, z, n);
                double nr = a - b, ni = cc + dd, en = a + b;
                if (!(en >= 0 || jacobi) || it > 60 && !jacobi) {
                    bad = true;
                    break;
                }
                if (jacobi)
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
