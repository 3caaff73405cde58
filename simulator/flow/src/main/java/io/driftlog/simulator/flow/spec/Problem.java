package io.driftlog.simulator.flow.spec;

import io.driftlog.simulator.flow.GradientFlow;

/**
 * What is integrated, and from where.
 *
 * @param flow the right side
 * @param initialWeights w(0), length d. Not copied, never modified.
 */
public record Problem(GradientFlow flow, double[] initialWeights) {}
