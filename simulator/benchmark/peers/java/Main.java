import java.io.*;
import java.nio.*;
import java.nio.file.*;
import java.util.*;

public class Main {
    static final java.lang.management.ThreadMXBean MX =
            java.lang.management.ManagementFactory.getThreadMXBean();

    static double[] ref(String n, double lam, int p) throws IOException {
        File f = new File("ref/" + n + "_" + String.format(Locale.ROOT, "%.0e", lam) + ".bin");
        if (!f.exists())
            return null;
        ByteBuffer b = ByteBuffer.wrap(Files.readAllBytes(f.toPath())).order(ByteOrder.LITTLE_ENDIAN);
        double[] a = new double[20 * p];
        b.asDoubleBuffer().get(a);
        return a;
    }

    static double[] exactA(Prob P, double lam) {
        int n = P.n, p = P.p;
        double[][] K = new double[P.np][P.np];
        P.gram(P.w0, K);
        LinSys.Eig E = new LinSys.Eig(P);
        E.jac(P.w0);
        double[] y = new double[n], r = new double[n];
        P.resid(P.w0, r);
        double[] jw = new double[P.np];
        P.jv(P.w0, P.w0, jw);
        for (int i = 0; i < n; i++)
            y[i] = jw[i] - r[i];
        double[] tt = Radaug.outTimes(20 / lam), W = new double[20 * p], z = new double[P.np],
                 o = new double[p];
        for (int k = 0; k < 20; k++) {
            double el = Math.exp(-lam * tt[k]);
            Arrays.fill(z, 0);
            for (int q = 0; q < n; q++) {
                double[] v = E.QT[q];
                double a = Kern.dot(v, jw, n), b = Kern.dot(v, y, n), mu = P.c * E.d[q], s = mu + lam,
                       xk = a * Math.exp(-s * tt[k]) - mu / s * Math.expm1(-s * tt[k]) * b;
                for (int i = 0; i < n; i++)
                    z[i] += (xk - el * a) / E.d[q] * v[i];
            }
            P.jtv(P.w0, z, o);
            for (int i = 0; i < p; i++)
                W[k * p + i] = o[i] + el * P.w0[i];
        }
        return W;
    }

    static double err(double[] W, double[] R, int p) {
        if (W == null)
            return Double.NaN;
        double mx = 0;
        for (int k = 0; k < 20; k++) {
            double e = 0, s = 0;
            for (int i = 0; i < p; i++) {
                double x = W[k * p + i] - R[k * p + i];
                e += x * x;
                s += R[k * p + i] * R[k * p + i];
            }
            e = Math.sqrt(e / s);
            if (!(e <= mx))
                mx = e;
        }
        return mx;
    }

    static long hash(double[] W) {
        if (W == null)
            return 0;
        long h = 1125899906842597L;
        for (double d : W)
            h = 31 * h + Double.doubleToRawLongBits(d);
        return h;
    }

    public static void main(String[] a)
            throws Exception { // problems variants lambdas rtols reps [warmSeconds]
        String[] ps = a[0].split(","), vs = a[1].split(","), lams = a[2].split(","), rts = a[3].split(",");
        double secs = Double.parseDouble(a[4]);
        if (System.getenv("THET") != null)
            Radaug.THET = Double.parseDouble(System.getenv("THET"));
        if (System.getenv("QT2") != null)
            Radaug.QT2 = Double.parseDouble(System.getenv("QT2"));
        for (String q : ps) {
            Prob P = Prob.load(q + ".txt");
            for (String v : vs)
                for (String l : lams) {
                    double lam = Double.parseDouble(l);
                    double[] R = q.startsWith("A") ? exactA(P, lam) : ref(q, lam, P.p);
                    for (String rs : rts) {
                        double rt = Double.parseDouble(rs);
                        double[] W = null;
                        Radaug s = null;
                        ArrayList<Double> ts = new ArrayList<>();
                        long t0 = System.nanoTime();
                        while (true) {
                            long b = MX.getCurrentThreadCpuTime();
                            LinSys L = LinSys.make(v, P);
                            s = new Radaug(P, lam, L);
                            W = s.run(rt, rt * 1e-3);
                            ts.add((MX.getCurrentThreadCpuTime() - b) * 1e-6);
                            if ((System.nanoTime() - t0) * 1e-9 > secs)
                                break;
                        }
                        if (secs < 0) {
                            for (int i = 1; i < -secs; i++) {
                                long b = MX.getCurrentThreadCpuTime();
                                LinSys L = LinSys.make(v, P);
                                s = new Radaug(P, lam, L);
                                W = s.run(rt, rt * 1e-3);
                                ts.add((MX.getCurrentThreadCpuTime() - b) * 1e-6);
                            }
                            StringBuilder sb = new StringBuilder();
                            for (int i : new int[] {0, 1, 2, 4, 9, 19, 49, 99})
                                if (i < ts.size())
                                    sb.append(String.format(" #%d:%.1f", i + 1, ts.get(i)));
                            System.out.println(q + " " + v + " " + l + " " + rs + sb);
                        }
                        List<Double> tail = new ArrayList<>(ts.subList(ts.size() / 2, ts.size()));
                        Collections.sort(tail);
                        double mn = tail.get(0), med = tail.get(tail.size() / 2);
                        LinSys L = s.ls;
                        System.out.printf(Locale.ROOT,
                                "%s,%s,%s,%s,min %.3f ms,med %.3f,st %d,rej %d,rhs %d,newt %d,jac %d,fac %d,itR %.2f,itC %.2f,err %.3g,%016x,runs %d%n",
                                q, v, l, rs, mn, med, s.steps, s.rej, s.nf, s.newtIt, L.njac, L.nfac,
                                L.nreal > 0 ? (double) L.itR / L.nreal : 0,
                                L.ncplx > 0 ? (double) L.itC / L.ncplx : 0,
                                R == null ? Double.NaN : err(W, R, P.p), hash(W), ts.size());
                    }
                }
        }
    }
}
