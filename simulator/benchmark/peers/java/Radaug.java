import java.util.Arrays;

final class Radaug {
    static final int NOUT = 20;
    static final double THET = 0.2, QT2 = 1.5;
    long steps, rej, nf;
    final Prob P;
    final double lam;
    LinSys ls;
    final int p, n, np;

    Radaug(Prob P, double lam, LinSys ls) {
        this.P = P;
        this.lam = lam;
        this.ls = ls;
        p = P.p;
        n = P.n;
        np = P.np;
    }

    static double clamp(double x, double a, double b) {
        return x < a ? a : x > b ? b : x;
    }

    static double[] outTimes(double T) {
        double[] t = new double[NOUT];
        for (int i = 0; i < NOUT; i++)
            t[i] = StrictMath.pow(T, (double) i / (NOUT - 1));
        t[NOUT - 1] = T;
        return t;
    }

    static final double s6 = Math.sqrt(6), c1 = (4 - s6) / 10, c2 = (4 + s6) / 10, c1m = c1 - 1, c2m = c2 - 1,
                        c1c2 = c1 - c2, dd1 = -(13 + 7 * s6) / 3, dd2 = (-13 + 7 * s6) / 3, dd3 = -1. / 3;
    static final double u1, al, be;
    static {
        double s9 = StrictMath.cbrt(9), u = (6 + s9 * (s9 - 1)) / 30, a = (12 - s9 * (s9 - 1)) / 60,
               b = s9 * (s9 + 1) * Math.sqrt(3) / 60, cn = a * a + b * b;
        u1 = 1 / u;
        al = a / cn;
        be = b / cn;
    }
    static final double T11 = 9.1232394870892942792E-02, T12 = -0.14125529502095420843,
                        T13 = -3.0029194105147424492E-02, T21 = 0.24171793270710701896,
                        T22 = 0.20412935229379993199, T23 = 0.38294211275726193779,
                        T31 = 0.96604818261509293619;
    static final double I11 = 4.3255798900631553510, I12 = 0.33919925181580986954,
                        I13 = 0.54177053993587487119, I21 = -4.1787185915519047273,
                        I22 = -0.32768282076106238708, I23 = 0.47662355450055045196,
                        I31 = -0.50287263494578687595, I32 = 2.5719269498556054292,
                        I33 = -0.59603920482822492497;
    double[] w, f0, z1, z2, z3, F1, F2, F3, a1, a2, a3, t, t2, t3, wn, sc, k1, k2, k3, wj, x, e;
    double[] b1, b2, b3, e1, e2, e3, m0, m1, m2, m3, g1, g2, g3, d1, d2, d3, l1, l2, l3;

    static void lin3(int n, double x, double[] a, double y, double[] b, double z, double[] c, double[] o) {
        for (int i = 0; i < n; i++)
            o[i] = Math.fma(z, c[i], Math.fma(y, b[i], x * a[i]));
    }

    static void lin4(int n, double x, double[] a, double y, double[] b, double z, double[] c, double f,
            double[] F, double[] o) {
        for (int i = 0; i < n; i++)
            o[i] = Math.fma(f, F[i], Math.fma(z, c[i], Math.fma(y, b[i], x * a[i])));
    }

    static void acc(int n, double f, double[] F, double[] o) {
        for (int i = 0; i < n; i++)
            o[i] = Math.fma(f, F[i], o[i]);
    }

    /** out-of-place T^-1 transform */
    static void tr(int n, double[] a, double[] b, double[] c, double[] o1, double[] o2, double[] o3) {
        lin3(n, I11, a, I12, b, I13, c, o1);
        lin3(n, I21, a, I22, b, I23, c, o2);
        lin3(n, I31, a, I32, b, I33, c, o3);
    }

    static void trF(int n, double[] a, double[] b, double[] c, double[] F1, double[] F2, double[] F3,
            double fac1, double aln, double ben, double[] o1, double[] o2, double[] o3) {
        lin4(n, I11, a, I12, b, I13, c, -fac1, F1, o1);
        lin4(n, I21, a, I22, b, I23, c, -aln, F2, o2);
        acc(n, ben, F3, o2);
        lin4(n, I31, a, I32, b, I33, c, -aln, F3, o3);
        acc(n, -ben, F2, o3);
    }

    static void add(int n, double[] w, double[] z, double[] o) {
        for (int i = 0; i < n; i++)
            o[i] = w[i] + z[i];
    }

    static void neg(int n, double lam, double[] w, double[] a) {
        for (int i = 0; i < n; i++)
            a[i] = -a[i] - lam * w[i];
    }

    static void gsub(int n, double ic, double[] m, double[] g) {
        for (int i = 0; i < n; i++)
            g[i] -= m[i] * ic;
    }

