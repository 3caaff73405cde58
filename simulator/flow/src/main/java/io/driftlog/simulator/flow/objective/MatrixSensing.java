package io.driftlog.simulator.flow.objective;

import io.driftlog.events.Dataset;
import io.driftlog.simulator.flow.kernel.MatrixKernel;
import io.driftlog.simulator.flow.kernel.MatrixKernels;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import io.driftlog.simulator.spi.Vectors;
import java.util.Arrays;
import java.util.Optional;

/**
 * Matrix sensing: weights U (rows x q) and V (columns x q), both row-major,
 * {@code F(w) = sum over k of (<A_k, U V^T> - y_k)^2 / (2n)} with dense sensing matrices A_k. Along the flow
 * {@code U^T U - V^T V} decays exactly as {@code exp(-2 lambda t)}, and at the slow limit
 * {@code ||w||^2 = 2 ||U V^T||_*}, the nuclear norm.
 *
 * <p>With the map {@code L(Z) = Z V V^T + U U^T Z} on matrices the Gram matrix is {@code K_kl = <A_k, L(A_l)>}.
 *
 * <p>Gunasekar et al., "Implicit regularization in matrix factorization", NeurIPS 2017.
 */
public final class MatrixSensing implements LeastSquaresObjective {
    /** Sensing matrices whose products are computed together. */
    private static final int BLOCK = 32;

    private final RegressionData data;
    private final double[] sensors;
    private final int samples;
    private final int rows;
    private final int columns;
    private final int innerDimension;
    private final int columnFactorAt;
    private final double[] matrix1;
    private final double[] matrix2;
    private final double[] matrix3;
    private final double[] rowProducts;
    private final double[] columnProducts;
    private final BilinearHessian hessian;

    /**
     * @param rows rows of each sensing matrix; divides the columns of {@code sensors}
     * @param innerDimension q, the number of columns of U and V, at least 1
     * @param sensors n x (rows * columns), each row one sensing matrix A_k, row-major. Not copied, never modified.
     * @param targets y, n x 1. Not copied, never modified.
     * @param testSensors sensing matrices of the test data, in the same form. Not copied, never modified.
     * @param testTargets y of the test data. Not copied, never modified.
     * @param teacher the matrix behind the data, row-major; empty when unknown
     */
    public MatrixSensing(
            int rows,
            int innerDimension,
            Dataset sensors,
            Dataset targets,
            Optional<Dataset> testSensors,
            Optional<Dataset> testTargets,
            double[] teacher) {
        if (rows < 1 || innerDimension < 1 || sensors.columns() % rows != 0) {
            throw new IllegalArgumentException("matrices of " + sensors.columns() + " entries cannot have " + rows
                    + " rows and factors of " + innerDimension + " columns");
        }
        data = new RegressionData(sensors, targets, testSensors, testTargets, teacher);
        this.sensors = sensors.values();
        this.rows = rows;
        this.innerDimension = innerDimension;
        samples = sensors.rows();
        columns = sensors.columns() / rows;
        columnFactorAt = rows * innerDimension;
        matrix1 = new double[rows * columns];
        matrix2 = new double[rows * columns];
        matrix3 = new double[rows * columns];
        rowProducts = new double[rows * rows];
        columnProducts = new double[columns * columns];
        hessian = new BilinearHessian(samples, dimension());
    }

    /** {@code (rows + columns) q}: U, then V. */
    @Override
    public int dimension() {
        return (rows + columns) * innerDimension;
    }

    @Override
    public int samples() {
        return samples;
    }

    @Override
    public double scale() {
        return 1.0 / samples;
    }

    @Override
    public void residuals(double[] w, double[] out) {
        multiplyFactors(w, matrix1);
        data.residuals(matrix1, out);
    }

    @Override
    public void residuals3(double[] w1, double[] w2, double[] w3, double[] out1, double[] out2, double[] out3) {
        multiplyFactors(w1, matrix1);
        multiplyFactors(w2, matrix2);
        multiplyFactors(w3, matrix3);
        data.residuals3(matrix1, matrix2, matrix3, out1, out2, out3);
    }

    @Override
    public void jacobianProduct(double[] w, double[] v, double[] out) {
        matrixChange(w, v, matrix1);
        data.product(matrix1, out);
    }

    @Override
    public void jacobianProduct3(
            double[] w, double[] v1, double[] v2, double[] v3, double[] out1, double[] out2, double[] out3) {
        matrixChange(w, v1, matrix1);
        matrixChange(w, v2, matrix2);
        matrixChange(w, v3, matrix3);
        data.product3(matrix1, matrix2, matrix3, out1, out2, out3);
    }

