package io.driftlog.log.dataset;

import io.driftlog.events.Dataset;
import io.driftlog.events.UserException.Unavailable;
import io.driftlog.log.BoundedRead;
import io.driftlog.log.Clients;
import io.driftlog.log.DatasetChunk;
import io.driftlog.log.LogConnection;
import io.driftlog.log.RootCause;
import io.driftlog.log.Topics;
import io.driftlog.log.WriteFailures;
import io.driftlog.log.codec.DatasetChunkCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Writes data sets to {@link Topics#DATASETS}, each once for all runs. Each piece is a transaction, and all writers of
 * a data set share its transactional id: a killed writer leaves complete pieces, which the next writer keeps. Of two
 * writers at a time the second fences the first and continues; the first waits for it.
 */
public final class DatasetWriter {
    private static final DatasetChunkCodec CODEC = new DatasetChunkCodec();
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    /** A writer that has not written a piece for so long counts as dead; a transaction may last as long. */
    private static final Duration OTHERS_PATIENCE = Duration.ofSeconds(10);

    private static final Duration VISIBLE_PATIENCE = Duration.ofSeconds(30);

    private DatasetWriter() {}

    /**
     * Writes the missing pieces of some data sets, and waits until they can be read.
     *
     * @param data by SHA-256. Not modified.
     * @return number of pieces written
     * @throws Unavailable if no broker acknowledges them; acknowledged pieces stay
     */
    public static int ensure(LogConnection kafka, SortedMap<String, Dataset> data) {
        int[] written = {0};
        data.forEach((sha256, dataset) -> {
            DatasetReader.hold(sha256, dataset);
            written[0] += ensure(kafka, sha256, dataset);
        });
        return written[0];
    }

    private static int ensure(LogConnection kafka, String sha256, Dataset data) {
        int written = 0;
        while (!missing(kafka, sha256, data).isEmpty()) {
            try (KafkaProducer<byte[], byte[]> producer =
                    Clients.transactionalProducer(kafka, "driftlog-data-" + sha256, true)) {
                producer.initTransactions();
                // From here on no other writer can write: the missing pieces stay missing.
                written += write(kafka, producer, sha256, data);
            } catch (KafkaException | ExecutionException e) {
                if (!WriteFailures.isTakenOver(e)) {
                    throw new Unavailable(
                            "The log at " + kafka.bootstrapServers() + " does not take the data sets of the run ("
                                    + RootCause.inWords(e) + "), and the run has not begun; start it again when a"
                                    + " broker answers: data already written are kept.",
                            e);
                }
                awaitOther(kafka, sha256, data);
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            }
        }
        return written;
    }

    /** The pieces that the log lacks, or has with other contents. */
    private static BitSet missing(LogConnection kafka, String sha256, Dataset data) {
        var missing = new BitSet();
        int count = DatasetReferences.pieces(data);
        missing.set(0, count);
        DatasetReader.forEachPiece(kafka, sha256, piece -> {
            if (piece.index() < count) {
                missing.set(piece.index(), !isPieceOf(piece, data, count));
            }
        });
        return missing;
    }

    private static boolean isPieceOf(DatasetChunk piece, Dataset data, int count) {
        int from = piece.index() * DatasetReferences.PIECE_VALUES;
        int to = Math.min(data.values().length, from + DatasetReferences.PIECE_VALUES);
        return piece.count() == count
                && piece.rows() == data.rows()
                && piece.columns() == data.columns()
                && piece.values().length == to - from
                && Arrays.equals(piece.values(), 0, to - from, data.values(), from, to);
    }

    private static int write(LogConnection kafka, KafkaProducer<byte[], byte[]> producer, String sha256, Dataset data)
            throws ExecutionException, InterruptedException {
        byte[] key = sha256.getBytes(StandardCharsets.US_ASCII);
        int partition = Topics.partitionOf(sha256);
        BitSet missing = missing(kafka, sha256, data);
        long last = -1;
        for (int index = missing.nextSetBit(0); index >= 0; index = missing.nextSetBit(index + 1)) {
            byte[] value = CODEC.encode(DatasetReferences.piece(sha256, data, index));
            producer.beginTransaction();
            Future<RecordMetadata> sent =
                    producer.send(new ProducerRecord<>(Topics.DATASETS.name(), partition, key, value));
            producer.commitTransaction();
            last = sent.get().offset();
        }
        awaitVisible(kafka, new TopicPartition(Topics.DATASETS.name(), partition), last);
        return missing.cardinality();
    }

    /** Waits until readers see the last commit, so that every reader of the run finds its data sets. */
    private static void awaitVisible(LogConnection kafka, TopicPartition partition, long last) {
        try (KafkaConsumer<byte[], byte[]> consumer = Clients.consumer(kafka)) {
            if (!BoundedRead.awaitCommitted(kafka, consumer, Map.of(partition, last), VISIBLE_PATIENCE)) {
                throw new Unavailable(
                        "Another writer in the same partition has had a transaction open for "
                                + VISIBLE_PATIENCE.toSeconds()
                                + " s, and later records cannot be read; try again when it is over.",
                        null);
            }
        }
    }

    /** Waits until another writer has finished, or has stopped writing. */
    private static void awaitOther(LogConnection kafka, String sha256, Dataset data) {
        int before = Integer.MAX_VALUE;
        long progress = System.nanoTime();
        while (System.nanoTime() - progress < OTHERS_PATIENCE.toNanos()) {
            int left = missing(kafka, sha256, data).cardinality();
            if (left == 0) {
                return;
            }
            if (left < before) {
                before = left;
                progress = System.nanoTime();
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_EVERY.toMillis()));
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptException("interrupted while another run writes the same data");
            }
        }
    }
}
