package io.driftlog.simulator.flow.radau.solver;

/**
 * {@code K + s I = L D L^T} without pivoting, for K positive semi-definite and s &gt; 0, two rows at a time.
 *
 * <p>The size must be a multiple of 4: a larger matrix is filled up with the identity. {@code D L^T} is kept by rows
 * for the forward substitution and L by rows for the backward one, so that both add up whole rows.
 */
final class SymmetricFactors {
    private final int size;
    private final double[][] upper;
    private final double[][] lower;
    private final double[] inverseDiagonal;

    SymmetricFactors(int size) {
        this.size = size;
        upper = new double[size][size];
        lower = new double[size][size];
        inverseDiagonal = new double[size];
    }

    /** The number of rows. */
    int size() {
        return size;
    }

    /**
     * Factors {@code matrix + shift I}.
     *
     * @param matrix symmetric, size x size; its upper triangle is read. Not modified.
     * @return false when a pivot was not positive and finite: the factors are useless then
     */
    boolean factor(double[][] matrix, double shift) {
        double[] d = inverseDiagonal;
        boolean definite = true;
        for (int k = 0; k < size; k += 2) {
            double[] row0 = upper[k];
            double[] row1 = upper[k + 1];
            System.arraycopy(matrix[k], k, row0, k, size - k);
            System.arraycopy(matrix[k + 1], k, row1, k, size - k);
            row0[k] += shift;
            row1[k + 1] += shift;
            for (int m = 0; m < k; m += 2) {
                double[] p = upper[m];
                double[] q = upper[m + 1];
                add2To2(
                        k,
                        size,
                        p,
                        q,
                        -d[m] * p[k],
                        -d[m + 1] * q[k],
                        -d[m] * p[k + 1],
                        -d[m + 1] * q[k + 1],
                        row0,
                        row1);
            }
            d[k] = 1 / row0[k];
            add1(k + 1, size, -d[k] * row0[k + 1], row0, row1);
            d[k + 1] = 1 / row1[k + 1];
            definite &= isPositive(row0[k]) && isPositive(row1[k + 1]);
        }
        transpose();
        return definite;
    }

    private static boolean isPositive(double pivot) {
        return pivot > 0 && pivot < Double.POSITIVE_INFINITY;
    }

    /** L by rows: {@code lower[j][k] = upper[k][j] / d[k]}, in bands that stay in the cache. */
    private void transpose() {
        for (int band = 0; band < size; band += 8) {
            int end = Math.min(size, band + 8);
            for (int j = band; j < size; j++) {
                double[] row = lower[j];
                for (int k = band; k < Math.min(end, j); k++) {
                    row[k] = upper[k][j] * inverseDiagonal[k];
                }
            }
        }
    }

    /**
     * {@code x <- (K + s I)^-1 x}.
     *
     * @param x length at least size. Modified.
     */
    void solve(double[] x) {
        for (int k = 0; k < size; k += 4) {
            forward(k, x);
        }
        for (int k = size - 4; k >= 0; k -= 4) {
            backward(k, x);
        }
    }

    /** Unknowns k ... k + 3 of {@code L D y = x}, removed from all later rows. */
    private void forward(int k, double[] x) {
        double[] d = inverseDiagonal;
        double[] s0 = upper[k];
        double[] s1 = upper[k + 1];
        double[] s2 = upper[k + 2];
        double[] s3 = upper[k + 3];
        double y0 = x[k] * d[k];
        double y1 = Math.fma(-y0, s0[k + 1], x[k + 1]) * d[k + 1];
        double y2 = Math.fma(-y1, s1[k + 2], Math.fma(-y0, s0[k + 2], x[k + 2])) * d[k + 2];
        double y3 = Math.fma(-y2, s2[k + 3], Math.fma(-y1, s1[k + 3], Math.fma(-y0, s0[k + 3], x[k + 3]))) * d[k + 3];
        x[k] = y0;
        x[k + 1] = y1;
        x[k + 2] = y2;
        x[k + 3] = y3;
        add4(k + 4, size, -y0, s0, -y1, s1, -y2, s2, -y3, s3, x);
    }

    /** Unknowns k ... k + 3 of {@code L^T x = y}, removed from all earlier rows. */
    private void backward(int k, double[] x) {
        double[] l0 = lower[k];
        double[] l1 = lower[k + 1];
        double[] l2 = lower[k + 2];
        double[] l3 = lower[k + 3];
        double y3 = x[k + 3];
        double y2 = Math.fma(-l3[k + 2], y3, x[k + 2]);
        double y1 = Math.fma(-l2[k + 1], y2, Math.fma(-l3[k + 1], y3, x[k + 1]));
        double y0 = Math.fma(-l1[k], y1, Math.fma(-l2[k], y2, Math.fma(-l3[k], y3, x[k])));
        x[k] = y0;
        x[k + 1] = y1;
        x[k + 2] = y2;
        add4(0, k, -y0, l0, -y1, l1, -y2, l2, -y3, l3, x);
    }

    private static void add1(int from, int to, double a, double[] x, double[] y) {
        for (int j = from; j < to; j++) {
            y[j] = Math.fma(a, x[j], y[j]);
        }
    }

    private static void add4(
            int from,
            int to,
            double a,
            double[] p,
            double b,
            double[] q,
            double c,
            double[] r,
            double d,
            double[] s,
            double[] y) {
        for (int j = from; j < to; j++) {
            y[j] = Math.fma(d, s[j], Math.fma(c, r[j], Math.fma(b, q[j], Math.fma(a, p[j], y[j]))));
        }
    }

    private static void add2To2(
            int from,
            int to,
            double[] p,
            double[] q,
            double y0,
            double y1,
            double z0,
            double z1,
            double[] y,
            double[] z) {
        for (int j = from; j < to; j++) {
            double a = p[j];
            double b = q[j];
            y[j] = Math.fma(y1, b, Math.fma(y0, a, y[j]));
            z[j] = Math.fma(z1, b, Math.fma(z0, a, z[j]));
        }
    }
}
