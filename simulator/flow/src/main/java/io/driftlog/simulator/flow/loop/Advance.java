package io.driftlog.simulator.flow.loop;

import io.driftlog.events.Outcome;
import io.driftlog.events.StepTaken;
import io.driftlog.simulator.flow.DenseOutput;

/** What came of asking for the next step. */
public sealed interface Advance {
    /**
     * A step was accepted.
     *
     * @param step the state after it
     * @param interpolant the solution within it
     */
    record Stepped(StepTaken step, DenseOutput interpolant) implements Advance {}

    /**
     * There is no next step.
     *
     * @param outcome {@code COMPLETED} or {@code FAILED}
     * @param cause one word for it, such as {@code slow-time-reached} or {@code step-size-underflow}
     * @param reason one sentence for a person
     */
    record Ended(Outcome outcome, String cause, String reason) implements Advance {}
}
