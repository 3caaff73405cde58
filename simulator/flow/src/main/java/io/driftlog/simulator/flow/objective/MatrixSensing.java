package io.driftlog.simulator.flow.objective;

import io.driftlog.events.Dataset;
import io.driftlog.simulator.flow.kernel.RowUpdates;
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
        rowProducts(w, 0, rows, rowProducts);
        rowProducts(w, columnFactorAt, columns, columnProducts);
        for (int k = 0; k < samples; k++) {
            spread(k * rows * columns, matrix1);
            for (int l = k; l < samples; l++) {
                out[k][l] = Vectors.dot(matrix1, 0, sensors, l * rows * columns, rows * columns);
                out[l][k] = out[k][l];
            }
        }
    }

    /** {@code out = A_k V V^T + U U^T A_k}, A_k found at {@code at}. */
    private void spread(int at, double[] out) {
        Arrays.fill(out, 0);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                RowUpdates.add1(columns, sensors[at + i * columns + j], columnProducts, j * columns, out, i * columns);
            }
            for (int h = 0; h < rows; h++) {
                RowUpdates.add1(columns, rowProducts[i * rows + h], sensors, at + h * columns, out, i * columns);
            }
        }
    }

    /** The dot products of all pairs of rows of the factor at {@code from}. */
    private void rowProducts(double[] w, int from, int count, double[] out) {
        int q = innerDimension;
        for (int i = 0; i < count; i++) {
            for (int j = i; j < count; j++) {
                double product = Vectors.dot(w, from + i * q, w, from + j * q, q);
                out[i * count + j] = product;
                out[j * count + i] = product;
            }
        }
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
        int q = innerDimension;
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                out[i * columns + j] = Vectors.dot(w, i * q, w, columnFactorAt + j * q, q);
            }
        }
    }

    /** The change of {@code U V^T} when w changes by dw: {@code dU V^T + U dV^T}. */
    private void matrixChange(double[] w, double[] dw, double[] out) {
        int q = innerDimension;
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                int v = columnFactorAt + j * q;
                out[i * columns + j] = Vectors.dot(dw, i * q, w, v, q) + Vectors.dot(w, i * q, dw, v, q);
            }
        }
    }

    /** {@code out = (G V, G^T U)}. */
    private void multiplyByFactors(double[] g, double[] w, double[] out) {
        int q = innerDimension;
        Arrays.fill(out, 0);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                double entry = g[i * columns + j];
                int v = columnFactorAt + j * q;
                RowUpdates.add1(q, entry, w, v, out, i * q);
                RowUpdates.add1(q, entry, w, i * q, out, v);
            }
        }
    }
}
