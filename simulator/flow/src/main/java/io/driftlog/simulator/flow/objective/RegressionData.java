package io.driftlog.simulator.flow.objective;

import io.driftlog.events.Dataset;
import io.driftlog.simulator.spi.Vectors;
import java.util.Arrays;
import java.util.Optional;

/** Features, targets, test data and teacher of a model that is linear in a predictor beta; checked once. */
final class RegressionData {
    private final DenseMatrix features;
    private final double[] targets;
    private final Optional<Dataset> testFeatures;
    private final double[] testTargets;
    private final double[] teacher;

    RegressionData(
            Dataset features,
            Dataset targets,
            Optional<Dataset> testFeatures,
            Optional<Dataset> testTargets,
            double[] teacher) {
        check(features, targets, testFeatures, testTargets);
        require(
                teacher.length == 0 || teacher.length == features.columns(),
                "the teacher has " + teacher.length + " entries, the features " + features.columns() + " columns");
        this.features = new DenseMatrix(features);
        this.targets = targets.values();
        this.testFeatures = testFeatures.filter(test -> test.rows() > 0);
        this.testTargets = testTargets.map(Dataset::values).orElseGet(() -> new double[0]);
        this.teacher = teacher.clone();
    }

    /** Checks that the shapes fit each other. */
    static void check(
            Dataset features, Dataset targets, Optional<Dataset> testFeatures, Optional<Dataset> testTargets) {
        require(features.rows() > 0 && features.columns() > 0, "the features are empty");
        requireTargets(features, targets, "targets");
        require(
                testFeatures.isPresent() == testTargets.isPresent(),
                "test features and test targets must be given together");
        if (testFeatures.isPresent() && testTargets.isPresent()) {
            Dataset test = testFeatures.get();
            require(
                    test.columns() == features.columns(),
                    "the test features have " + test.columns() + " columns, the features " + features.columns());
            requireTargets(test, testTargets.get(), "test targets");
        }
    }

    private static void requireTargets(Dataset features, Dataset targets, String what) {
        require(
                targets.rows() == features.rows() && targets.columns() == 1,
                "the " + what + " are " + targets.rows() + " x " + targets.columns() + " instead of " + features.rows()
                        + " x 1");
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalArgumentException(problem);
        }
    }

    DenseMatrix features() {
        return features;
    }

    double[] teacher() {
        return teacher.clone();
    }

    /** {@code out = X beta - y}. */
    void residuals(double[] beta, double[] out) {
        startResiduals(out);
        features.addProduct(beta, out);
    }

    /** {@link #residuals} of three predictors. */
    void residuals3(double[] beta1, double[] beta2, double[] beta3, double[] out1, double[] out2, double[] out3) {
        startResiduals(out1);
        startResiduals(out2);
        startResiduals(out3);
        features.addProduct3(beta1, beta2, beta3, out1, out2, out3);
    }

    private void startResiduals(double[] out) {
        for (int i = 0; i < targets.length; i++) {
            out[i] = -targets[i];
        }
    }

    /** {@code ||X_test beta - y_test||^2 / (2 n_test)}; NaN without test data. */
    double testLoss(double[] beta) {
        if (testFeatures.isEmpty()) {
            return Double.NaN;
        }
        Dataset test = testFeatures.get();
        int columns = test.columns();
        double sum = 0;
        for (int i = 0; i < test.rows(); i++) {
            double residual = Vectors.dot(test.values(), i * columns, beta, 0, columns) - testTargets[i];
            sum = Math.fma(residual, residual, sum);
        }
        return 0.5 * sum / test.rows();
    }

    /** See {@link NullPredictor}. */
    double nullTestLoss() {
        return testFeatures.isEmpty() ? Double.NaN : NullPredictor.testLoss(targets, testTargets, 1);
    }

    /** {@code X v} into {@code out}, which is overwritten. */
    void product(double[] v, double[] out) {
        Arrays.fill(out, 0, features.rows(), 0);
        features.addProduct(v, out);
    }

    /** {@link #product} of three vectors. */
    void product3(double[] v1, double[] v2, double[] v3, double[] out1, double[] out2, double[] out3) {
        int n = features.rows();
        Arrays.fill(out1, 0, n, 0);
        Arrays.fill(out2, 0, n, 0);
        Arrays.fill(out3, 0, n, 0);
        features.addProduct3(v1, v2, v3, out1, out2, out3);
    }
}
