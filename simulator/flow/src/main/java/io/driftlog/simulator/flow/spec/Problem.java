package io.driftlog.simulator.flow.spec;

import io.driftlog.simulator.flow.GradientFlow;

/**
 * What is integrated, and from where.
 *
 * @param flow the right side
 * @param initialWeights w at the start time, length d. Not copied, never modified.
 * @param startTime flow time of the initial weights: 0, but for a fork
 * @param seed of the run, for methods that draw batches
 */
public record Problem(GradientFlow flow, double[] initialWeights, double startTime, long seed) {
    /** The same start with another flow. */
    public Problem with(GradientFlow other) {
        return new Problem(other, initialWeights, startTime, seed);
    }

    /** A problem that begins at time 0, with the seed 0. */
    public Problem(GradientFlow flow, double[] initialWeights) {
        this(flow, initialWeights, 0, 0);
    }
}
