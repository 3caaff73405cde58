package io.driftlog.simulator.flow.objective;

import io.driftlog.events.Dataset;
import io.driftlog.simulator.flow.kernel.MatrixKernel;
import io.driftlog.simulator.flow.kernel.MatrixKernels;
import io.driftlog.simulator.flow.kernel.RowUpdates;
import java.util.Arrays;

/**
 * A dense n x d matrix X, kept with its transpose, so that both products add up whole rows (see {@link RowUpdates}).
 */
public final class DenseMatrix {
    /** Rows of a product that are computed together. */
    private static final int BLOCK = 32;

    private final int rows;
    private final int columns;
    private final double[] values;
    private final double[] transposed;
    private final double[] weighted;
    private final double[] block;

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
        weighted = new double[Math.min(BLOCK, rows) * columns];
        block = new double[BLOCK * Math.max(rows, columns)];
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
     * {@code out = X diag(s) X^T}, some rows at a time.
     *
     * @param s length d. Not modified.
     * @param out at least n rows of length at least n; the leading n x n block is filled. Modified.
     */
    public void weightedGram(double[] s, double[][] out) {
        MatrixKernel kernel = MatrixKernels.of(0.5 * rows * rows * columns);
        for (int i = 0; i < rows; i += BLOCK) {
            int count = Math.min(BLOCK, rows - i);
            for (int at = 0; at < count * columns; at += columns) {
                for (int k = 0; k < columns; k++) {
                    weighted[at + k] = values[i * columns + at + k] * s[k];
                }
            }
            Arrays.fill(block, 0, count * (rows - i), 0);
            int to = rows - i;
            kernel.addProduct(count, to, columns, weighted, 0, columns, 1, transposed, i, rows, block, 0, to);
            fillSymmetric(block, i, count, rows, out);
        }
    }

    /**
     * {@code out = X^T X}.
     *
     * @param out at least d rows of length at least d; the leading d x d block is filled. Modified.
     */
    public void normalMatrix(double[][] out) {
        MatrixKernel kernel = MatrixKernels.of(0.5 * columns * columns * rows);
        for (int k = 0; k < columns; k += BLOCK) {
            int count = Math.min(BLOCK, columns - k);
            int to = columns - k;
            kernel.rowProducts(count, to, rows, transposed, k * rows, rows, transposed, k * rows, rows, block, 0, to);
            fillSymmetric(block, k, count, columns, out);
        }
    }

    /** Takes rows of a block, from the diagonal on, and mirrors them. */
    static void fillSymmetric(double[] block, int first, int count, int size, double[][] out) {
        int length = size - first;
        for (int i = 0; i < count; i++) {
            for (int j = i; j < length; j++) {
                double entry = block[i * length + j];
                out[first + i][first + j] = entry;
                out[first + j][first + i] = entry;
            }
        }
    }

    /** {@code out += sum of x[i] * row i} over rows of the given length. */
    private static void combineRows(double[] matrix, int length, int count, double[] x, double[] out) {
        int i = 0;
        for (; i + 3 < count; i += 4) {
            int at = i * length;
            RowUpdates.add4(
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
            RowUpdates.add1(length, x[i], matrix, i * length, out);
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
            RowUpdates.add2To3(
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
            RowUpdates.add1(length, x[i], matrix, i * length, outX);
            RowUpdates.add1(length, y[i], matrix, i * length, outY);
            RowUpdates.add1(length, z[i], matrix, i * length, outZ);
        }
    }
}