    @Override
    public void transposedJacobianProduct(double[] w, double[] m, double[] out) {
        data.features().transposedProduct(m, matrix1);
        multiplyByFactors(matrix1, w, out);
    }

    @Override
    public void transposedJacobianProduct3(
            double[] w1,
            double[] w2,
            double[] w3,
            double[] m1,
            double[] m2,
            double[] m3,
            double[] out1,
            double[] out2,
            double[] out3) {
        data.features().transposedProduct3(m1, m2, m3, matrix1, matrix2, matrix3);
        multiplyByFactors(matrix1, w1, out1);
        multiplyByFactors(matrix2, w2, out2);
        multiplyByFactors(matrix3, w3, out3);
    }

    @Override
    public void gram(double[] w, double[][] out) {
        multiplyRows(w, 0, rows, w, 0, rows, rowProducts);
        multiplyRows(w, columnFactorAt, columns, w, columnFactorAt, columns, columnProducts);
        int entries = rows * columns;
        MatrixKernel kernel = MatrixKernels.of(0.5 * samples * samples * entries);
        double[] spread = new double[BLOCK * entries];
        double[] products = new double[BLOCK * samples];
        for (int k = 0; k < samples; k += BLOCK) {
            int count = Math.min(BLOCK, samples - k);
            int at = k * entries;
            int to = samples - k;
            spread(at, count, spread);
            kernel.rowProducts(count, to, entries, spread, 0, entries, sensors, at, entries, products, 0, to);
            DenseMatrix.fillSymmetric(products, k, count, samples, out);
        }
    }

    /** {@code A_k V V^T + U U^T A_k} of some sensing matrices, found at {@code at}. */
    private void spread(int at, int count, double[] out) {
        Arrays.fill(out, 0);
        int all = count * rows;
        MatrixKernel kernel = MatrixKernels.of((double) all * columns * columns);
        kernel.addProduct(all, columns, columns, sensors, at, columns, 1, columnProducts, 0, columns, out, 0, columns);
        for (int to = 0; to < all * columns; to += rows * columns) {
            kernel.addProduct(
                    rows, columns, rows, rowProducts, 0, rows, 1, sensors, at + to, columns, out, to, columns);
        }
    }

    /** {@code out = X Y^T}, both parts of weights with q columns. */
    private void multiplyRows(double[] x, int xAt, int count, double[] y, int yAt, int columnCount, double[] out) {
        int q = innerDimension;
        MatrixKernels.of((double) count * columnCount * q)
                .rowProducts(count, columnCount, q, x, xAt, q, y, yAt, q, out, 0, columnCount);
    }

    @Override
    public boolean hasHessianProduct() {
        return true;
    }

    @Override
    public void hessianProduct(double[] w, double[] v, double[] out) {
        hessian.product(this, w, v, out);
    }

    @Override
    public double testLoss(double[] w) {
        multiplyFactors(w, matrix1);
        return data.testLoss(matrix1);
    }

    @Override
    public double nullTestLoss() {
        return data.nullTestLoss();
    }

    /** The matrix {@code U V^T}, row-major. */
    @Override
    public double[] predictor(double[] w) {
        double[] product = new double[rows * columns];
        multiplyFactors(w, product);
        return product;
    }

    @Override
    public int predictorColumns() {
        return columns;
    }

    @Override
    public double[] teacher() {
        return data.teacher();
    }

    /** {@code out = U V^T}. */
    private void multiplyFactors(double[] w, double[] out) {
        multiplyRows(w, 0, rows, w, columnFactorAt, columns, out);
    }

    /** The change of {@code U V^T} when w changes by dw: {@code dU V^T + U dV^T}. */
    private void matrixChange(double[] w, double[] dw, double[] out) {
        double[] ofColumns = new double[rows * columns];
        multiplyRows(dw, 0, rows, w, columnFactorAt, columns, out);
        multiplyRows(w, 0, rows, dw, columnFactorAt, columns, ofColumns);
        Vectors.addScaled(1, ofColumns, out);
    }

    /** {@code out = (G V, G^T U)}. */
    private void multiplyByFactors(double[] g, double[] w, double[] out) {
        int q = innerDimension;
        Arrays.fill(out, 0);
        MatrixKernel kernel = MatrixKernels.of((double) rows * columns * q);
        kernel.addProduct(rows, q, columns, g, 0, columns, 1, w, columnFactorAt, q, out, 0, q);
        kernel.addProduct(columns, q, rows, g, 0, 1, columns, w, 0, q, out, columnFactorAt, q);
    }
}
