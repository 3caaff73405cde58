package io.driftlog.simulator.flow.explicit;

import io.driftlog.simulator.flow.FlowPoint;

/**
 * The straight line between two points.
 *
 * @param from its start. Not copied, never modified.
 * @param to its end. Not copied, never modified.
 */
public record LinearInterpolant(FlowPoint from, FlowPoint to) implements Interpolant {
    @Override
    public void weightsAt(double time, double[] out) {
        double theta = (time - start()) / (end() - start());
        double[] a = from.weights();
        double[] b = to.weights();
        for (int i = 0; i < out.length; i++) {
            out[i] = Math.fma(theta, b[i], (1 - theta) * a[i]);
        }
    }
}
