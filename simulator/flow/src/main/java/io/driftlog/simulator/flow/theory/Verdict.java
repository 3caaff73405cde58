package io.driftlog.simulator.flow.theory;

/** Whether a proposition holds. */
public enum Verdict {
    PASS,
    FAIL,
    UNDETERMINED
}
