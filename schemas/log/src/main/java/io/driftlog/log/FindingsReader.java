package io.driftlog.log;

import io.driftlog.events.FindingRecorded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Follows findings in the order in which they were committed: those about one run, from the first, or all that are to
 * come. For one thread.
 *
 * <p>{@code kafka} is everywhere the configuration of Kafka clients, with {@code bootstrap.servers}. Not modified.
 */
public final class FindingsReader implements AutoCloseable {
    private static final FindingCodec CODEC = new FindingCodec();

    private final Map<String, Object> kafka;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final byte @Nullable [] key;

    private FindingsReader(Map<String, Object> kafka, byte @Nullable [] key) {
        this.kafka = kafka;
        this.key = key;
        this.consumer = Clients.consumer(kafka);
    }

    /** Opens the findings about a run, those in the log and those to come; the run need not exist yet. */
    public static FindingsReader follow(Map<String, Object> kafka, String runId) {
        var reader = new FindingsReader(kafka, Topics.key(runId));
        var partition = new TopicPartition(Topics.FINDINGS.name(), Topics.partitionOf(runId));
        reader.consumer.assign(List.of(partition));
        reader.consumer.seekToBeginning(List.of(partition));
        return reader;
    }

    /**
     * Opens the findings about all runs that are committed from now on.
     *
     * @throws LogUnavailableException if no broker answers
     */
    public static FindingsReader followNew(Map<String, Object> kafka) {
        var reader = new FindingsReader(kafka, null);
        List<TopicPartition> all = IntStream.range(0, Topics.FINDINGS.partitions())
                .mapToObj(i -> new TopicPartition(Topics.FINDINGS.name(), i))
                .toList();
        try {
            reader.consumer.assign(all);
            reader.consumer.endOffsets(all).forEach(reader.consumer::seek);
            return reader;
        } catch (KafkaException e) {
            reader.close();
            throw Clients.unavailable(kafka, e);
        }
    }

    /**
     * The findings about a run that are in the log now.
     *
     * @throws LogUnavailableException if no broker answers
     */
    public static List<FindingRecorded> read(Map<String, Object> kafka, String runId) {
        byte[] key = Topics.key(runId);
        List<FindingRecorded> findings = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = Clients.consumer(kafka)) {
            BoundedRead.partition(kafka, consumer, Topics.FINDINGS, Topics.partitionOf(runId), 0)
                    .forEachRemaining(found -> addIfKeyed(key, found, findings));
        }
        return findings;
    }

    /**
     * The findings without those that came again, as after the import of a run that analyzers here have read too: of each
     * identity the first.
     *
     * @param findings Not modified.
     */
    public static List<FindingRecorded> distinct(List<FindingRecorded> findings) {
        Map<FindingIdentity, FindingRecorded> first = new LinkedHashMap<>();
        findings.forEach(finding -> first.putIfAbsent(FindingIdentity.of(finding), finding));
        return List.copyOf(first.values());
    }

    /**
     * The findings committed since the poll before.
     *
     * @param wait how long to wait for the first one; a broker that is away for so long looks like no findings
     */
    public List<FindingRecorded> poll(Duration wait) {
        List<FindingRecorded> findings = new ArrayList<>();
        try {
            for (ConsumerRecord<byte[], byte[]> found : consumer.poll(wait)) {
                addIfKeyed(key, found, findings);
            }
        } catch (KafkaException e) {
            throw Clients.unavailable(kafka, e);
        }
        return findings;
    }

    private static void addIfKeyed(
            byte @Nullable [] key, ConsumerRecord<byte[], byte[]> found, List<FindingRecorded> findings) {
        if (key == null || Arrays.equals(found.key(), key)) {
            findings.add(CODEC.decode(found.value(), BoundedRead.locationOf(found)));
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
