package io.driftlog.simulator.flow.objective;

import io.driftlog.events.Dataset;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import io.driftlog.simulator.spi.Vectors;
import java.util.Optional;

/**
 * A diagonal linear network: weights {@code w = (u, v)}, predictor {@code beta = u v} (entry by entry),
 * {@code F(w) = ||X beta - y||^2 / (2n)}. Along the flow {@code u_k^2 - v_k^2} decays exactly as
 * {@code exp(-2 lambda t)}, and the slow limit minimises {@code ||beta||_1} among the interpolators.
 *
 * <p>With {@code J = X (diag(v), diag(u))} the Gram matrix is {@code K = X diag(u^2 + v^2) X^T}.
 *
 * <p>Boursier, Pesme &amp; Dragomir, NeurIPS 2025, sec. 4; Woodworth et al., COLT 2020.
 */
public final class DiagonalLinearNetwork implements LeastSquaresObjective {
    private final RegressionData data;
    private final DenseMatrix features;
    private final int columns;
    private double[][] featureProducts = {};
    private final double[] work1;
    private final double[] work2;
    private final double[] work3;
    private final double[] sampleWork;

    /**
     * @param features X, n x p. Not copied, never modified.
     * @param targets y, n x 1. Not copied, never modified.
     * @param testFeatures X of the test data, any number of rows, p columns. Not copied, never modified.
     * @param testTargets y of the test data. Not copied, never modified.
     * @param teacher the predictor behind the data, length p; empty when unknown
     */
    public DiagonalLinearNetwork(
            Dataset features,
            Dataset targets,
            Optional<Dataset> testFeatures,
            Optional<Dataset> testTargets,
            double[] teacher) {
        data = new RegressionData(features, targets, testFeatures, testTargets, teacher);
        this.features = data.features();
        columns = this.features.columns();
        work1 = new double[columns];
        work2 = new double[columns];
        work3 = new double[columns];
        sampleWork = new double[this.features.rows()];
    }

    /** Twice the number of columns: u, then v. */
    @Override
    public int dimension() {
        return 2 * columns;
    }

    @Override
    public int samples() {
        return features.rows();
    }

    @Override
    public double scale() {
        return 1.0 / features.rows();
    }

    @Override
    public void residuals(double[] w, double[] out) {
        multiplyHalves(w, work1);
        data.residuals(work1, out);
    }

    @Override
    public void residuals3(double[] w1, double[] w2, double[] w3, double[] out1, double[] out2, double[] out3) {
        multiplyHalves(w1, work1);
        multiplyHalves(w2, work2);
        multiplyHalves(w3, work3);
        data.residuals3(work1, work2, work3, out1, out2, out3);
    }

    @Override
    public void jacobianProduct(double[] w, double[] v, double[] out) {
        predictorChange(w, v, work1);
        data.product(work1, out);
    }

    @Override
    public void jacobianProduct3(
            double[] w, double[] v1, double[] v2, double[] v3, double[] out1, double[] out2, double[] out3) {
        predictorChange(w, v1, work1);
        predictorChange(w, v2, work2);
        predictorChange(w, v3, work3);
        data.product3(work1, work2, work3, out1, out2, out3);
    }

    @Override
    public void transposedJacobianProduct(double[] w, double[] m, double[] out) {
        features.transposedProduct(m, work1);
        multiplySwapped(work1, w, out);
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
        features.transposedProduct3(m1, m2, m3, work1, work2, work3);
        multiplySwapped(work1, w1, out1);
        multiplySwapped(work2, w2, out2);
        multiplySwapped(work3, w3, out3);
    }

    @Override
    public void gram(double[] w, double[][] out) {
        for (int k = 0; k < columns; k++) {
            work1[k] = Math.fma(w[k], w[k], w[columns + k] * w[columns + k]);
        }
        features.weightedGram(work1, out);
    }

    /** {@code X^T X} weighted in each of its four blocks; it is formed once. */
    @Override
    public void normalMatrix(double[] w, double[][] out) {
        if (featureProducts.length == 0) {
            featureProducts = new double[columns][columns];
            features.normalMatrix(featureProducts);
        }
        for (int k = 0; k < columns; k++) {
            double[] row = featureProducts[k];
            for (int l = 0; l < columns; l++) {
                out[k][l] = row[l] * (w[columns + k] * w[columns + l]);
                out[k][columns + l] = row[l] * (w[columns + k] * w[l]);
                out[columns + k][l] = row[l] * (w[k] * w[columns + l]);
                out[columns + k][columns + l] = row[l] * (w[k] * w[l]);
            }
        }
    }

    @Override
    public boolean hasHessianProduct() {
        return true;
    }

    /** {@code c J^T J v} plus the curvature of beta: {@code g = c X^T r} times v with its halves swapped. */
    @Override
    public void hessianProduct(double[] w, double[] v, double[] out) {
        jacobianProduct(w, v, sampleWork);
        Vectors.scale(scale(), sampleWork);
        transposedJacobianProduct(w, sampleWork, out);

        residuals(w, sampleWork);
        Vectors.scale(scale(), sampleWork);
        features.transposedProduct(sampleWork, work1);
        for (int k = 0; k < columns; k++) {
            out[k] = Math.fma(work1[k], v[columns + k], out[k]);
            out[columns + k] = Math.fma(work1[k], v[k], out[columns + k]);
        }
    }

    @Override
    public double testLoss(double[] w) {
        multiplyHalves(w, work1);
        return data.testLoss(work1);
    }

    @Override
    public double nullTestLoss() {
        return data.nullTestLoss();
    }

    /** The linear predictor {@code beta = u v}, length p. */
    @Override
    public double[] predictor(double[] w) {
        double[] beta = new double[columns];
        multiplyHalves(w, beta);
        return beta;
    }

    @Override
    public double[] teacher() {
        return data.teacher();
    }

    /** {@code out = u v}. */
    private void multiplyHalves(double[] w, double[] out) {
        for (int k = 0; k < columns; k++) {
            out[k] = w[k] * w[columns + k];
        }
    }

    /** The change of beta when w changes by dw: {@code v du + u dv}. */
    private void predictorChange(double[] w, double[] dw, double[] out) {
        for (int k = 0; k < columns; k++) {
            out[k] = Math.fma(w[columns + k], dw[k], w[k] * dw[columns + k]);
        }
    }

    /** {@code out = (g v, g u)}. */
    private void multiplySwapped(double[] g, double[] w, double[] out) {
        for (int k = 0; k < columns; k++) {
            out[k] = g[k] * w[columns + k];
        }
        for (int k = 0; k < columns; k++) {
            out[columns + k] = g[k] * w[k];
        }
    }
}
