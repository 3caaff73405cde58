package io.driftlog.events;

import java.util.Arrays;

/**
 * The last event of a trajectory.
 *
 * @param runId the run
 * @param seq the number the next StepTaken would have had: how many were recorded
 * @param steps accepted steps, the initial state not counted
 * @param time flow time reached
 * @param outcome how it ended
 * @param cause one word for it, such as {@code slow-time-reached} or {@code step-size-underflow}
 * @param reason one sentence for a person
 * @param digest digest of the last accepted step, 32 bytes. Not copied, never modified.
 * @param endedAtMillis wall clock, milliseconds since the epoch; informational
 */
public record RunEnded(
        String runId,
        long seq,
        long steps,
        double time,
        Outcome outcome,
        String cause,
        String reason,
        byte[] digest,
        long endedAtMillis)
        implements TrajectoryEvent {

    /** The same end of another run. */
    public RunEnded ofRun(String otherRunId) {
        return new RunEnded(otherRunId, seq, steps, time, outcome, cause, reason, digest, endedAtMillis);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RunEnded that
                && runId.equals(that.runId)
                && seq == that.seq
                && steps == that.steps
                && Double.doubleToLongBits(time) == Double.doubleToLongBits(that.time)
                && outcome == that.outcome
                && cause.equals(that.cause)
                && reason.equals(that.reason)
                && Arrays.equals(digest, that.digest)
                && endedAtMillis == that.endedAtMillis;
    }

    @Override
    public int hashCode() {
        return 31 * runId.hashCode() + Arrays.hashCode(digest);
    }
}
