package io.driftlog.log.run;

import java.time.Duration;
import java.util.Map;

/**
 * How a run is written.
 *
 * @param kafka configuration of Kafka clients, with {@code bootstrap.servers}; overrides all but what exactly-once needs
 * @param withWeights whether steps carry their weights; without them the scalars are compressed
 * @param commitEvery how long an event waits for its commit at most
 */
public record WriterSettings(Map<String, Object> kafka, boolean withWeights, Duration commitEvery) {
    private static final Duration COMMIT_EVERY = Duration.ofMillis(100);

    public WriterSettings {
        kafka = Map.copyOf(kafka);
    }

    /** Steps with weights, committed every 100 ms. */
    public static WriterSettings of(Map<String, Object> kafka) {
        return new WriterSettings(kafka, true, COMMIT_EVERY);
    }

    /** The same for a run whose steps carry no weights. */
    public WriterSettings withoutWeights() {
        return new WriterSettings(kafka, false, commitEvery);
    }
}
