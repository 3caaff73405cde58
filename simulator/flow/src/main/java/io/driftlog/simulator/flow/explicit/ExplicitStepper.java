package io.driftlog.simulator.flow.explicit;

import io.driftlog.simulator.flow.FlowPoint;
import io.driftlog.simulator.flow.Stepper;

/** What methods without iterations have in common: they evaluate the right side, and carry no multiplier. */
abstract class ExplicitStepper<M> implements Stepper<M> {
    final Velocity right;
    private final int order;

    ExplicitStepper(Velocity right, int order) {
        this.right = right;
        this.order = order;
    }

    @Override
    public final int order() {
        return order;
    }

    @Override
    public final void lossGradient(M memory, double[] out) {
        right.lossGradient(point(memory).weights(), out);
    }

    @Override
    public final void lossGradientWithin(M before, FlowPoint point, double[] out) {
        right.lossGradient(point.weights(), out);
    }

    @Override
    public Work work() {
        return new Work(right.evaluations(), 0, 0, 0);
    }

    /** The point without a multiplier. */
    static FlowPoint start(FlowPoint point) {
        return new FlowPoint(point.time(), point.weights(), new double[0]);
    }

    /** The point after a step of size h; next not copied, never modified. */
    static FlowPoint after(FlowPoint point, double h, double[] next) {
        return new FlowPoint(point.time() + h, next, point.multiplier());
    }

    static <M> Attempt<M> weightsNotFinite() {
        return new Attempt.Refused<>(0.5, "The weights after the step are not finite.");
    }

    static <M> Attempt<M> stageNotFinite() {
        return new Attempt.Refused<>(0.1, "A stage of the step is not finite.");
    }

    static <M> Attempt<M> unstable() {
        return new Attempt.Refused<>(0.5, "The curvature is beyond the stability limit of this step size.");
    }
}
