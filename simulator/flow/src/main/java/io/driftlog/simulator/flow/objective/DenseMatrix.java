package io.driftlog.simulator.flow.objective;

import io.driftlog.events.Dataset;
import io.driftlog.simulator.flow.Kernels;
import io.driftlog.simulator.spi.Vectors;
import java.util.Arrays;

/**
 * A dense n x d matrix X, kept with its transpose, so that both products add up whole rows (see {@link Kernels}).
 */
public final class DenseMatrix {
    private final int rows;
    private final int columns;
    private final double[] values;
    private final double[] transposed;
    private final double[] weightedRow0;
    private final double[] weightedRow1;

    /**
     * @param data n x d. Not copied, never modified.
     */
    public DenseMatrix(Dataset data) {
        rows = data.rows();
        columns = data.columns();
        values = data.values();
        transposed = new double[rows * columns];
        for (int i = 0; i < rows; i++) {
            for (int k = 0; k < columns; k++) {
                transposed[k * rows + i] = values[i * columns + k];
            }
        }
        weightedRow0 = new double[columns];
        weightedRow1 = new double[columns];
    }

    /** Number of rows n. */
    public int rows() {
        return rows;
    }

    /** Number of columns d. */
    public int columns() {
        return columns;
    }

    /**
     * {@code out += X v}.
     *
     * @param v length d. Not modified.
     * @param out length at least n. Modified.
     */
    public void addProduct(double[] v, double[] out) {
        combineRows(transposed, rows, columns, v, out);
    }

    /** {@link #addProduct} of three vectors in one pass over X. */
    public void addProduct3(double[] v1, double[] v2, double[] v3, double[] out1, double[] out2, double[] out3) {
        combineRows3(transposed, rows, columns, v1, v2, v3, out1, out2, out3);
    }

    /**
     * {@code out = X^T m}.
     *
     * @param m length at least n. Not modified.
     * @param out length at least d; the first d entries are set. Modified.
     */
    public void transposedProduct(double[] m, double[] out) {
        Arrays.fill(out, 0, columns, 0);
        combineRows(values, columns, rows, m, out);
    }

    /** {@link #transposedProduct} of three vectors in one pass over X. */
    public void transposedProduct3(double[] m1, double[] m2, double[] m3, double[] out1, double[] out2, double[] out3) {
        Arrays.fill(out1, 0, columns, 0);
        Arrays.fill(out2, 0, columns, 0);
        Arrays.fill(out3, 0, columns, 0);
        combineRows3(values, columns, rows, m1, m2, m3, out1, out2, out3);
    }

    /**
     * {@code out = X diag(s) X^T}, two rows at a time.
     *
     * @param s length d. Not modified.
     * @param out at least n rows of length at least n; the leading n x n block is filled. Modified.
     */
    public void weightedGram(double[] s, double[][] out) {
        int i = 0;
        for (; i + 1 < rows; i += 2) {
            weighRow(i, s, weightedRow0);
            weighRow(i + 1, s, weightedRow1);
            gramRows(weightedRow0, weightedRow1, out[i], out[i + 1]);
        }
        if (i < rows) {
            weighRow(i, s, weightedRow0);
            Arrays.fill(out[i], 0, rows, 0);
            combineRows(transposed, rows, columns, weightedRow0, out[i]);
        }
        for (i = 0; i < rows; i++) {
            for (int j = 0; j < i; j++) {
                out[i][j] = out[j][i];
            }
        }
    }

    /**
     * {@code out = X^T X}.
     *
     * @param out at least d rows of length at least d; the leading d x d block is filled. Modified.
     */
    public void normalMatrix(double[][] out) {
        for (int k = 0; k < columns; k++) {
            for (int l = 0; l <= k; l++) {
                out[k][l] = Vectors.dot(transposed, k * rows, transposed, l * rows, rows);
                out[l][k] = out[k][l];
            }
        }
    }

    private void weighRow(int i, double[] s, double[] out) {
        int at = i * columns;
        for (int k = 0; k < columns; k++) {
            out[k] = values[at + k] * s[k];
        }
    }

    private void gramRows(double[] x0, double[] x1, double[] out0, double[] out1) {
        Arrays.fill(out0, 0, rows, 0);
        Arrays.fill(out1, 0, rows, 0);
        int k = 0;
        for (; k + 1 < columns; k += 2) {
            Kernels.add2To2(rows, transposed, k * rows, (k + 1) * rows, x0[k], x0[k + 1], x1[k], x1[k + 1], out0, out1);
        }
        if (k < columns) {
            Kernels.add1(rows, x0[k], transposed, k * rows, out0);
            Kernels.add1(rows, x1[k], transposed, k * rows, out1);
        }
    }

    /** {@code out += sum of x[i] * row i} over rows of the given length. */
    private static void combineRows(double[] matrix, int length, int count, double[] x, double[] out) {
        int i = 0;
        for (; i + 3 < count; i += 4) {
            int at = i * length;
            Kernels.add4(
                    length,
                    matrix,
                    x[i],
                    at,
                    x[i + 1],
                    at + length,
                    x[i + 2],
                    at + 2 * length,
                    x[i + 3],
                    at + 3 * length,
                    out);
        }
        for (; i < count; i++) {
            Kernels.add1(length, x[i], matrix, i * length, out);
        }
    }

    private static void combineRows3(
            double[] matrix,
            int length,
            int count,
            double[] x,
            double[] y,
            double[] z,
            double[] outX,
            double[] outY,
            double[] outZ) {
        int i = 0;
        for (; i + 1 < count; i += 2) {
            Kernels.add2To3(
                    length,
                    matrix,
                    i * length,
                    (i + 1) * length,
                    x[i],
                    x[i + 1],
                    y[i],
                    y[i + 1],
                    z[i],
                    z[i + 1],
                    outX,
                    outY,
                    outZ);
        }
        if (i < count) {
            Kernels.add1(length, x[i], matrix, i * length, outX);
            Kernels.add1(length, y[i], matrix, i * length, outY);
            Kernels.add1(length, z[i], matrix, i * length, outZ);
        }
    }
}
