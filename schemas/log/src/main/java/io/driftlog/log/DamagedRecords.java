package io.driftlog.log;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Passes over records that a consumer refuses, because their checksum shows that their bytes were changed. */
public final class DamagedRecords {
    private static final Duration POLL = Duration.ofMillis(500);

    private DamagedRecords() {}

    /**
     * The partition that a failed poll names as damaged; empty if it failed for another reason. Kafka's consumer tells
     * it in words only.
     */
    public static Optional<TopicPartition> partition(KafkaException e, Collection<TopicPartition> assigned) {
        String message = String.valueOf(e.getMessage());
        if (!message.startsWith("Received exception when fetching the next record")
                && !message.startsWith("Encountered corrupt message")
                && !message.startsWith("Record batch for partition")) {
            return Optional.empty();
        }
        return assigned.stream()
                .filter(each -> message.matches("(?s).*\\b" + each.toString().replace(".", "\\.") + "\\b.*"))
                .findFirst();
    }

    /**
     * Moves the consumer to the first readable record after the damaged ones.
     *
     * @param end where to stop
     * @return to be thrown, or told
     */
    public static CorruptEventException skip(
            LogConnection kafka, KafkaConsumer<byte[], byte[]> consumer, TopicPartition damaged, long end) {
        long first = consumer.position(damaged);
        long bad = first;
        long good = end;
        try (KafkaConsumer<byte[], byte[]> probe = Clients.consumer(kafka)) {
            probe.assign(List.of(damaged));
            for (long step = 1; bad + step < end; step *= 2) {
                if (isReadable(kafka, probe, damaged, bad + step, end)) {
                    good = bad + step;
                    break;
                }
                bad += step;
            }
            while (good - bad > 1) {
                long middle = bad + (good - bad) / 2;
                if (isReadable(kafka, probe, damaged, middle, end)) {
                    good = middle;
                } else {
                    bad = middle;
                }
            }
        }
        consumer.seek(damaged, good);
        return new CorruptEventException(
                new Location.OfRecord(damaged.topic(), damaged.partition(), first),
                "its checksum is wrong: the file was damaged on the broker's disk (" + (good - first)
                        + " records cannot be read)",
                "`driftlog repair RUN` restores the run that has lost events");
    }

    /** Whether the record at an offset, or where there is none the next, can be read. */
    private static boolean isReadable(
            LogConnection kafka, KafkaConsumer<byte[], byte[]> probe, TopicPartition partition, long offset, long end) {
        probe.seek(partition, offset);
        long deadline = System.nanoTime() + Clients.PATIENCE.toNanos();
        try {
            while (probe.poll(POLL).isEmpty() && probe.position(partition) < Math.min(end, offset + 1)) {
                if (System.nanoTime() > deadline) {
                    return false;
                }
            }
            return true;
        } catch (KafkaException e) {
            if (partition(e, List.of(partition)).isPresent()) {
                return false;
            }
            throw Clients.unavailable(kafka, e);
        }
    }
}
