package io.driftlog.log.run;

import io.driftlog.log.LogConnection;
import java.time.Duration;

/**
 * How a run is written.
 *
 * @param kafka how the log is reached; overrides all but what exactly-once needs
 * @param withWeights whether steps carry their weights; without them the scalars are compressed
 * @param commitEvery how long an event waits for its commit at most
 */
public record WriterSettings(LogConnection kafka, boolean withWeights, Duration commitEvery) {
    private static final Duration COMMIT_EVERY = Duration.ofMillis(100);

    /** Steps with weights, committed every 100 ms. */
    public static WriterSettings of(LogConnection kafka) {
        return new WriterSettings(kafka, true, COMMIT_EVERY);
    }

    /** The same for a run whose steps carry no weights. */
    public WriterSettings withoutWeights() {
        return new WriterSettings(kafka, false, commitEvery);
    }
}
