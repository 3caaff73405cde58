package io.driftlog.simulator.service;

import io.driftlog.events.RunEnded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.simulator.flow.spec.Problem;
import java.util.Optional;

/**
 * The result of making or resuming a run.
 *
 * @param started its first event
 * @param problem what was integrated
 * @param last its last step in the log
 * @param state the last accepted step, weights included, in the log or not
 * @param end how it ended; empty when it was interrupted, and can be resumed
 */
public record RunResult(RunStarted started, Problem problem, StepTaken last, StepTaken state, Optional<RunEnded> end) {
    /** How many events of the run the log holds. */
    public long events() {
        return 1 + last.seq() + 1 + (end.isPresent() ? 1 : 0);
    }
}
