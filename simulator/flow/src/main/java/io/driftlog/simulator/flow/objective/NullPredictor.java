package io.driftlog.simulator.flow.objective;

/** The predictor that has learned nothing of the features: 0, or the mean of the training targets. */
final class NullPredictor {
    private NullPredictor() {}

    /**
     * The lesser of the two test losses {@code ||prediction - y_test||^2 / (2 n_test)}; NaN without test targets.
     *
     * @param targets of the training data, one row per sample. Not modified.
     * @param testTargets of the test data, one row per sample. Not modified.
     * @param outputs columns of both
     */
    static double testLoss(double[] targets, double[] testTargets, int outputs) {
        if (testTargets.length == 0) {
            return Double.NaN;
        }
        double[] mean = new double[outputs];
        for (int i = 0; i < targets.length; i++) {
            mean[i % outputs] += targets[i] * outputs / targets.length;
        }
        double[] zero = new double[outputs];
        return Math.min(ofConstant(zero, testTargets), ofConstant(mean, testTargets));
    }

    private static double ofConstant(double[] constant, double[] testTargets) {
        double sum = 0;
        for (int i = 0; i < testTargets.length; i++) {
            double residual = constant[i % constant.length] - testTargets[i];
            sum = Math.fma(residual, residual, sum);
        }
        return 0.5 * sum / (testTargets.length / constant.length);
    }
}
