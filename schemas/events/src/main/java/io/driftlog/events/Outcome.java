package io.driftlog.events;

/** How a run ended. A run that was merely interrupted has no end and can be resumed. */
public enum Outcome {
    /** It reached what its spec asked for. */
    COMPLETED,
    /** Somebody ended it. */
    CANCELLED,
    /** The integration could not go on; the last step in the log is the last good state. */
    FAILED
}
