package io.driftlog.simulator.flow.explicit;

import io.driftlog.simulator.flow.GradientFlow;

/**
 * The step size of a method that keeps it.
 *
 * @param flow what is integrated
 * @param given h &gt; 0, or 0 for an automatic step size, which begins at {@code 1 / L} for the largest curvature L
 */
record FixedStepSize(GradientFlow flow, double given) {
    /** Whether steps beyond the stability limit are refused. */
    boolean isAutomatic() {
        return given <= 0;
    }

    /** The first step size; w, length d, not modified. */
    double first(double[] w) {
        return isAutomatic() ? Sharpness.stepSize(flow, w) : given;
    }
}
