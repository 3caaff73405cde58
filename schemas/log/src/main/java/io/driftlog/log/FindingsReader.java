package io.driftlog.log;

import io.driftlog.events.FindingRecorded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Follows the findings about one run, from the first, in the order in which they were committed. For one thread.
 *
 * <p>{@code kafka} is everywhere the configuration of Kafka clients, with {@code bootstrap.servers}. Not modified.
 */
public final class FindingsReader implements AutoCloseable {
    private static final FindingCodec CODEC = new FindingCodec();

    private final Map<String, Object> kafka;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final byte[] key;

    private FindingsReader(Map<String, Object> kafka, String runId) {
        this.kafka = kafka;
        this.key = Topics.key(runId);
        this.consumer = Clients.consumer(kafka);
        TopicPartition partition = new TopicPartition(Topics.FINDINGS.name(), Topics.partitionOf(runId));
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
    }

    /** Opens the findings about a run, those in the log and those to come; the run need not exist yet. */
    public static FindingsReader follow(Map<String, Object> kafka, String runId) {
        return new FindingsReader(kafka, runId);
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

    private static void addIfKeyed(byte[] key, ConsumerRecord<byte[], byte[]> found, List<FindingRecorded> findings) {
        if (Arrays.equals(found.key(), key)) {
            findings.add(CODEC.decode(found.value(), BoundedRead.locationOf(found)));
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
