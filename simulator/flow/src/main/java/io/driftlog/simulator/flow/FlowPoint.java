package io.driftlog.simulator.flow;

/**
 * A point of a trajectory: all that a method may remember across a restart point.
 *
 * @param time flow time t
 * @param weights w, length d. Not copied, never modified.
 * @param multiplier the residual multiplier mu, length n; empty when the method carries none, or at the very start. Not
 *     copied, never modified.
 */
public record FlowPoint(double time, double[] weights, double[] multiplier) {}
