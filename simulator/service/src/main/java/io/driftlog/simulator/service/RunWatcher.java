package io.driftlog.simulator.service;

import io.driftlog.events.StepTaken;

/** Looks on while a run is made; called on the run's own thread. */
public interface RunWatcher {
    /** A step was appended to the log. */
    void step(StepTaken step);

    /** Asked after every step: whether to stop here and leave the run to be resumed. */
    default boolean stopRequested() {
        return false;
    }
}