    static void u1(int n, double[] a, double[] x, double g, double[] o, double[] F) {
        for (int i = 0; i < n; i++) {
            double p = (a[i] - x[i]) * g;
            o[i] = p * p;
            F[i] += p;
        }
    }

    static void u2(int n, double[] b, double[] c, double[] y, double[] z, double ir, double ii, double[] o,
            double[] F) {
        for (int i = 0; i < n; i++) {
            double q = (b[i] - y[i]) * ir - (c[i] - z[i]) * ii;
            o[i] = Math.fma(q, q, o[i]);
            F[i] += q;
        }
    }

    static void u3(int n, double[] sc, double[] o) {
        for (int i = 0; i < n; i++)
            o[i] *= sc[i] * sc[i];
    }

    static void upd(int n, double[] a, double[] b, double[] c, double[] x, double[] y, double[] z, double igr,
            double ir, double ii, double[] F1, double[] F2, double[] F3, double[] sc, double[] dd) {
        u1(n, a, x, igr, dd, F1);
        u2(n, b, c, y, z, ir, ii, dd, F2);
        u2(n, b, c, y, z, ii, -ir, dd, F3);
        u3(n, sc, dd);
    }

    static void lin2(int n, double x, double[] a, double y, double[] b, double[] o) {
        for (int i = 0; i < n; i++)
            o[i] = Math.fma(y, b[i], x * a[i]);
    }

    static void zz(int n, double[] F1, double[] F2, double[] F3, double[] z1, double[] z2, double[] z3) {
        lin3(n, T11, F1, T12, F2, T13, F3, z1);
        lin3(n, T21, F1, T22, F2, T23, F3, z2);
        lin2(n, T31, F1, 1, F2, z3);
    }

    static void acc3(int n, double x, double[] a, double y, double[] b, double z, double[] c, double[] o) {
        for (int i = 0; i < n; i++)
            o[i] = Math.fma(z, c[i], Math.fma(y, b[i], Math.fma(x, a[i], o[i])));
    }

    static void mupd(int n, double[] m1, double[] m2, double[] m3, double[] d1, double[] d2, double[] d3) {
        acc3(n, T11, d1, T12, d2, T13, d3, m1);
        acc3(n, T21, d1, T22, d2, T23, d3, m2);
        Kern.axpyR1(0, n, T31, d1, m3);
        Kern.axpyR1(0, n, 1, d2, m3);
    }

    static void extrap(int n, double q, double[] k1, double[] k2, double[] k3, double[] b, double[] o) {
        double u = q - c2m, v = q - c1m;
        if (b == null)
            for (int i = 0; i < n; i++)
                o[i] = q * (k1[i] + u * (k2[i] + v * k3[i]));
        else
            for (int i = 0; i < n; i++)
                o[i] = b[i] + q * (k1[i] + u * (k2[i] + v * k3[i]));
    }

    static void coef(int n, double[] z1, double[] z2, double[] z3, double[] k1, double[] k2, double[] k3) {
        double i1 = 1 / c2m, i2 = 1 / c1c2, i3 = 1 / c1, i4 = 1 / c2, i5 = 1 / c1m;
        for (int i = 0; i < n; i++)
            k1[i] = (z2[i] - z3[i]) * i1;
        for (int i = 0; i < n; i++)
            k2[i] = ((z1[i] - z2[i]) * i2 - k1[i]) * i5;
        for (int i = 0; i < n; i++)
            k3[i] = k2[i] - ((z1[i] - z2[i]) * i2 - z1[i] * i3) * i4;
    }

    double wnorm(double[] x) {
        for (int i = 0; i < p; i++) {
            double q = x[i] * sc[i];
            t[i] = q * q;
        }
        return Math.sqrt(Kern.sum(t, p) / p);
    }

    void gnSolve(double[] v, double gr) {
        P.jv(wj, v, d1);
        ls.real(d1);
        P.jtv(wj, d1, x);
        double ig = 1 / gr;
        for (int i = 0; i < p; i++)
            x[i] = (v[i] - x[i]) * ig;
    }

    double[] v() {
        return new double[p];
    }

    double[] s() {
        return new double[np];
    }

