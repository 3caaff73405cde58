package io.driftlog.log.queue;

import io.driftlog.events.UserException.Unavailable;
import io.driftlog.log.BoundedRead;
import io.driftlog.log.Clients;
import io.driftlog.log.CorruptEventException;
import io.driftlog.log.LogConnection;
import io.driftlog.log.RunRequest;
import io.driftlog.log.Topics;
import io.driftlog.log.codec.RunRequestCodec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A simulator's consumer of the run queue. It holds at most one request and renews the lock on it. A request may be
 * delivered twice, even after it was finished: check the state of the run first. For one thread.
 */
public final class RunRequests implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunRequests.class);
    private static final RunRequestCodec CODEC = new RunRequestCodec();
    private static final Duration REDELIVERY = Duration.ofMillis(RunQueue.LOCK_MILLIS / 3);

    private final LogConnection kafka;
    private final KafkaShareConsumer<byte[], byte[]> consumer;
    private @Nullable ConsumerRecord<byte[], byte[]> held;

    private RunRequests(LogConnection kafka, KafkaShareConsumer<byte[], byte[]> consumer) {
        this.kafka = kafka;
        this.consumer = consumer;
    }

    /**
     * Joins the group of simulators.
     *
     * @throws Unavailable if no broker answers
     */
    public static RunRequests join(LogConnection kafka) {
        RunQueue.configure(kafka).ifPresent(LOG::warn);
        KafkaShareConsumer<byte[], byte[]> consumer = Clients.shareConsumer(kafka, RunQueue.GROUP);
        try {
            consumer.subscribe(List.of(Topics.RUN_REQUESTS.name()));
            return new RunRequests(kafka, consumer);
        } catch (KafkaException e) {
            throw Clients.unavailable(kafka, e);
        }
    }

    /** How often {@link #renew} must be called while a request is held. */
    public static Duration renewEvery() {
        return REDELIVERY;
    }

    /**
     * Takes the next request, and holds it until it is finished, given back, or lost.
     *
     * @param wait how long to wait for a request
     */
    public Optional<RunRequest> take(Duration wait) {
        try {
            for (ConsumerRecord<byte[], byte[]> found : consumer.poll(wait)) {
                held = found;
                return Optional.of(CODEC.decode(found.value(), BoundedRead.locationOf(found)));
            }
            return Optional.empty();
        } catch (CorruptEventException e) {
            LOG.error("a request cannot be read and is skipped: {}", e.getMessage());
            settle(AcknowledgeType.REJECT);
            return Optional.empty();
        } catch (KafkaException e) {
            throw Clients.unavailable(kafka, e);
        }
    }

    /**
     * Renews the lock on the request.
     *
     * @return false if the lock is lost; another simulator may have the request
     */
    public boolean renew() {
        if (!settle(AcknowledgeType.RENEW)) {
            return false;
        }
        // The next poll returns a renewed record again (KAFKA-20458).
        long begin = System.nanoTime();
        while (held == null && System.nanoTime() - begin < REDELIVERY.toNanos()) {
            for (ConsumerRecord<byte[], byte[]> found : consumer.poll(Duration.ofMillis(100))) {
                held = found;
            }
        }
        return held != null;
    }

    /** Removes the request from the queue. */
    public void finish() {
        settle(AcknowledgeType.ACCEPT);
    }

    /** Releases the request for other simulators. */
    public void giveBack() {
        settle(AcknowledgeType.RELEASE);
    }

    private boolean settle(AcknowledgeType how) {
        ConsumerRecord<byte[], byte[]> record = held;
        if (record == null) {
            return false;
        }
        held = null;
        try {
            consumer.acknowledge(record, how);
            boolean refused =
                    consumer.commitSync(Clients.PATIENCE).values().stream().anyMatch(Optional::isPresent);
            if (refused) {
                LOG.warn("the lock on the request at {} was lost to another simulator", BoundedRead.locationOf(record));
            }
            return !refused;
        } catch (KafkaException | IllegalStateException e) {
            LOG.warn("the request at {} cannot be acknowledged: {}", BoundedRead.locationOf(record), e.getMessage());
            return false;
        }
    }

    @Override
    public void close() {
        consumer.close(Duration.ofSeconds(5));
    }
}
