package io.driftlog.log.run;

import io.driftlog.events.FindingRecorded;
import io.driftlog.events.UserException.Unavailable;
import io.driftlog.log.BoundedRead;
import io.driftlog.log.Clients;
import io.driftlog.log.LogConnection;
import io.driftlog.log.Topics;
import io.driftlog.log.codec.FindingCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Follows findings in the order in which they were committed: those about one run, from the first, or all that are to
 * come. Those about one run are given once each, see
 * {@link FindingIdentity}. For one thread.
 */
public final class FindingsReader implements AutoCloseable {
    private static final FindingCodec CODEC = new FindingCodec();

    private final LogConnection kafka;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final byte @Nullable [] key;
    private final Set<FindingIdentity> seen = new HashSet<>();

    private FindingsReader(LogConnection kafka, byte @Nullable [] key) {
        this.kafka = kafka;
        this.key = key;
        this.consumer = Clients.consumer(kafka);
    }

    /** Opens the findings about a run, those in the log and those to come; the run need not exist yet. */
    public static FindingsReader follow(LogConnection kafka, String runId) {
        var reader = new FindingsReader(kafka, Topics.key(runId));
        var partition = new TopicPartition(Topics.FINDINGS.name(), Topics.partitionOf(runId));
        reader.consumer.assign(List.of(partition));
        reader.consumer.seekToBeginning(List.of(partition));
        return reader;
    }

    /**
     * Opens the findings about all runs that are committed from now on.
     *
     * @throws Unavailable if no broker answers
     */
    public static FindingsReader followNew(LogConnection kafka) {
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
     * The findings about a run that are in the log now, each once.
     *
     * @throws Unavailable if no broker answers
     */
    public static List<FindingRecorded> read(LogConnection kafka, String runId) {
        byte[] key = Topics.key(runId);
        Map<FindingIdentity, FindingRecorded> first = new LinkedHashMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer = Clients.consumer(kafka)) {
            BoundedRead records = BoundedRead.partition(kafka, consumer, Topics.FINDINGS, Topics.partitionOf(runId), 0);
            records.forEachRemaining(found ->
                    decode(key, found).ifPresent(finding -> first.putIfAbsent(FindingIdentity.of(finding), finding)));
        }
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
                decode(key, found).filter(this::isNew).ifPresent(findings::add);
            }
        } catch (KafkaException e) {
            throw Clients.unavailable(kafka, e);
        }
        return findings;
    }

    /** Of a run that is followed, each finding is given once. */
    private boolean isNew(FindingRecorded finding) {
        return key == null || seen.add(FindingIdentity.of(finding));
    }

    private static Optional<FindingRecorded> decode(byte @Nullable [] key, ConsumerRecord<byte[], byte[]> found) {
        return key == null || Arrays.equals(found.key(), key)
                ? Optional.of(CODEC.decode(found.value(), BoundedRead.locationOf(found)))
                : Optional.empty();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
