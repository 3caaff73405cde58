import java.util.*;

public class Rkc {
    static double nrm(double[] a, int n) {
        return Math.sqrt(Kern.dot(a, a, n));
    }

    Prob P;
    double lam;
    int p;
    double[] r, hv;
    long nf, steps, rej;

    Rkc(Prob P, double l) {
        this.P = P;
        lam = l;
        p = P.p;
        r = new double[P.np];
        hv = new double[P.np];
    }

    void rhs(double[] w, double[] f) {
        nf++;
        P.resid(w, r);
        P.jtv(w, r, f);
        double c = -P.c, l = lam;
        for (int i = 0; i < p; i++)
            f[i] = c * f[i] - l * w[i];
    }

    double specrad(double[] w, double[] v, double[] o, double[] t,
            int it) { // Gauss-Newton + cross term via finite difference of J^T r would cost more: use J^T J
                      // plus (r-part) through MC structure
        double L = 0;
        for (int k = 0; k < it; k++) {
            double s = nrm(v, p);
            for (int i = 0; i < p; i++)
                v[i] /= s;
            P.jv(w, v, hv);
            P.jtv(w, hv, o);
            P.resid(w, r);
            P.jtv(v, r, t);
            for (int i = 0; i < p; i++)
                o[i] = P.c * (o[i] + t[i]);
            double Ln = nrm(o, p);
            System.arraycopy(o, 0, v, 0, p);
            if (k > 2 && Math.abs(Ln - L) < 0.02 * Ln) {
                L = Ln;
                break;
            }
            L = Ln;
        }
        return 1.15 * L + lam;
    }

    double wn(double[] e, double[] a, double[] b, double rt, double at, double[] t) {
        for (int i = 0; i < p; i++) {
            double q = e[i] / (at + rt * Math.max(Math.abs(a[i]), Math.abs(b[i])));
            t[i] = q * q;
        }
        return Math.sqrt(Kern.sum(t, p) / p);
    }

    static void rec(int n, double mu, double[] b, double nu, double[] a, double A, double[] w, double[] c) {
        for (int i = 0; i < n; i++)
            c[i] = Math.fma(A, w[i], Math.fma(nu, a[i], mu * b[i]));
    }

    static void rec2(int n, double M, double[] f, double G, double[] f0, double[] c) {
        for (int i = 0; i < n; i++)
            c[i] = Math.fma(G, f0[i], Math.fma(M, f[i], c[i]));
    }

