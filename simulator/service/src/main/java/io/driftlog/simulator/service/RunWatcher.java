package io.driftlog.simulator.service;

import io.driftlog.events.StepTaken;
import io.driftlog.simulator.flow.DenseOutput;

/** Receives the progress of a run, on the thread of the run. */
public interface RunWatcher {
    /** A new run is about to begin; nothing is written yet. */
    default void begins(ExpectedSize expected) {}

    /** A step was appended to the log; the first is the initial state. */
    void step(StepTaken step);

    /** A step was accepted, and is recorded unless emission is thinned; with the solution within it. */
    default void accepted(StepTaken step, DenseOutput within) {}

    /** Polled after every step: whether to stop here and leave the run to be resumed. */
    default boolean stopRequested() {
        return false;
    }
}
