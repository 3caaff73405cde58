package io.driftlog.log.run;

import io.driftlog.events.RunEnded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.log.BoundedRead;
import io.driftlog.log.Clients;
import io.driftlog.log.CorruptEventException;
import io.driftlog.log.LogConnection;
import io.driftlog.log.RunStatus;
import io.driftlog.log.Topics;
import io.driftlog.log.codec.EventCodec;
import io.driftlog.log.codec.FindingCodec;
import io.driftlog.log.codec.RunStatusCodec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restores the status of runs whose status was lost, or is older than their events. Reads all events of a partition;
 * never writes a status that says less than the present one.
 */
public final class StatusRestorer {
    private static final Logger LOG = LoggerFactory.getLogger(StatusRestorer.class);
    private static final EventCodec EVENTS = new EventCodec();
    private static final FindingCodec FINDINGS = new FindingCodec();
    private static final RunStatusCodec STATUSES = new RunStatusCodec();

    private StatusRestorer() {}

    /** What the events of a run tell. */
    private static final class Seen {
        private final long firstOffset;
        private final LostEvents.Check check = new LostEvents.Check();
        private @Nullable RunStarted started;
        private long lastStepOffset;

        Seen(long firstOffset) {
            this.firstOffset = firstOffset;
            this.lastStepOffset = firstOffset;
        }

        void take(TrajectoryEvent event, long offset) {
            check.read(event);
            if (event instanceof RunStarted run) {
                started = run;
            } else if (event instanceof StepTaken) {
                lastStepOffset = offset;
            }
        }

        RunStatus status(String runId, int partition, long lastFinding, RunStatus.State otherwise) {
            RunStarted run = started;
            return new RunStatus(
                    runId,
                    run == null ? runId : run.name(),
                    check.ended()
                            .map(RunEnded::outcome)
                            .map(RunStatus.State::of)
                            .orElse(otherwise),
                    Math.max(check.nextSeq(), check.ended().isPresent() ? 0 : lastFinding),
                    check.last().map(StepTaken::time).orElse(0.0),
                    partition,
                    firstOffset,
                    lastStepOffset - 1,
                    run == null ? 0 : run.startedAtMillis(),
                    check.ended().map(RunEnded::endedAtMillis).orElse(run == null ? 0 : run.startedAtMillis()));
        }
    }

    /**
     * Restores the statuses of the runs in some partitions.
     *
     * @return the restored statuses
     */
    public static List<RunStatus> restore(LogConnection kafka, Collection<Integer> partitions) {
        List<RunStatus> restored = new ArrayList<>();
        for (int partition : partitions) {
            Map<String, Optional<RunStatus>> before = statuses(kafka, partition);
            Map<String, Seen> runs = new LinkedHashMap<>();
            read(kafka, Topics.TRAJECTORIES, partition, record -> {
                TrajectoryEvent event = EVENTS.decode(record.value(), BoundedRead.locationOf(record));
                runs.computeIfAbsent(event.runId(), id -> new Seen(record.offset()))
                        .take(event, record.offset());
            });
            Map<String, Long> lastFindings = new HashMap<>();
            read(kafka, Topics.FINDINGS, partition, record -> {
                var finding = FINDINGS.decode(record.value(), BoundedRead.locationOf(record));
                lastFindings.merge(finding.runId(), finding.seq(), Math::max);
            });
            Map<String, RunStatus> better = new LinkedHashMap<>();
            runs.forEach((runId, seen) -> {
                Optional<RunStatus> known = before.get(runId);
                if (known == null) {
                    better.put(
                            runId,
                            seen.status(
                                    runId,
                                    partition,
                                    lastFindings.getOrDefault(runId, -1L),
                                    RunStatus.State.INTERRUPTED));
                } else {
                    // A deleted run has an empty status.
                    known.map(status -> seen.status(runId, partition, -1, status.state()))
                            .filter(status -> saysMore(status, known.get()))
                            .ifPresent(status -> better.put(runId, status));
                }
            });
            if (!better.isEmpty()) {
                // A writer may have written meanwhile.
                Map<String, Optional<RunStatus>> now = statuses(kafka, partition);
                better.keySet().removeIf(runId -> !same(before.get(runId), now.get(runId)));
                write(kafka, better);
                restored.addAll(better.values());
            }
        }
        return restored;
    }

    private static boolean saysMore(RunStatus status, RunStatus known) {
        return status.nextSeq() > known.nextSeq()
                || (status.state().ended() && !known.state().ended());
    }

    private static boolean same(@Nullable Optional<RunStatus> before, @Nullable Optional<RunStatus> now) {
        return before == null ? now == null : before.equals(now);
    }

    /** By run; empty for a deleted one. */
    private static Map<String, Optional<RunStatus>> statuses(LogConnection kafka, int partition) {
        Map<String, Optional<RunStatus>> newest = new HashMap<>();
        read(
                kafka,
                Topics.RUN_STATUS,
                partition,
                record -> newest.put(
                        new String(record.key(), StandardCharsets.UTF_8),
                        Optional.ofNullable(record.value())
                                .map(value -> STATUSES.decode(value, BoundedRead.locationOf(record)))));
        return newest;
    }

    /** Reads what can be read of a partition. */
    private static void read(
            LogConnection kafka, Topics.Topic topic, int partition, Consumer<ConsumerRecord<byte[], byte[]>> each) {
        try (KafkaConsumer<byte[], byte[]> consumer = Clients.consumer(kafka)) {
            BoundedRead.partition(kafka, consumer, topic, partition, 0).forEachReadable(record -> {
                try {
                    each.accept(record);
                } catch (CorruptEventException e) {
                    LOG.warn("{}", e.getMessage());
                }
            });
        }
    }

    private static void write(LogConnection kafka, Map<String, RunStatus> statuses) {
        try (KafkaProducer<byte[], byte[]> producer = Clients.plainProducer(kafka)) {
            for (RunStatus status : statuses.values()) {
                producer.send(new ProducerRecord<>(
                                Topics.RUN_STATUS.name(), Topics.key(status.runId()), STATUSES.encode(status)))
                        .get();
            }
        } catch (KafkaException | ExecutionException e) {
            throw Clients.unavailable(kafka, e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
