package io.driftlog.log;

import io.driftlog.events.UserException.Unavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads committed records of some partitions, in order within each, to the ends that they had when reading began.
 *
 * <p>{@link #hasNext} throws a {@link CorruptEventException} for records whose bytes were damaged on the broker's disk.
 * Further calls continue after them.
 */
public final class BoundedRead implements Iterator<ConsumerRecord<byte[], byte[]>> {
    private static final Logger LOG = LoggerFactory.getLogger(BoundedRead.class);
    private static final Duration POLL = Duration.ofMillis(200);

    private final LogConnection kafka;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Long> ends;
    private final Set<TopicPartition> open;
    private Iterator<ConsumerRecord<byte[], byte[]>> batch = Collections.emptyIterator();
    private long lastPosition = -1;
    private boolean passedOver;
    private long lastProgress = System.nanoTime();

    /**
     * Uses the consumer until the end is reached or reading stops; does not close it.
     *
     * @param kafka the connection of the consumer, for messages
     * @param from the first offset of each partition; if the partition begins later, its first record
     * @throws Unavailable if no broker answers
     */
    BoundedRead(LogConnection kafka, KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> from) {
        this.kafka = kafka;
        this.consumer = consumer;
        this.open = new HashSet<>(from.keySet());
        try {
            this.ends = consumer.endOffsets(open);
            consumer.assign(open);
            from.forEach(consumer::seek);
        } catch (KafkaException e) {
            throw Clients.unavailable(kafka, e);
        }
    }

    /** All partitions of a topic from their beginning. */
    public static BoundedRead whole(LogConnection kafka, KafkaConsumer<byte[], byte[]> consumer, Topics.Topic topic) {
        Map<TopicPartition, Long> from = new HashMap<>();
        IntStream.range(0, topic.partitions()).forEach(i -> from.put(new TopicPartition(topic.name(), i), 0L));
        return new BoundedRead(kafka, consumer, from);
    }

    /** One partition of a topic from an offset. */
    public static BoundedRead partition(
            LogConnection kafka,
            KafkaConsumer<byte[], byte[]> consumer,
            Topics.Topic topic,
            int partition,
            long offset) {
        return new BoundedRead(kafka, consumer, Map.of(new TopicPartition(topic.name(), partition), offset));
    }

    /** The end of one partition of a topic; all records before it were committed or aborted. */
    public static long end(
            LogConnection kafka, KafkaConsumer<byte[], byte[]> consumer, Topics.Topic topic, int partition) {
        TopicPartition only = new TopicPartition(topic.name(), partition);
        try {
            return consumer.endOffsets(List.of(only)).getOrDefault(only, 0L);
        } catch (KafkaException e) {
            throw Clients.unavailable(kafka, e);
        }
    }

    /**
     * Waits until readers see some committed records.
     *
     * @param last the offset of the last record in each partition
     * @return false if readers do not see them in time
     */
    public static boolean awaitCommitted(
            LogConnection kafka,
            KafkaConsumer<byte[], byte[]> consumer,
            Map<TopicPartition, Long> last,
            Duration patience) {
        long begin = System.nanoTime();
        try {
            while (System.nanoTime() - begin < patience.toNanos()) {
                Map<TopicPartition, Long> seen = consumer.endOffsets(last.keySet(), patience);
                if (last.entrySet().stream().allMatch(each -> seen.getOrDefault(each.getKey(), 0L) > each.getValue())) {
                    return true;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
            }
            return false;
        } catch (KafkaException e) {
            throw Clients.unavailable(kafka, e);
        }
    }

    /**
     * Waits until all records that some partitions have now are committed or aborted.
     *
     * @throws Unavailable if a transaction stays open for longer than the patience
     */
    public static void awaitTransactions(
            LogConnection kafka,
            KafkaConsumer<byte[], byte[]> consumer,
            Collection<TopicPartition> partitions,
            Duration patience) {
        Map<TopicPartition, Long> last = new HashMap<>();
        try (KafkaConsumer<byte[], byte[]> uncommitted = Clients.uncommittedConsumer(kafka)) {
            uncommitted.endOffsets(partitions).forEach((partition, end) -> last.put(partition, end - 1));
        } catch (KafkaException e) {
            throw Clients.unavailable(kafka, e);
        }
        if (!awaitCommitted(kafka, consumer, last, patience)) {
            throw new Unavailable(
                    "Another run in the same partition has had a transaction open for " + patience.toSeconds()
                            + " s, and later records cannot be read; try again when it is over.",
                    null);
        }
    }

    /** Where a record was read. */
    public static Location.OfRecord locationOf(ConsumerRecord<byte[], byte[]> found) {
        return new Location.OfRecord(found.topic(), found.partition(), found.offset());
    }

    @Override
    public boolean hasNext() {
        while (!batch.hasNext()) {
            if (!fetch()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public ConsumerRecord<byte[], byte[]> next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return batch.next();
    }

    /** Takes all records; passes over those whose bytes were damaged, and logs them. */
    public void forEachReadable(Consumer<ConsumerRecord<byte[], byte[]>> each) {
        while (hasReadable()) {
            each.accept(next());
        }
    }

    /** Whether there is a record after those whose bytes were damaged; logs these. */
    public boolean hasReadable() {
        while (true) {
            try {
                return hasNext();
            } catch (CorruptEventException e) {
                passedOver = true;
                LOG.warn("{}", e.getMessage());
            }
        }
    }

    /** Whether {@link #hasReadable} has passed over damaged records. */
    public boolean hasPassedOver() {
        return passedOver;
    }

    /** Fetches a batch; false when all ends are reached. */
    private boolean fetch() {
        try {
            if (open.removeIf(partition -> consumer.position(partition) >= end(partition))) {
                consumer.assign(open);
            }
            if (open.isEmpty()) {
                return false;
            }
            batch = beforeEnds(consumer.poll(POLL)).iterator();
            expectProgress(open.stream().mapToLong(consumer::position).sum());
            return true;
        } catch (KafkaException e) {
            TopicPartition damaged = DamagedRecords.partition(e, open).orElseThrow(() -> Clients.unavailable(kafka, e));
            throw DamagedRecords.skip(kafka, consumer, damaged, end(damaged));
        }
    }

    /** The fetched records before the ends. */
    private List<ConsumerRecord<byte[], byte[]>> beforeEnds(ConsumerRecords<byte[], byte[]> fetched) {
        List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
        for (TopicPartition partition : fetched.partitions()) {
            List<ConsumerRecord<byte[], byte[]>> records = fetched.records(partition);
            int count = records.size();
            while (count > 0 && records.get(count - 1).offset() >= end(partition)) {
                count--;
            }
            all.addAll(records.subList(0, count));
        }
        return all;
    }

    /** The end that a partition had when reading began. */
    public long end(TopicPartition partition) {
        return ends.getOrDefault(partition, 0L);
    }

    private void expectProgress(long position) {
        long now = System.nanoTime();
        if (position != lastPosition) {
            lastPosition = position;
            lastProgress = now;
        } else if (now - lastProgress > Clients.PATIENCE.toNanos()) {
            throw Clients.unavailable(
                    kafka,
                    new TimeoutException("no records for " + Clients.PATIENCE.toSeconds() + " s after "
                            + open.stream()
                                    .map(each -> new Location.OfRecord(
                                                    each.topic(), each.partition(), consumer.position(each))
                                            .toString())
                                    .collect(Collectors.joining("; "))
                            + "; where the broker runs, its files may be damaged"));
        }
    }
}
