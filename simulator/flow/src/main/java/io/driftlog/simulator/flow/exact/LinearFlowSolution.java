package io.driftlog.simulator.flow.exact;

import io.driftlog.simulator.spi.LeastSquaresObjective;

/**
 * The exact regularised flow of a model that is linear in its weights, with l2 decay; see the package for the formulas.
 * An instance keeps workspaces: one thread.
 */
public sealed interface LinearFlowSolution permits SampleSpaceSolution, WeightSpaceSolution {
    /**
     * Decomposes the model; O(min(n, d)^2 max(n, d)) operations, no matrix larger than the smaller side.
     *
     * @param objective F with a constant Jacobian
     * @param weightDecay lambda, at least 0
     * @param initial w(0), length d. Not copied, never modified.
     * @throws IllegalArgumentException when the Jacobian is not constant, or too large to decompose
     */
    static LinearFlowSolution of(LeastSquaresObjective objective, double weightDecay, double[] initial) {
        if (!objective.hasConstantJacobian()) {
            throw new IllegalArgumentException("the model is not linear in its weights");
        }
        return objective.samples() <= objective.dimension()
                ? new SampleSpaceSolution(objective, weightDecay, initial)
                : new WeightSpaceSolution(objective, weightDecay, initial);
    }

    /**
     * The weights at a time.
     *
     * @param time t, at least 0
     * @param out w(t), length d. Modified.
     */
    void weightsAt(double time, double[] out);

    /**
     * The residual multiplier {@code mu = c r(w(t))}, free of the cancellation in r.
     *
     * @param time t, at least 0
     * @param out length n. Modified.
     */
    void multiplierAt(double time, double[] out);

    /**
     * {@code grad F(w(t)) = J^T mu}.
     *
     * @param time t, at least 0
     * @param out length d. Modified.
     */
    void gradientAt(double time, double[] out);

    /** The largest rate, {@code c s + lambda} of the largest eigenvalue s. */
    double fastestRate();
}
