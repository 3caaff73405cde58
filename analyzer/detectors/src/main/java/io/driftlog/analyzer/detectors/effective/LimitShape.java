package io.driftlog.analyzer.detectors.effective;

import io.driftlog.simulator.flow.objective.DiagonalLinearNetwork;
import io.driftlog.simulator.flow.objective.Learned;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import java.util.Arrays;

/**
 * How simple a predictor is: how many of its parts are larger than a hundredth of the largest.
 *
 * @param count that number
 * @param of what: {@code non-zero coefficients}, {@code singular values of the matrix} or {@code kinks}; empty if the
 *     objective has no such measure
 */
record LimitShape(int count, String of) {
    static final LimitShape UNKNOWN = new LimitShape(0, "");

    private static final double NEGLIGIBLE = 1e-2;

    static LimitShape of(LeastSquaresObjective objective, double[] w) {
        Learned learned = Learned.of(objective, w);
        if (learned instanceof Learned.Function function) {
            return new LimitShape(function.kinks().length, "kinks");
        }
        if (learned instanceof Learned.SingularValues values) {
            return new LimitShape(large(values.learned()), "singular values of the matrix");
        }
        return learned instanceof Learned.Coefficients coefficients && objective instanceof DiagonalLinearNetwork
                ? new LimitShape(large(coefficients.learned()), "non-zero coefficients")
                : UNKNOWN;
    }

    private static int large(double[] values) {
        double largest = Arrays.stream(values).map(Math::abs).max().orElse(0);
        return (int) Arrays.stream(values)
                .filter(value -> Math.abs(value) > NEGLIGIBLE * largest)
                .count();
    }
}
