package io.driftlog.simulator.flow.objective;

import io.driftlog.events.Dataset;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import io.driftlog.simulator.spi.Vectors;
import java.util.Arrays;
import java.util.Optional;

/**
 * Linear regression, {@code F(w) = ||X w - y||^2 / (2n)}: the weights are the predictor. Every component has a closed
 * form; see {@link io.driftlog.simulator.flow.exact.LinearFlowSolution}.
 */
public final class LinearRegression implements LeastSquaresObjective {
    private final RegressionData data;
    private final DenseMatrix features;
    private final double[] ones;
    private final double[] sampleWork;
    private final int predictorColumns;

    /**
     * @param features X, n x d. Not copied, never modified.
     * @param targets y, n x 1. Not copied, never modified.
     * @param testFeatures X of the test data, any number of rows, d columns. Not copied, never modified.
     * @param testTargets y of the test data. Not copied, never modified.
     * @param teacher the predictor behind the data, length d; empty when unknown
     */
    public LinearRegression(
            Dataset features,
            Dataset targets,
            Optional<Dataset> testFeatures,
            Optional<Dataset> testTargets,
            double[] teacher) {
        this(features, targets, testFeatures, testTargets, teacher, 0);
    }

    /**
     * The same for weights that are a matrix.
     *
     * @param predictorColumns columns of the matrix, which lies in the weights row after row; 0 for a vector
     */
    public LinearRegression(
            Dataset features,
            Dataset targets,
            Optional<Dataset> testFeatures,
            Optional<Dataset> testTargets,
            double[] teacher,
            int predictorColumns) {
        this.predictorColumns = predictorColumns;
        data = new RegressionData(features, targets, testFeatures, testTargets, teacher);
        this.features = data.features();
        ones = new double[this.features.columns()];
        Arrays.fill(ones, 1);
        sampleWork = new double[this.features.rows()];
    }

    @Override
    public int dimension() {
        return features.columns();
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
    public boolean hasConstantJacobian() {
        return true;
    }

    @Override
    public void residuals(double[] w, double[] out) {
        data.residuals(w, out);
    }

    @Override
    public void residuals3(double[] w1, double[] w2, double[] w3, double[] out1, double[] out2, double[] out3) {
        data.residuals3(w1, w2, w3, out1, out2, out3);
    }

    @Override
    public void jacobianProduct(double[] w, double[] v, double[] out) {
        data.product(v, out);
    }

    @Override
    public void jacobianProduct3(
            double[] w, double[] v1, double[] v2, double[] v3, double[] out1, double[] out2, double[] out3) {
        data.product3(v1, v2, v3, out1, out2, out3);
    }

    @Override
    public void transposedJacobianProduct(double[] w, double[] m, double[] out) {
        features.transposedProduct(m, out);
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
        features.transposedProduct3(m1, m2, m3, out1, out2, out3);
    }

    @Override
    public void gram(double[] w, double[][] out) {
        features.weightedGram(ones, out);
    }

    @Override
    public void normalMatrix(double[] w, double[][] out) {
        features.normalMatrix(out);
    }

    @Override
    public boolean hasHessianProduct() {
        return true;
    }

    @Override
    public void hessianProduct(double[] w, double[] v, double[] out) {
        data.product(v, sampleWork);
        Vectors.scale(scale(), sampleWork);
        features.transposedProduct(sampleWork, out);
    }

    @Override
    public double testLoss(double[] w) {
        return data.testLoss(w);
    }

    @Override
    public double nullTestLoss() {
        return data.nullTestLoss();
    }

    @Override
    public double[] predictor(double[] w) {
        return w.clone();
    }

    @Override
    public int predictorColumns() {
        return predictorColumns;
    }

    @Override
    public double[] teacher() {
        return data.teacher();
    }
}
