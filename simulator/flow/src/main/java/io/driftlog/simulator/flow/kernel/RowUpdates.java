package io.driftlog.simulator.flow.kernel;

/**
 * Element-wise updates of rows: the inner loops of products with vectors. {@link MatrixKernel} multiplies matrices.
 *
 * <p>No loop here is a reduction, so each entry sees its additions in one fixed order, and the just-in-time compiler
 * turns the loops into vector instructions. That holds up to about six array streams and eight fused multiply-adds per
 * loop; larger tiles stay scalar.
 */
public final class RowUpdates {
    private RowUpdates() {}

    /** {@code y[j] += a x[xAt + j]} for j below length. y modified. */
    public static void add1(int length, double a, double[] x, int xAt, double[] y) {
        add1(length, a, x, xAt, y, 0);
    }

    /** {@code y[yAt + j] += a x[xAt + j]} for j below length. y modified. */
    public static void add1(int length, double a, double[] x, int xAt, double[] y, int yAt) {
        for (int j = 0; j < length; j++) {
            y[yAt + j] = Math.fma(a, x[xAt + j], y[yAt + j]);
        }
    }

    /** {@code y[yAt + j] += a x[aAt + j] + b x[bAt + j]} for j below length. y modified. */
    public static void add2(int length, double[] x, double a, int aAt, double b, int bAt, double[] y, int yAt) {
        for (int j = 0; j < length; j++) {
            y[yAt + j] = Math.fma(b, x[bAt + j], Math.fma(a, x[aAt + j], y[yAt + j]));
        }
    }

    /** {@code y[j] += a x[aAt + j] + b x[bAt + j] + c x[cAt + j] + d x[dAt + j]} for j below length. y modified. */
    public static void add4(
            int length,
            double[] x,
            double a,
            int aAt,
            double b,
            int bAt,
            double c,
            int cAt,
            double d,
            int dAt,
            double[] y) {
        add4(length, x, a, aAt, b, bAt, c, cAt, d, dAt, y, 0);
    }

    /** {@link #add4} into {@code y[yAt + j]}. y modified. */
    public static void add4(
            int length,
            double[] x,
            double a,
            int aAt,
            double b,
            int bAt,
            double c,
            int cAt,
            double d,
            int dAt,
            double[] y,
            int yAt) {
        for (int j = 0; j < length; j++) {
            y[yAt + j] = Math.fma(
                    d,
                    x[dAt + j],
                    Math.fma(c, x[cAt + j], Math.fma(b, x[bAt + j], Math.fma(a, x[aAt + j], y[yAt + j]))));
        }
    }

    /**
     * Two rows p, q of one array into three targets: {@code s += s0 p + s1 q} and so on. s, t, u modified.
     */
    public static void add2To3(
            int length,
            double[] x,
            int pAt,
            int qAt,
            double s0,
            double s1,
            double t0,
            double t1,
            double u0,
            double u1,
            double[] s,
            double[] t,
            double[] u) {
        add2To3(length, x, pAt, qAt, s0, s1, t0, t1, u0, u1, s, t, u, 0);
    }

    /** {@link #add2To3} into {@code s[at + j]}, {@code t[at + j]} and {@code u[at + j]}. s, t, u modified. */
    public static void add2To3(
            int length,
            double[] x,
            int pAt,
            int qAt,
            double s0,
            double s1,
            double t0,
            double t1,
            double u0,
            double u1,
            double[] s,
            double[] t,
            double[] u,
            int at) {
        for (int j = 0; j < length; j++) {
            double p = x[pAt + j];
            double q = x[qAt + j];
            s[at + j] = Math.fma(s1, q, Math.fma(s0, p, s[at + j]));
            t[at + j] = Math.fma(t1, q, Math.fma(t0, p, t[at + j]));
            u[at + j] = Math.fma(u1, q, Math.fma(u0, p, u[at + j]));
        }
    }
}
