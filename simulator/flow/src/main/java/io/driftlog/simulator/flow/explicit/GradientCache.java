package io.driftlog.simulator.flow.explicit;

import io.driftlog.simulator.flow.FlowPoint;
import io.driftlog.simulator.spi.Objective;
import org.jspecify.annotations.Nullable;

/**
 * The gradients of F at the last two points asked for. Weights are never modified once they are in a
 * {@link FlowPoint}, so a point is known by the identity of its array.
 */
final class GradientCache {
    private final Objective objective;
    private double @Nullable [] recentPoint;
    private double @Nullable [] olderPoint;
    private double[] recentGradient;
    private double[] olderGradient;
    private long evaluations;

    GradientCache(Objective objective) {
        this.objective = objective;
        recentGradient = new double[objective.dimension()];
        olderGradient = new double[objective.dimension()];
    }

    /**
     * {@code grad F(w)}.
     *
     * @param w weights, length d. Never modified from now on.
     * @return length d, valid until two other points were asked for. Not to be modified.
     */
    double[] at(double[] w) {
        if (w != recentPoint) {
            swap();
            if (w != recentPoint) {
                objective.gradient(w, recentGradient);
                recentPoint = w;
                evaluations++;
            }
        }
        return recentGradient;
    }

    /** How often F's gradient was evaluated. */
    long evaluations() {
        return evaluations;
    }

    private void swap() {
        double[] point = recentPoint;
        recentPoint = olderPoint;
        olderPoint = point;
        double[] gradient = recentGradient;
        recentGradient = olderGradient;
        olderGradient = gradient;
    }
}
