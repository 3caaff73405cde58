package io.driftlog.log.dataset;

import io.driftlog.events.Dataset;
import io.driftlog.events.RunStarted;
import io.driftlog.events.UserException.Unavailable;
import io.driftlog.log.BoundedRead;
import io.driftlog.log.Clients;
import io.driftlog.log.DatasetChunk;
import io.driftlog.log.LogConnection;
import io.driftlog.log.Topics;
import io.driftlog.log.codec.DatasetChunkCodec;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the data sets that a RunStarted refers to. What somebody in this process still uses is not read again: their
 * SHA-256 tells that they are the same. One data set is read at a time, so that analyzers that open a run together share
 * it.
 *
 * <p>A partition of {@link Topics#DATASETS} is read from its beginning: what other data sets lie in it costs time, not
 * memory.
 */
public final class DatasetReader {
    private static final Logger log = LoggerFactory.getLogger(DatasetReader.class);
    private static final Duration MISSING_PATIENCE = Duration.ofSeconds(2);
    private static final DatasetChunkCodec CODEC = new DatasetChunkCodec();
    private static final Map<String, Held> HELD = new ConcurrentHashMap<>();
    private static final Object ONE_AT_A_TIME = new Object();

    /** A data set as long as somebody else uses its values. */
    private record Held(int rows, int columns, WeakReference<double[]> values) {}

    private DatasetReader() {}

    /**
     * The run with its data sets; it still refers to those that the log does not have whole, or not as the run was made of
     * them. Whatever computes refuses such a run.
     *
     * @param kafka how the log is reached
     * @param run as it was recorded; returned as it is if it has no references
     * @throws Unavailable if no broker answers
     */
    public static RunStarted resolve(LogConnection kafka, RunStarted run) {
        if (run.spec().objective().datasetReferences().isEmpty()) {
            return run;
        }
        Map<String, Dataset> found = new HashMap<>();
        for (String sha256 : run.spec().objective().datasetReferences().values()) {
            synchronized (ONE_AT_A_TIME) {
                held(sha256).or(() -> read(kafka, sha256)).ifPresent(data -> {
                    hold(sha256, data);
                    found.put(sha256, data);
                });
            }
        }
        return DatasetReferences.resolved(run, found);
    }

    /** Reads it again for a while where it is missing: a broker that just came back may not show all it has. */
    private static Optional<Dataset> read(LogConnection kafka, String sha256) {
        long begin = System.nanoTime();
        while (true) {
            var pieces = new DatasetPieces(sha256);
            forEachPiece(kafka, sha256, pieces::add);
            Optional<Dataset> whole = pieces.whole();
            if (whole.isPresent() || System.nanoTime() - begin > MISSING_PATIENCE.toNanos()) {
                whole.ifPresentOrElse(
                        data -> log.debug("read data set {}", sha256),
                        () -> log.error(
                                "The data set with SHA-256 {} is not whole in {}: {}",
                                sha256,
                                Topics.DATASETS.name(),
                                pieces.problem()));
                return whole;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
    }

    /** Gives all committed pieces of a data set, in the order in which they were written. */
    static void forEachPiece(LogConnection kafka, String sha256, Consumer<DatasetChunk> taker) {
        byte[] key = sha256.getBytes(StandardCharsets.US_ASCII);
        try (KafkaConsumer<byte[], byte[]> consumer = Clients.consumer(kafka)) {
            BoundedRead records =
                    BoundedRead.partition(kafka, consumer, Topics.DATASETS, Topics.partitionOf(sha256), 0);
            while (records.hasNext()) {
                ConsumerRecord<byte[], byte[]> found = records.next();
                if (Arrays.equals(found.key(), key)) {
                    taker.accept(CODEC.decode(found.value(), BoundedRead.locationOf(found)));
                }
            }
        }
    }

    /** Lets others in this process share a data set. */
    static void hold(String sha256, Dataset data) {
        HELD.values().removeIf(held -> held.values().get() == null);
        HELD.put(sha256, new Held(data.rows(), data.columns(), new WeakReference<>(data.values())));
    }

    private static Optional<Dataset> held(String sha256) {
        Held held = HELD.get(sha256);
        double[] values = held == null ? null : held.values().get();
        return held == null || values == null
                ? Optional.empty()
                : Optional.of(new Dataset(held.rows(), held.columns(), values));
    }

    /** Forgets what is shared; for tests of what the log has. */
    static void forget() {
        HELD.clear();
    }
}
