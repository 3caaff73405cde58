package io.driftlog.index;

import io.driftlog.events.UserException.Unavailable;
import io.driftlog.log.Clients;
import io.driftlog.log.Location;
import io.driftlog.log.Topics;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Reads committed records from given places, each time with a consumer that it keeps for the next time. For any thread. */
final class RecordReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int IDLE = 4;
    private static final int FETCH_BYTES = 256 << 10;

    private final Map<String, Object> kafka;
    private final Deque<KafkaConsumer<byte[], byte[]>> idle = new ArrayDeque<>();
    private boolean closed;

    RecordReader(Map<String, Object> kafka) {
        this.kafka = kafka;
    }

    /**
     * Reads one partition from an offset on, record by record.
     *
     * @param reader takes a record; false when it needs no more
     * @param fromEnd whether to stop at the end that the partition has when reading begins; always so in effect
     * @throws Unavailable if no broker answers
     */
    void read(Topics.Topic topic, int partition, long offset, Predicate<ConsumerRecord<byte[], byte[]>> reader) {
        var place = new TopicPartition(topic.name(), partition);
        KafkaConsumer<byte[], byte[]> consumer = borrow();
        boolean sound = false;
        try {
            long end = consumer.endOffsets(List.of(place), PATIENCE).getOrDefault(place, 0L);
            consumer.assign(List.of(place));
            consumer.seek(place, Math.max(0, offset));
            read(consumer, place, end, reader);
            sound = true;
        } catch (KafkaException e) {
            throw Clients.unavailable(kafka, e);
        } finally {
            giveBack(consumer, sound);
        }
    }

    private void read(
            KafkaConsumer<byte[], byte[]> consumer,
            TopicPartition place,
            long end,
            Predicate<ConsumerRecord<byte[], byte[]>> reader) {
        long begin = System.nanoTime();
        long position = consumer.position(place, PATIENCE);
        while (position < end) {
            for (ConsumerRecord<byte[], byte[]> found : consumer.poll(POLL)) {
                if (found.offset() >= end || !reader.test(found)) {
                    return;
                }
            }
            long next = consumer.position(place, PATIENCE);
            if (next > position) {
                begin = System.nanoTime();
            } else if (System.nanoTime() - begin > PATIENCE.toNanos()) {
                throw Clients.unavailable(kafka, new KafkaException("no records for " + PATIENCE.toSeconds() + " s"));
            }
            position = next;
        }
    }

    /** Where a record was read. */
    static Location.OfRecord locationOf(ConsumerRecord<byte[], byte[]> found) {
        return new Location.OfRecord(found.topic(), found.partition(), found.offset());
    }

    private synchronized KafkaConsumer<byte[], byte[]> borrow() {
        if (!idle.isEmpty()) {
            return idle.pop();
        }
        Map<String, Object> config = new HashMap<>(kafka);
        config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
        return Clients.consumer(config);
    }

    private synchronized void giveBack(KafkaConsumer<byte[], byte[]> consumer, boolean sound) {
        if (sound && !closed && idle.size() < IDLE) {
            consumer.assign(List.of());
            idle.push(consumer);
        } else {
            consumer.close();
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        idle.forEach(KafkaConsumer::close);
        idle.clear();
    }
}
