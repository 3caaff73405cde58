package io.driftlog.log;

import io.driftlog.events.Outcome;
import java.util.Locale;

/**
 * How far a run is: a hint beside the trajectory, committed in the same transaction as the events it speaks of.
 *
 * @param runId the run
 * @param name what its author called it
 * @param state where it stands
 * @param nextSeq seq of the next StepTaken; the last one in the log is {@code nextSeq - 1}, none when this is 0
 * @param time flow time of the last step in the log; 0 before the first
 * @param partition partition of {@link Topics#TRAJECTORIES} that holds the run
 * @param startOffset no event of the run lies before this offset of that partition
 * @param lowerBoundOffset the last step in the log lies after this offset of that partition; -1 when it may be the first
 *     record there
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

    /** Where a run stands. */
    public enum State {
        /** A writer has it open, or was killed with it open. */
        RUNNING,
        /** Its writer was closed without an end; it can be resumed. */
        INTERRUPTED,
        /** Ended, having reached what its spec asked for. */
        COMPLETED,
        /** Ended by somebody. */
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
