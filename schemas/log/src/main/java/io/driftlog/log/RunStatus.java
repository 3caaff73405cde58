package io.driftlog.log;

import io.driftlog.events.Outcome;
import java.util.Locale;

/**
 * The progress of a run, committed in the same transaction as the events it describes. A hint: the trajectory is the
 * truth.
 *
 * @param runId the run
 * @param name name of the run's spec
 * @param state whether it runs, or how it ended
 * @param nextSeq seq of the next StepTaken; the last one in the log is {@code nextSeq - 1}; 0 if there is none
 * @param time flow time of the last step in the log; 0 before the first
 * @param partition partition of {@link Topics#TRAJECTORIES} that holds the run
 * @param startOffset no event of the run lies before this offset of that partition
 * @param lowerBoundOffset the last step in the log lies after this offset of that partition; -1 when it may be the
 *     first record there
 * @param startedAtMillis wall clock when the run started, milliseconds since the epoch; informational
 * @param updatedAtMillis wall clock of this status, milliseconds since the epoch; informational
 */
public record RunStatus(
        String runId,
        String name,
        State state,
        long nextSeq,
        double time,
        int partition,
        long startOffset,
        long lowerBoundOffset,
        long startedAtMillis,
        long updatedAtMillis) {

    /** The same of a run whose last step in the log has this seq less one, and this time. */
    public RunStatus upTo(long otherNextSeq, double otherTime) {
        return new RunStatus(
                runId,
                name,
                state,
                otherNextSeq,
                otherTime,
                partition,
                startOffset,
                lowerBoundOffset,
                startedAtMillis,
                updatedAtMillis);
    }

    /** Where a run stands. */
    public enum State {
        /** A writer has it open, or was killed with it open. */
        RUNNING,
        /** Its writer was closed without an end; it can be resumed. */
        INTERRUPTED,
        /** Ended, having reached what its spec asked for. */
        COMPLETED,
        /** Cancelled by a user. */
        CANCELLED,
        /** Ended because the integration could not go on. */
        FAILED;

        /** The state in a word for people. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether the run has a RunEnded. */
        public boolean ended() {
            return this != RUNNING && this != INTERRUPTED;
        }

        public static State of(Outcome outcome) {
            return switch (outcome) {
                case COMPLETED -> COMPLETED;
                case CANCELLED -> CANCELLED;
                case FAILED -> FAILED;
            };
        }
    }
}
