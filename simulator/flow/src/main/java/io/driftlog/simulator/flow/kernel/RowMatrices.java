package io.driftlog.simulator.flow.kernel;

import io.driftlog.simulator.spi.Vectors;

/** Products of matrices whose rows are arrays; large ones are copied, block by block, for the {@link MatrixKernel}. */
public final class RowMatrices {
    private static final int ROWS = 64;
    private static final int COLUMNS = 256;

    private RowMatrices() {}

    /**
     * {@code out = X Y^T}, symmetric by its meaning: the entries up to the diagonal, each computed by
     * {@link Vectors#dot}, and their mirror image.
     *
     * @param count rows of X and Y
     * @param inner columns of X and Y
     * @param x not modified
     * @param y not modified
     * @param out at least count rows of at least that length. Modified.
     */
    public static void symmetricProduct(int count, int inner, double[][] x, double[][] y, double[][] out) {
        MatrixKernel kernel = MatrixKernels.of(0.5 * count * count * inner);
        if (kernel == MatrixKernels.scalar()) {
            for (int i = 0; i < count; i++) {
                for (int k = 0; k <= i; k++) {
                    out[i][k] = Vectors.dot(x[i], 0, y[k], 0, inner);
                }
            }
        } else {
            lowerBlocks(kernel, count, inner, x, y, out);
        }
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < i; k++) {
                out[k][i] = out[i][k];
            }
        }
    }

    private static void lowerBlocks(
            MatrixKernel kernel, int count, int inner, double[][] x, double[][] y, double[][] out) {
        double[] left = new double[ROWS * inner];
        double[] right = new double[ROWS * inner];
        double[] products = new double[ROWS * ROWS];
        for (int i = 0; i < count; i += ROWS) {
            int rows = Math.min(ROWS, count - i);
            copy(x, i, rows, 0, inner, left);
            for (int k = 0; k <= i; k += ROWS) {
                int columns = Math.min(ROWS, count - k);
                copy(y, k, columns, 0, inner, right);
                kernel.rowProducts(rows, columns, inner, left, 0, inner, right, 0, inner, products, 0, ROWS);
                for (int r = 0; r < rows; r++) {
                    System.arraycopy(products, r * ROWS, out[i + r], k, columns);
                }
            }
        }
    }

    private static void copy(double[][] from, int first, int rows, int column, int columns, double[] out) {
        for (int r = 0; r < rows; r++) {
            System.arraycopy(from[first + r], column, out, r * columns, columns);
        }
    }

    /**
     * {@code A B}, fresh; each entry adds its products by fused multiply-adds in the order of the inner index.
     *
     * @param a not modified
     * @param b as many rows as A has columns, or more; at least one. Not modified.
     */
    public static double[][] product(double[][] a, double[][] b) {
        int inner = a.length == 0 ? 0 : a[0].length;
        int columns = b[0].length;
        double[][] out = new double[a.length][columns];
        MatrixKernel kernel = MatrixKernels.of((double) a.length * inner * columns);
        if (kernel == MatrixKernels.scalar()) {
            for (int i = 0; i < a.length; i++) {
                for (int k = 0; k < inner; k++) {
                    RowUpdates.add1(columns, a[i][k], b[k], 0, out[i]);
                }
            }
            return out;
        }
        double[] left = new double[a.length * inner];
        copy(a, 0, a.length, 0, inner, left);
        double[] right = new double[inner * COLUMNS];
        for (int j = 0; j < columns; j += COLUMNS) {
            int width = Math.min(COLUMNS, columns - j);
            copy(b, 0, inner, j, width, right);
            double[] sums = new double[a.length * width];
            kernel.addProduct(a.length, width, inner, left, 0, inner, 1, right, 0, width, sums, 0, width);
            for (int i = 0; i < a.length; i++) {
                System.arraycopy(sums, i * width, out[i], j, width);
            }
        }
        return out;
    }
}