    double[] run(double rt_, double at_) {
        double q_ = at_ / rt_, rt = 0.1 * StrictMath.pow(rt_, 2. / 3), at = rt * q_;
        double[] W = new double[NOUT * p];
        w = P.w0.clone();
        f0 = v();
        z1 = v();
        z2 = v();
        z3 = v();
        F1 = v();
        F2 = v();
        F3 = v();
        a1 = v();
        a2 = v();
        a3 = v();
        t = v();
        t2 = v();
        t3 = v();
        wn = v();
        sc = v();
        k1 = v();
        k2 = v();
        k3 = v();
        wj = v();
        x = v();
        e = v();
        b1 = v();
        b2 = v();
        b3 = v();
        e1 = s();
        e2 = s();
        e3 = s();
        m0 = s();
        m1 = s();
        m2 = s();
        m3 = s();
        g1 = s();
        g2 = s();
        g3 = s();
        d1 = s();
        d2 = s();
        d3 = s();
        l1 = s();
        l2 = s();
        l3 = s();
        double T = 20 / lam, tm = 0, c = P.c;
        double[] tt = outTimes(T);
        P.resid(w, m0);
        for (int i = 0; i < n; i++)
            m0[i] *= c;
        P.jtv(w, m0, f0);
        neg(p, lam, w, f0);
        double s0 = 0;
        for (int i = 0; i < p; i++) {
            double y = f0[i] / (at + Math.abs(w[i]));
            s0 += y * y;
        }
        double h = 0.01 / (Math.sqrt(s0 / p) + 1e-30);
        h = clamp(h, 1e-8, 0.1) * StrictMath.pow(rt / 1e-3, 0.25);
        double fnewt = Math.max(10 * 2.2e-16 / rt, Math.min(0.03, Math.sqrt(rt)));
        int k = 0, newj = 1;
        boolean first = true, rejd = false, newf = true;
        double faccon = 1, hold = 0, erracc = 1, hacc = 0, theta = 0, lh = 0;
        final int NIT = 8;
        while (k < NOUT) {
            if (newj == 1) {
                System.arraycopy(w, 0, wj, 0, p);
                ls.jac(wj);
                newf = true;
                newj = 2;
            }
            double fac1 = u1 / h, aln = al / h, ben = be / h, gr = fac1 + lam, gcr = aln + lam;
            if (newf || lh != h) {
                ls.shifts(gr / c, gcr / c, ben / c);
                newf = false;
                lh = h;
            }
            for (int i = 0; i < p; i++)
                sc[i] = 1 / (at + rt * Math.abs(w[i]));
            if (first) {
                System.arraycopy(m0, 0, m1, 0, n);
                System.arraycopy(m0, 0, m2, 0, n);
                System.arraycopy(m0, 0, m3, 0, n);
                Arrays.fill(z1, 0);
                Arrays.fill(z2, 0);
                Arrays.fill(z3, 0);
                Arrays.fill(F1, 0);
                Arrays.fill(F2, 0);
                Arrays.fill(F3, 0);
            } else {
                double q = h / hold;
                extrap(n, c1 * q, l1, l2, l3, m0, m1);
                extrap(n, c2 * q, l1, l2, l3, m0, m2);
                extrap(n, q, l1, l2, l3, m0, m3);
                extrap(p, c1 * q, k1, k2, k3, null, z1);
                extrap(p, c2 * q, k1, k2, k3, null, z2);
                extrap(p, q, k1, k2, k3, null, z3);
                tr(p, z1, z2, z3, F1, F2, F3);
            }
            int newt = 0;
            boolean conv = false;
            double dynold = 0, thqold = 0, hnewt = 0;
            faccon = StrictMath.pow(Math.max(faccon, 2.2e-16), 0.8);
            theta = 0.001;
            double ic = 1 / c;
            while (true) {
                if (newt >= NIT) {
                    hnewt = 0.5;
                    break;
                }
                add(p, w, z1, t);
                add(p, w, z2, t2);
                add(p, w, z3, t3);
                P.jtvS(t, t2, t3, m1, m2, m3, a1, a2, a3);
                P.resid3(t, t2, t3, g1, g2, g3);
                neg(p, lam, t, a1);
                neg(p, lam, t2, a2);
                neg(p, lam, t3, a3);
                gsub(n, ic, m1, g1);
                gsub(n, ic, m2, g2);
                gsub(n, ic, m3, g3);
                nf += 3;
                tr(n, g1, g2, g3, e1, e2, e3);
                trF(p, a1, a2, a3, F1, F2, F3, fac1, aln, ben, b1, b2, b3);
                P.jv3(wj, b1, b2, b3, d1, d2, d3);
                for (int i = 0; i < n; i++) {
                    double gg = e2[i], hh = e3[i];
                    d1[i] += gr * e1[i];
                    d2[i] += gcr * gg - ben * hh;
                    d3[i] += gcr * hh + ben * gg;
                }
                ls.real(d1);
                ls.cplx(d2, d3);
                if (ls.bad) {
                    hnewt = 0.5;
                    newf = true;
                    break;
                }
                P.jtv3(wj, d1, d2, d3, t, t2, t3);
                mupd(n, m1, m2, m3, d1, d2, d3);
                double den = 1 / (gcr * gcr + ben * ben);
                upd(p, b1, b2, b3, t, t2, t3, 1 / gr, gcr * den, -ben * den, F1, F2, F3, sc, x);
                newt++;
                double dyno = Math.sqrt(Kern.sum(x, p) / (3 * p));
                if (!(dyno == dyno)) {
                    hnewt = 0.3;
                    break;
                }
                if (newt > 1 && newt < NIT) {
                    double thq = dyno / dynold;
                    theta = newt == 2 ? thq : Math.sqrt(thq * thqold);
                    thqold = thq;
                    if (theta < 0.99) {
                        faccon = theta / (1 - theta);
                        double dyth = faccon * dyno * StrictMath.pow(theta, NIT - 1 - newt) / fnewt;
                        if (dyth >= 1) {
                            double qn = clamp(dyth, 1e-4, 20);
                            hnewt = 0.8 * StrictMath.pow(qn, -1. / (4 + NIT - 1 - newt));
                            break;
                        }
                    } else {
                        hnewt = 0.5;
                        break;
                    }
                }
                dynold = Math.max(dyno, 2.2e-16);
                zz(p, F1, F2, F3, z1, z2, z3);
                if (faccon * dyno <= fnewt) {
                    conv = true;
                    break;
                }
            }
            if (!conv) {
                rej++;
                h *= hnewt;
                rejd = true;
                if (newj == 0)
                    newj = 1;
                if (h < 1e-14 * (tm + 1e-10))
                    return null;
                continue;
            }
            for (int i = 0; i < p; i++) {
                e[i] = (dd1 * z1[i] + dd2 * z2[i] + dd3 * z3[i]) / h;
                a1[i] = e[i] + f0[i];
            }
            gnSolve(a1, gr);
            double er = Math.max(wnorm(x), 1e-10);
            if (er >= 1 && (first || rejd)) {
                add(p, w, x, a2);
                P.jv(wj, x, g2);
                P.jtv(a2, m0, a1);
                neg(p, lam, a2, a1);
                P.jtv(wj, g2, t2);
                for (int i = 0; i < p; i++)
                    a1[i] += e[i] - c * t2[i];
                nf++;
                gnSolve(a1, gr);
                er = Math.max(wnorm(x), 1e-10);
            }
            double fac = Math.min(0.9, 0.9 * (1 + 2 * NIT) / (newt + 2 * NIT)),
                   quot = clamp(Math.sqrt(Math.sqrt(er)) / fac, 1. / 8, 5), hn = h / quot;
            if (er < 1) {
                if (steps > 0) {
                    double fg = (hacc / h) * Math.sqrt(Math.sqrt(er * er / erracc)) / 0.9;
                    fg = clamp(fg, 1. / 8, 5);
                    quot = Math.max(quot, fg);
                    hn = h / quot;
                }
                hacc = h;
                erracc = Math.max(1e-2, er);
                add(p, w, z3, wn);
                coef(p, z1, z2, z3, k1, k2, k3);
                while (k < NOUT && tt[k] <= (tm + h) * (1 + 1e-13)) {
                    double s = (tt[k] - (tm + h)) / h;
                    int o = k * p;
                    for (int i = 0; i < p; i++)
                        W[o + i] = wn[i] + s * (k1[i] + (s - c2m) * (k2[i] + (s - c1m) * k3[i]));
                    k++;
                }
                tm += h;
                hold = h;
                double[] q = w;
                w = wn;
                wn = q;
                for (int i = 0; i < n; i++) {
                    g1[i] = m1[i] - m0[i];
                    g2[i] = m2[i] - m0[i];
                    g3[i] = m3[i] - m0[i];
                    m0[i] = m3[i];
                }
                coef(n, g1, g2, g3, l1, l2, l3);
                P.jtv(w, m0, f0);
                neg(p, lam, w, f0);
                steps++;
                first = false;
                if (rejd)
                    hn = Math.min(hn, h);
                rejd = false;
                newj = 0;
                double qt = hn / h;
                if (ls.freshJ()) {
                    newj = 1;
                    h = hn;
                } else {
                    boolean reuse = theta <= THET && qt >= 1 && qt <= QT2;
                    if (!reuse) {
                        newj = 1;
                        h = hn;
                    }
                }
                if (tm + h > T)
                    h = Math.max(T - tm, 1e-300);
            } else {
                rej++;
                if (first)
                    h *= 0.1;
                else
                    h = hn;
                rejd = true;
                newj = newj == 0 ? 1 : 2;
                if (newj == 2)
                    newf = true;
            }
            if (steps + rej > 1000000 || h < 1e-14 * (tm + 1e-10)) {
                if (k >= NOUT)
                    break;
                return null;
            }
        }
        return W;
    }
}
