package io.driftlog.benchmark;

import io.driftlog.events.RunEnded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;

/** A run that can be written to the log again and again. For one thread. */
interface RecordedRun {
    String runId();

    /** Number of weights d. */
    int dimension();

    /** How many steps it has, the initial state among them. */
    long steps();

    RunStarted started();

    /** The step of this seq. */
    StepTaken step(long seq);

    RunEnded ended();
}
