package io.driftlog.simulator.flow.loop;

import io.driftlog.simulator.flow.FlowPoint;
import io.driftlog.simulator.flow.Stepper;
import java.util.OptionalDouble;

/** A stepper at a point of its trajectory: the one place that holds the memory, of whatever type it is. */
final class Cursor<M> {
    private final Stepper<M> stepper;
    private M memory;
    private M candidate;
    private M before;

    private Cursor(Stepper<M> stepper, M memory) {
        this.stepper = stepper;
        this.memory = memory;
        candidate = memory;
        before = memory;
    }

    static <M> Cursor<M> begin(Stepper<M> stepper, FlowPoint point) {
        return new Cursor<>(stepper, stepper.begin(point));
    }

    /** At a restart point, with what the method carried over it. */
    static <M> Cursor<M> resume(Stepper<M> stepper, FlowPoint point, double[] carried) {
        return new Cursor<>(stepper, stepper.begin(point, carried));
    }

    /** What the method carries over a restart point here. */
    double[] carried() {
        return stepper.carried(memory);
    }

    FlowPoint point() {
        return stepper.point(memory);
    }

    void lossGradient(double[] out) {
        stepper.lossGradient(memory, out);
    }

    /** {@code grad F} at a point within the last accepted step. */
    void lossGradientWithin(FlowPoint point, double[] out) {
        stepper.lossGradientWithin(before, point, out);
    }

    OptionalDouble speed() {
        return stepper.speed(memory);
    }

    double initialStepSize() {
        return stepper.initialStepSize(memory);
    }

    double settle(double last, double proposed) {
        return stepper.settle(memory, last, proposed);
    }

    Stepper.Work work() {
        return stepper.work();
    }

    Stepper.Attempt<?> attempt(double stepSize) {
        Stepper.Attempt<M> attempt = stepper.attempt(memory, stepSize);
        if (attempt instanceof Stepper.Attempt.Candidate<M> found) {
            candidate = found.memory();
        }
        return attempt;
    }

    /** Moves to the end of the last candidate. */
    void accept() {
        before = memory;
        memory = candidate;
    }

    void retry() {
        memory = stepper.retry(memory);
    }

    /** At the same point with another stepper of the same method, and a time that rounding may have missed. */
    Cursor<?> movedTo(Stepper<?> other, double time) {
        FlowPoint here = point();
        return resume(other, new FlowPoint(time, here.weights(), here.multiplier()), carried());
    }

    /** Forgets all but the point and what the method carries. */
    void restart() {
        memory = stepper.begin(stepper.point(memory), stepper.carried(memory));
    }
}
