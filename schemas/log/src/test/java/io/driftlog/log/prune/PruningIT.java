package io.driftlog.log.prune;

import static io.driftlog.log.Trajectories.ended;
import static io.driftlog.log.Trajectories.started;
import static io.driftlog.log.Trajectories.step;
import static org.assertj.core.api.Assertions.assertThat;

import io.driftlog.events.RunEnded;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.log.BoundedRead;
import io.driftlog.log.Clients;
import io.driftlog.log.LogBroker;
import io.driftlog.log.LogConnection;
import io.driftlog.log.RunStatus;
import io.driftlog.log.Topics;
import io.driftlog.log.codec.RunStatusCodec;
import io.driftlog.log.run.RunReader;
import io.driftlog.log.run.RunWriter;
import io.driftlog.log.run.WriterSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Goal: no run loses an event to pruning that begins while the plan is made. Method: a real broker; two runs in one partition,
 * the second of which commits its beginning when the plan has listed the runs and asks for the archived one.
 */
@Timeout(60)
final class PruningIT {
    @RegisterExtension
    static final LogBroker broker = LogBroker.withTopics();

    private static final LogConnection kafka = broker.connection();

    /** Ids of two runs in one partition, which each test has for itself. */
    private static List<String> ids(int partition, String prefix) {
        return IntStream.range(0, 1000)
                .mapToObj(i -> prefix + "-" + i)
                .filter(id -> Topics.partitionOf(id) == partition)
                .limit(2)
                .toList();
    }

    /** What is archived; something happens when the plan first looks for a run in it, after it listed the runs. */
    private static Map<String, RunEnded> archived(RunEnded end, Runnable onceListed) {
        return new HashMap<>(Map.of(end.runId(), end)) {
            private boolean asked;

            @Override
            public RunEnded get(Object runId) {
                if (!asked) {
                    asked = true;
                    onceListed.run();
                }
                return super.get(runId);
            }
        };
    }

    private static List<TrajectoryEvent> events(String runId) {
        List<TrajectoryEvent> events = new ArrayList<>();
        try (RunReader reader = RunReader.open(kafka, runId)) {
            reader.forEachRemaining(recorded -> events.add(recorded.event()));
        }
        return events;
    }

    private static long uncommittedEnd(int partition) {
        try (KafkaConsumer<byte[], byte[]> consumer = Clients.uncommittedConsumer(kafka)) {
            return BoundedRead.end(kafka, consumer, Topics.TRAJECTORIES, partition);
        }
    }

    @Test
    void plan_runCommitsItsBeginningMeanwhile_losesNoEvent() {
        String old = ids(0, "meanwhile").get(0);
        String begun = ids(0, "meanwhile").get(1);
        int partition = Topics.partitionOf(begun);
        WriterSettings atItsEndOnly = new WriterSettings(kafka, true, Duration.ofMinutes(1));
        try (RunWriter archived = RunWriter.start(WriterSettings.of(kafka), started(old, 1))) {
            Awaitility.await().until(() -> RunReader.status(kafka, old).isPresent());
            long before = uncommittedEnd(partition);
            try (RunWriter other = RunWriter.start(atItsEndOnly, started(begun, 1))) {
                Awaitility.await().until(() -> uncommittedEnd(partition) > before);
                archived.append(step(old, 0, 1));
                archived.append(ended(old, 1));
                Awaitility.await()
                        .until(() -> RunReader.status(kafka, old)
                                .filter(status -> status.state().ended())
                                .isPresent());
                assertThat(RunReader.status(kafka, begun)).isEmpty();

                Pruning.Plan plan = Pruning.plan(kafka, archived(ended(old, 1), () -> {
                    other.append(step(begun, 0, 1));
                    other.append(ended(begun, 1));
                    Awaitility.await()
                            .until(() -> RunReader.status(kafka, begun).isPresent());
                }));

                assertThat(plan.runs()).isEmpty();
                assertThat(plan.offsets()).isEmpty();
                assertThat(plan.kept()).extracting(RunStatus::runId).containsExactly(old);
                Pruning.carryOut(kafka, plan);
            }
        }
        assertThat(events(begun)).containsExactly(started(begun, 1), step(begun, 0, 1), ended(begun, 1));
    }

    /** The brokers commit a transaction one partition after the other: events may be readable before their status is. */
    @Test
    void plan_statusCommittedAfterTheEvents_isWaitedFor() throws Exception {
        String old = ids(1, "later").get(0);
        String begun = ids(1, "later").get(1);
        int partition = Topics.partitionOf(begun);
        try (RunWriter archived = RunWriter.start(WriterSettings.of(kafka), started(old, 1))) {
            archived.append(step(old, 0, 1));
            archived.append(ended(old, 1));
        }
        long start = RunReader.status(kafka, old).orElseThrow().startOffset();
        RunStatus status =
                new RunStatus(begun, begun, RunStatus.State.RUNNING, 0, 0, partition, start, start - 1, 0, 0);
        try (KafkaProducer<byte[], byte[]> producer = Clients.transactionalProducer(kafka, "later", false)) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(
                            Topics.RUN_STATUS.name(),
                            partition,
                            Topics.key(begun),
                            new RunStatusCodec().encode(status)))
                    .get();
            CompletableFuture<Void> committed = CompletableFuture.runAsync(
                    producer::commitTransaction, CompletableFuture.delayedExecutor(2, TimeUnit.SECONDS));

            Pruning.Plan plan = Pruning.plan(kafka, Map.of(old, ended(old, 1)));

            committed.get();
            assertThat(plan.runs()).isEmpty();
            assertThat(plan.kept()).extracting(RunStatus::runId).containsExactly(old);
        }
    }

    @Test
    void plan_archivedRunBeforeOthers_isDeleted() {
        String old = ids(2, "oldest").get(0);
        String later = ids(2, "oldest").get(1);
        for (String runId : List.of(old, later)) {
            try (RunWriter writer = RunWriter.start(WriterSettings.of(kafka), started(runId, 1))) {
                writer.append(step(runId, 0, 1));
                writer.append(ended(runId, 1));
            }
        }
        Pruning.Plan plan = Pruning.plan(kafka, Map.of(old, ended(old, 1)));
        assertThat(plan.runs()).extracting(RunStatus::runId).containsExactly(old);
        Pruning.carryOut(kafka, plan);
        assertThat(RunReader.status(kafka, old)).isEmpty();
        assertThat(events(old)).isEmpty();
        assertThat(events(later)).hasSize(3);
    }
}
