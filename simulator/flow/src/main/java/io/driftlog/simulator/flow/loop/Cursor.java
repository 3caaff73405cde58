package io.driftlog.simulator.flow.loop;

import io.driftlog.simulator.flow.FlowPoint;
import io.driftlog.simulator.flow.Stepper;

/** A stepper at a point of its trajectory: the one place that holds the memory, of whatever type it is. */
final class Cursor<M> {
    private final Stepper<M> stepper;
    private M memory;
    private M candidate;

    private Cursor(Stepper<M> stepper, FlowPoint point) {
        this.stepper = stepper;
        memory = stepper.begin(point);
        candidate = memory;
    }

    static <M> Cursor<M> begin(Stepper<M> stepper, FlowPoint point) {
        return new Cursor<>(stepper, point);
    }

    FlowPoint point() {
        return stepper.point(memory);
    }

    void lossGradient(double[] out) {
        stepper.lossGradient(memory, out);
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
        memory = candidate;
    }

    void retry() {
        memory = stepper.retry(memory);
    }

    /** Forgets all but the point. */
    void restart() {
        memory = stepper.begin(stepper.point(memory));
    }
}
