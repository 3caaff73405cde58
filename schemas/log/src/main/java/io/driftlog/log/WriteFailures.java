package io.driftlog.log;

import io.driftlog.events.UserException;
import io.driftlog.events.UserException.Refused;
import io.driftlog.events.UserException.Unavailable;
import java.util.Optional;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Turns a producer's failure into the exception for the run that it writes. */
public final class WriteFailures {
    private WriteFailures() {}

    /**
     * The exception for a failure.
     *
     * @param committedSeq seq of the last step known to be committed; -1 if there is none
     */
    public static UserException inWords(LogConnection kafka, String runId, long committedSeq, Throwable failure) {
        String safe = committedSeq < 0
                ? "no step of it is known to be committed"
                : "its steps up to seq " + committedSeq + " are committed";
        if (isTakenOver(failure)) {
            return new Refused(
                    "Run " + runId + " is no longer written from here: it was cancelled or resumed elsewhere, or this"
                            + " process stood still for longer than a transaction may; " + safe
                            + "; `driftlog runs` tells how it stands.",
                    failure);
        }
        Optional<UserException> refusal = KafkaRefusals.of(kafka, failure);
        if (refusal.isPresent()) {
            return new Unavailable(
                    "Run " + runId + " cannot be written; " + safe + ". "
                            + refusal.get().sentence(),
                    failure);
        }
        String remedy = causedBy(failure, RecordTooLargeException.class)
                ? "raise max.message.bytes of " + Topics.TRAJECTORIES.name() + " to "
                        + Topics.TRAJECTORIES.maxMessageBytes() + " and resume the run."
                : "resume the run when a broker answers.";
        return new Unavailable(
                "The log at " + kafka.bootstrapServers() + " does not take the events of run " + runId + " ("
                        + RootCause.inWords(failure) + "); " + safe + ", " + remedy,
                failure);
    }

    /** Whether the broker fenced the producer, because a newer writer of the same run was opened. */
    public static boolean isTakenOver(@Nullable Throwable failure) {
        return causedBy(failure, ProducerFencedException.class)
                || causedBy(failure, InvalidProducerEpochException.class);
    }

    /**
     * Whether closing the producer need not wait for an abort: the new writer of the run has aborted the transaction,
     * or no broker answers; then the broker aborts it later.
     */
    public static boolean isBeyondAbort(@Nullable Throwable failure) {
        return isTakenOver(failure) || causedBy(failure, TimeoutException.class);
    }

    private static boolean causedBy(@Nullable Throwable failure, Class<? extends Throwable> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}
