package io.driftlog.simulator.flow.kernel;

/**
 * Dense products with one order of operations for each entry of the result, so that all implementations give the same
 * bits. Matrices are stored by rows in arrays: entry (i, j) of M is {@code m[mAt + i * mRow + j]}. A result does not
 * overlap its operands.
 */
public interface MatrixKernel {
    /**
     * {@code C += A B}. Each entry adds its products by fused multiply-adds in the order of the inner index.
     *
     * @param rows rows of A and C
     * @param columns columns of B and C
     * @param inner columns of A, rows of B
     * @param a entry (i, k) is {@code a[aAt + i * aRow + k * aColumn]}, so that A may be a transpose. Not modified.
     * @param b not modified
     * @param c modified
     */
    void addProduct(
            int rows,
            int columns,
            int inner,
            double[] a,
            int aAt,
            int aRow,
            int aColumn,
            double[] b,
            int bAt,
            int bRow,
            double[] c,
            int cAt,
            int cRow);

    /**
     * {@code C = X Y^T}. Each entry is the scalar product of a row of X and a row of Y as
     * {@link io.driftlog.simulator.spi.Vectors#dot} computes it, in four lanes.
     *
     * @param rows rows of X and C
     * @param columns rows of Y, columns of C
     * @param inner columns of X and Y
     * @param x not modified
     * @param y not modified
     * @param c modified
     */
    void rowProducts(
            int rows,
            int columns,
            int inner,
            double[] x,
            int xAt,
            int xRow,
            double[] y,
            int yAt,
            int yRow,
            double[] c,
            int cAt,
            int cRow);

    /**
     * The number of columns of a panel, which stays in the cache while {@link #reflect} and {@link #rotate} run over it.
     *
     * @param columns columns of the matrix that is cut into panels
     */
    int panelWidth(int columns);

    /**
     * Adds to each row i of a panel, from at most i below to, the multiple {@code u[uAt + i]} of one row: the sum of
     * {@code u[uAt + i] * row i}, added in the order of i, times the factor. Products are rounded.
     *
     * @param panel stored by rows. Modified.
     * @param width its {@link #panelWidth}
     * @param u not modified
     */
    void reflect(double[] panel, int width, double[] u, int uAt, int from, int to, double factor);

    /**
     * Plane rotations of neighbouring rows, one after another: rows m and m + 1 become {@code c x + s y} and
     * {@code -s x + c y}. Products are rounded.
     *
     * @param panel stored by rows. Modified.
     * @param width its {@link #panelWidth}
     * @param count the number of rotations
     * @param rows m of each rotation. Not modified.
     * @param cosines c of each. Not modified.
     * @param sines s of each. Not modified.
     */
    void rotate(double[] panel, int width, int count, int[] rows, double[] cosines, double[] sines);
}
