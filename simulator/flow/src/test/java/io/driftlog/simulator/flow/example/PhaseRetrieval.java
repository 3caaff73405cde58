package io.driftlog.simulator.flow.example;

import io.driftlog.events.Dataset;
import io.driftlog.simulator.flow.objective.DenseMatrix;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import io.driftlog.simulator.spi.Vectors;
import java.util.Arrays;
import java.util.Optional;

/** Phase retrieval, {@code r_i = ((x_i . w)^2 - y_i) / 2}: a linear model seen through a square. */
final class PhaseRetrieval implements LeastSquaresObjective {
    private final DenseMatrix features;
    private final double[] targets;
    private final Optional<PhaseRetrieval> test;
    private final double[] predictions;
    private final double[] changes;

    PhaseRetrieval(
            Dataset features,
            Dataset targets,
            Optional<Dataset> testFeatures,
            Optional<Dataset> testTargets,
            double[] teacher) {
        this.features = new DenseMatrix(features);
        this.targets = targets.values();
        test = testFeatures.map(x ->
                new PhaseRetrieval(x, testTargets.orElseThrow(), Optional.empty(), Optional.empty(), new double[0]));
        predictions = new double[features.rows()];
        changes = new double[features.rows()];
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
        return 1.0 / samples();
    }

    @Override
    public void residuals(double[] w, double[] out) {
        predict(w, predictions);
        for (int i = 0; i < out.length; i++) {
            out[i] = 0.5 * (predictions[i] * predictions[i] - targets[i]);
        }
    }

    /** {@code (J v)_i = (x_i . w) (x_i . v)}. */
    @Override
    public void jacobianProduct(double[] w, double[] v, double[] out) {
        predict(w, predictions);
        predict(v, changes);
        for (int i = 0; i < out.length; i++) {
            out[i] = predictions[i] * changes[i];
        }
    }

    /** {@code J^T m = X^T (X w * m)}. */
    @Override
    public void transposedJacobianProduct(double[] w, double[] m, double[] out) {
        predict(w, predictions);
        for (int i = 0; i < m.length; i++) {
            predictions[i] *= m[i];
        }
        features.transposedProduct(predictions, out);
    }

    /** {@code K_ij = (x_i . w) (x_j . w) (x_i . x_j)}. */
    @Override
    public void gram(double[] w, double[][] out) {
        double[] ones = new double[dimension()];
        Arrays.fill(ones, 1);
        features.weightedGram(ones, out);
        predict(w, predictions);
        for (int i = 0; i < samples(); i++) {
            for (int j = 0; j < samples(); j++) {
                out[i][j] *= predictions[i] * predictions[j];
            }
        }
    }

    @Override
    public double testLoss(double[] w) {
        return test.map(other -> other.value(w)).orElse(Double.NaN);
    }

    private void predict(double[] w, double[] out) {
        Arrays.fill(out, 0);
        features.addProduct(w, out);
    }

    /** The weights up to their sign, which the data cannot tell. */
    @Override
    public double[] predictor(double[] w) {
        double[] signed = w.clone();
        Vectors.scale(w[0] < 0 ? -1 : 1, signed);
        return signed;
    }
}