    double[] run(double rt, double at) {
        double[] W = new double[20 * p], w = P.w0.clone(), wn = new double[p], f0 = new double[p],
                 f = new double[p], e = new double[p], v = new double[p], o = new double[p],
                 y0 = new double[p], y1 = new double[p], y2 = new double[p], t2v = new double[p];
        for (int i = 0; i < p; i++)
            v[i] = StrictMath.sin(i + 1.0);
        double T = 20 / lam, t = 0;
        double[] tt = Radaug.outTimes(T);
        double L = specrad(w, v, o, t2v, 50);
        rhs(w, f0);
        double h = 0.1 / L;
        int k = 0;
        boolean rj = false;
        double errold = 1e-2, hold = h;
        int age = 0;
        while (k < 20) {
            if (age >= 25) {
                L = specrad(w, v, o, t2v, 20);
                age = 0;
            }
            double he = h;
            boolean hit = false;
            if (t + h >= tt[k] * (1 - 1e-12)) {
                he = tt[k] - t;
                hit = true;
            } else if (t + 2 * h > tt[k])
                he = (tt[k] - t) / 2;
            int s = 1 + (int) Math.sqrt(1.54 * he * L + 1);
            if (s < 2)
                s = 2;
            double w0 = 1 + 2. / 13 / s / s, t1 = w0 * w0 - 1, t2 = Math.sqrt(t1),
                   arg = s * StrictMath.log(w0 + t2), sh = StrictMath.sinh(arg), ch = StrictMath.cosh(arg),
                   w1 = sh * t1 / (ch * s * t2 - w0 * sh);
            double bj2 = 1 / (2 * w0) / (2 * w0), bj1 = bj2;
            System.arraycopy(w, 0, y0, 0, p);
            double mu1 = w1 * bj1;
            for (int i = 0; i < p; i++)
                y1[i] = w[i] + he * mu1 * f0[i];
            double zj1 = w0, zj2 = 1, dz1 = 1, dz2 = 0, d21 = 0, d22 = 0;
            double[] a = y0, b = y1, c = y2;
            for (int j = 2; j <= s; j++) {
                double z = 2 * w0 * zj1 - zj2, dz = 2 * w0 * dz1 - dz2 + 2 * zj1,
                       d2 = 2 * w0 * d21 - d22 + 4 * dz1;
                double bj = d2 / dz / dz, aj = 1 - zj1 * bj1, mu = 2 * w0 * bj / bj1, nu = -bj / bj2,
                       mut = mu * w1 / w0;
                rhs(b, f);
                rec(p, mu, b, nu, a, 1 - mu - nu, w, c);
                rec2(p, mut * he, f, -mut * aj * he, f0, c);
                double[] q = a;
                a = b;
                b = c;
                c = q;
                bj2 = bj1;
                bj1 = bj;
                zj2 = zj1;
                zj1 = z;
                dz2 = dz1;
                dz1 = dz;
                d22 = d21;
                d21 = d2;
            }
            System.arraycopy(b, 0, wn, 0, p);
            rhs(wn, f);
            for (int i = 0; i < p; i++)
                e[i] = 0.8 * (w[i] - wn[i]) + 0.4 * he * (f0[i] + f[i]);
            double er = wn(e, w, wn, rt, at, t2v);
            if (!(er == er))
                er = 1e10;
            if (er <= 1) {
                double q3 = StrictMath.pow(er + 1e-12, -1. / 3);
                double fac = steps == 0 || rj ? 0.8 * q3
                                              : 0.8 * StrictMath.pow(errold, 1. / 3) * q3 * q3 * (he / hold);
                fac = Math.min(fac, 0.8 * q3 * 1.5);
                fac = Radaug.clamp(fac, 0.1, rj ? 1 : 5);
                hold = he;
                errold = Math.max(er, 1e-4);
                t = hit ? tt[k] : t + he;
                double[] q = w;
                w = wn;
                wn = q;
                q = f0;
                f0 = f;
                f = q;
                steps++;
                age++;
                double hn = he * fac;
                h = (he < h * 0.99) ? Math.max(hn, h * Math.min(1, fac)) : hn;
                rj = false;
                if (hit) {
                    System.arraycopy(w, 0, W, k * p, p);
                    k++;
                }
            } else {
                rej++;
                rj = true;
                h = he * Radaug.clamp(0.8 * StrictMath.pow(er, -1. / 3), 0.1, 0.8);
                if (age > 0) {
                    L = specrad(w, v, o, t2v, 20);
                    age = 0;
                }
            }
        }
        return W;
    }

    public static void main(String[] x) throws Exception {
        for (String q : x[0].split(","))
            for (String l : x[1].split(","))
                for (String r : x[2].split(",")) {
                    Prob P = Prob.load(q + ".txt");
                    double lam = Double.parseDouble(l), rt = Double.parseDouble(r);
                    double best = 1e9;
                    double[] W = null;
                    Rkc R = null;
                    for (int i = 0; i < Integer.parseInt(x[3]); i++) {
                        long t0 = Main.MX.getCurrentThreadCpuTime();
                        R = new Rkc(P, lam);
                        W = R.run(rt, rt * 1e-3);
                        best = Math.min(best, (Main.MX.getCurrentThreadCpuTime() - t0) * 1e-6);
                    }
                    double[] rf = Main.ref(q, lam, P.p);
                    System.out.printf("rkc2 %s %s %s min %.2f ms steps %d rhs %d err %.3g%n", q, l, r, best,
                            R.steps, R.nf, rf == null ? Double.NaN : Main.err(W, rf, P.p));
                }
    }
}
