package io.driftlog.simulator.flow.explicit;

import io.driftlog.simulator.flow.FlowPoint;

/**
 * The cubic with the weights and velocities of both ends; error O(h^4).
 *
 * @param from its start. Not copied, never modified.
 * @param to its end. Not copied, never modified.
 * @param startVelocity length d. Not copied, never modified.
 * @param endVelocity length d. Not copied, never modified.
 */
record HermiteInterpolant(FlowPoint from, FlowPoint to, double[] startVelocity, double[] endVelocity)
        implements Interpolant {
    @Override
    public void weightsAt(double time, double[] out) {
        double h = end() - start();
        double theta = (time - start()) / h;
        double rest = 1 - theta;
        double[] a = from.weights();
        double[] b = to.weights();
        for (int i = 0; i < out.length; i++) {
            double difference = b[i] - a[i];
            double bend = rest * (h * startVelocity[i] - difference) + theta * (difference - h * endVelocity[i]);
            out[i] = a[i] + theta * (difference + rest * bend);
        }
    }
}
