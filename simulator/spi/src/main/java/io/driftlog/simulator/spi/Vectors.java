package io.driftlog.simulator.spi;

/**
 * Operations on whole vectors with a fixed order of additions, so that every JVM gives the same bits. Element-wise
 * loops vectorise; sums run in four or eight lanes that are joined in one fixed way.
 */
public final class Vectors {
    private Vectors() {}

    /**
     * {@return {@code x . y} over the common length of x and y}
     *
     * @param x not modified
     * @param y not modified
     */
    public static double dot(double[] x, double[] y) {
        return dot(x, 0, y, 0, x.length);
    }

    /**
     * {@return {@code sum of x[xOffset + i] * y[yOffset + i]} for i below length}
     *
     * @param x not modified
     * @param xOffset index of the first entry of x
     * @param y not modified
     * @param yOffset index of the first entry of y
     * @param length number of entries
     */
    public static double dot(double[] x, int xOffset, double[] y, int yOffset, int length) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i + 3 < length; i += 4) {
            s0 = Math.fma(x[xOffset + i], y[yOffset + i], s0);
            s1 = Math.fma(x[xOffset + i + 1], y[yOffset + i + 1], s1);
            s2 = Math.fma(x[xOffset + i + 2], y[yOffset + i + 2], s2);
            s3 = Math.fma(x[xOffset + i + 3], y[yOffset + i + 3], s3);
        }
        for (; i < length; i++) {
            s0 = Math.fma(x[xOffset + i], y[yOffset + i], s0);
        }
        return (s0 + s1) + (s2 + s3);
    }

    /**
     * {@return {@code ||x||^2}}
     *
     * @param x not modified
     */
    public static double normSquared(double[] x) {
        return dot(x, x);
    }

    /**
     * {@code x <- a x}.
     *
     * @param a the factor
     * @param x modified
     */
    public static void scale(double a, double[] x) {
        for (int i = 0; i < x.length; i++) {
            x[i] *= a;
        }
    }

    /**
     * {@code y <- y + a x}.
     *
     * @param a the factor
     * @param x not modified
     * @param y modified
     */
    public static void addScaled(double a, double[] x, double[] y) {
        for (int i = 0; i < y.length; i++) {
            y[i] = Math.fma(a, x[i], y[i]);
        }
    }

    /**
     * {@return whether no entry is infinite or NaN}
     *
     * @param x not modified
     */
    public static boolean allFinite(double[] x) {
        for (double value : x) {
            if (!Double.isFinite(value)) {
                return false;
            }
        }
        return true;
    }
}
