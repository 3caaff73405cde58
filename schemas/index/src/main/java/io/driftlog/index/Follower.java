package io.driftlog.index;

import io.driftlog.events.UserException.Unavailable;
import io.driftlog.log.Clients;
import io.driftlog.log.DamagedRecords;
import io.driftlog.log.LogConnection;
import io.driftlog.log.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that follows the log: statuses, findings and annotations from their beginning, trajectories from their end. It waits
 * for a broker that does not answer.
 */
final class Follower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration CONTACT_EVERY = Duration.ofSeconds(1);
    private static final Duration CONTACT_PATIENCE = Duration.ofSeconds(1);
    private static final Duration AFTER_FAILURE = Duration.ofMillis(500);

    private final LogConnection kafka;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Set<String> damaged = ConcurrentHashMap.newKeySet();
    private final Consumer<ConsumerRecords<byte[], byte[]>> sink;
    private final Thread thread;
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    private Map<TopicPartition, Long> firstEnds = Map.of();
    private volatile boolean closed;
    private volatile long lastContact = System.nanoTime();
    private volatile long lagRecords;

    /**
     * Starts the thread.
     *
     * @param sink takes all records of one poll, on the follower's thread
     * @throws Unavailable if no broker answers
     */
    Follower(LogConnection kafka, Consumer<ConsumerRecords<byte[], byte[]>> sink) {
        this.kafka = kafka;
        this.sink = sink;
        // The broker answers at once when there are records; later requests on the connection can wait so long.
        int wait = (int) POLL.toMillis();
        this.consumer = Clients.consumer(kafka.with(Map.of(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, wait)));
        try {
            begin();
        } catch (KafkaException e) {
            consumer.close();
            throw Clients.unavailable(kafka, e);
        }
        this.thread = new Thread(this::follow, "run-index");
        thread.setDaemon(true);
        thread.start();
    }

    private void begin() {
        List<TopicPartition> history = new ArrayList<>(partitions(Topics.RUN_STATUS));
        history.addAll(partitions(Topics.FINDINGS));
        history.addAll(partitions(Topics.ANNOTATIONS));
        List<TopicPartition> live = partitions(Topics.TRAJECTORIES);
        List<TopicPartition> all = new ArrayList<>(history);
        all.addAll(live);
        consumer.assign(all);
        // Trajectories first: the statuses read afterwards have every run that ended before this.
        Map<TopicPartition, Long> liveEnds = consumer.endOffsets(live);
        liveEnds.forEach(consumer::seek);
        history.forEach(partition -> consumer.seek(partition, 0));
        firstEnds = consumer.endOffsets(history);
    }

    private static List<TopicPartition> partitions(Topics.Topic topic) {
        return IntStream.range(0, topic.partitions())
                .mapToObj(i -> new TopicPartition(topic.name(), i))
                .toList();
    }

    private void follow() {
        try (consumer) {
            long nextContact = System.nanoTime();
            while (!closed) {
                ConsumerRecords<byte[], byte[]> records = poll();
                if (!records.isEmpty()) {
                    lastContact = System.nanoTime();
                    sink.accept(records);
                }
                if (caughtUp.getCount() > 0) {
                    noteCaughtUp();
                }
                if (System.nanoTime() >= nextContact) {
                    contact();
                    nextContact = System.nanoTime() + CONTACT_EVERY.toNanos();
                }
            }
        } catch (RuntimeException e) {
            LOG.error("the index of runs is no longer kept up to date", e);
        }
    }

    private ConsumerRecords<byte[], byte[]> poll() {
        try {
            return consumer.poll(POLL);
        } catch (KafkaException e) {
            Optional<TopicPartition> damaged = DamagedRecords.partition(e, consumer.assignment());
            if (damaged.isPresent()) {
                skip(damaged.get());
                return ConsumerRecords.empty();
            }
            LOG.warn("the log cannot be read at the moment: {}", e.getMessage());
            pause();
            return ConsumerRecords.empty();
        }
    }

    private void skip(TopicPartition damaged) {
        long end = consumer.endOffsets(List.of(damaged)).getOrDefault(damaged, 0L);
        LOG.error(
                "skipped: {}",
                DamagedRecords.skip(kafka, consumer, damaged, end).getMessage());
        this.damaged.add(damaged.toString());
    }

    /** The partitions in which records could not be read, because their bytes were damaged. */
    Set<String> damaged() {
        return Set.copyOf(damaged);
    }

    private static void pause() {
        try {
            Thread.sleep(AFTER_FAILURE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void noteCaughtUp() {
        boolean behind = firstEnds.entrySet().stream()
                .anyMatch(each -> consumer.position(each.getKey(), CONTACT_PATIENCE) < each.getValue());
        if (!behind) {
            caughtUp.countDown();
        }
    }

    /** Sends a small request to learn whether a broker answers. */
    private void contact() {
        Set<TopicPartition> assigned = new HashSet<>(consumer.assignment());
        try {
            consumer.endOffsets(assigned, CONTACT_PATIENCE);
            lastContact = System.nanoTime();
            long lag = 0;
            for (TopicPartition partition : assigned) {
                OptionalLong behind = consumer.currentLag(partition);
                lag += behind.orElse(0);
            }
            lagRecords = lag;
        } catch (KafkaException e) {
            LOG.debug("no broker answers", e);
        }
    }

    CountDownLatch caughtUp() {
        return caughtUp;
    }

    /** The time since a broker last answered. */
    Duration sinceContact() {
        return Duration.ofNanos(System.nanoTime() - lastContact);
    }

    /** The number of committed records that are not yet read. */
    long lagRecords() {
        return lagRecords;
    }

    boolean isAlive() {
        return thread.isAlive();
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
