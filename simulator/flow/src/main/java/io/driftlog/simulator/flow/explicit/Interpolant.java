package io.driftlog.simulator.flow.explicit;

import io.driftlog.simulator.flow.DenseOutput;
import io.driftlog.simulator.flow.FlowPoint;

/** Dense output between two points. */
interface Interpolant extends DenseOutput {
    /** The start of the step. */
    FlowPoint from();

    /** The end of the step. */
    FlowPoint to();

    @Override
    default double start() {
        return from().time();
    }

    @Override
    default double end() {
        return to().time();
    }

    @Override
    default FlowPoint pointAt(double time) {
        double[] weights = new double[to().weights().length];
        weightsAt(time, weights);
        return new FlowPoint(time, weights, new double[0]);
    }
}
