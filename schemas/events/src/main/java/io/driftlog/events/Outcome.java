package io.driftlog.events;

/** How a run ended. An interrupted run has no end and can be resumed. */
public enum Outcome {
    /** It met an end condition of its spec. */
    COMPLETED,
    /** A user ended it. */
    CANCELLED,
    /** The integration could not continue; the last step in the log is the last good state. */
    FAILED
}
