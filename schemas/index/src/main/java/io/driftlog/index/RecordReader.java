package io.driftlog.index;

import io.driftlog.events.UserException.Unavailable;
import io.driftlog.log.BoundedRead;
import io.driftlog.log.Clients;
import io.driftlog.log.CorruptEventException;
import io.driftlog.log.LogConnection;
import io.driftlog.log.Topics;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads committed records from given places with consumers that it keeps open between reads. For any thread. */
final class RecordReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RecordReader.class);
    private static final int IDLE = 4;
    private static final int FETCH_BYTES = 256 << 10;

    private final LogConnection kafka;
    private final Deque<KafkaConsumer<byte[], byte[]>> idle = new ArrayDeque<>();
    private boolean closed;

    RecordReader(LogConnection kafka) {
        this.kafka = kafka.with(Map.of(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES));
    }

    /**
     * Reads one partition from an offset to the end that the partition has when reading begins.
     *
     * @param reader takes a record; false when it needs no more
     * @param fromEnd whether to stop at the end that the partition has when reading begins; always so in effect
     * @throws Unavailable if no broker answers
     */
    void read(Topics.Topic topic, int partition, long offset, Predicate<ConsumerRecord<byte[], byte[]>> reader) {
        KafkaConsumer<byte[], byte[]> consumer = borrow();
        boolean sound = false;
        try {
            BoundedRead records = BoundedRead.partition(kafka, consumer, topic, partition, Math.max(0, offset));
            boolean wanted = true;
            while (wanted) {
                try {
                    wanted = records.hasNext() && reader.test(records.next());
                } catch (CorruptEventException e) {
                    // The runs that have lost events are named.
                    LOG.error("skipped: {}", e.getMessage());
                }
            }
            sound = true;
        } finally {
            giveBack(consumer, sound);
        }
    }

    private synchronized KafkaConsumer<byte[], byte[]> borrow() {
        return idle.isEmpty() ? Clients.consumer(kafka) : idle.pop();
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
