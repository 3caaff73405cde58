package io.driftlog.benchmark;

import io.driftlog.events.RunEnded;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.log.Location;
import io.driftlog.log.LogConnection;
import io.driftlog.log.Topics;
import io.driftlog.log.codec.EventCodec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/** A plain consumer that reads committed records of one partition, decodes them, and does nothing else. */
final class BareConsumer {
    private static final EventCodec EVENTS = new EventCodec();

    private BareConsumer() {}

    /**
     * Reads a run to its end.
     *
     * @return from the first record to the last
     */
    static Pace read(LogConnection kafka, RecordedRun run) {
        Map<String, Object> config = kafka.above(Map.of());
        config.put("isolation.level", "read_committed");
        config.put("max.partition.fetch.bytes", 8 << 20);
        config.put("max.poll.records", 2000);
        config.put("receive.buffer.bytes", 1 << 20);
        try (var consumer = new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
            var partition = new TopicPartition(Topics.TRAJECTORIES.name(), Topics.partitionOf(run.runId()));
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            Pace.@Nullable Moment begin = null;
            boolean over = false;
            while (!over) {
                for (ConsumerRecord<String, byte[]> found : consumer.poll(Duration.ofMillis(100))) {
                    begin = begin == null ? Pace.Moment.now() : begin;
                    TrajectoryEvent event = EVENTS.decode(
                            found.value(), new Location.OfRecord(found.topic(), found.partition(), found.offset()));
                    over = event instanceof RunEnded;
                }
            }
            return Objects.requireNonNull(begin).untilNow(run.steps());
        }
    }
}
