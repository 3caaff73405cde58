package io.driftlog.node;

import static io.driftlog.node.SmallRuns.spec;
import static io.driftlog.node.SmallRuns.stopAfter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftlog.analyzer.service.AnalyzerHosts;
import io.driftlog.analyzer.service.FoldLimits;
import io.driftlog.analyzer.service.HostSettings;
import io.driftlog.analyzer.spi.driver.Analyzers;
import io.driftlog.analyzer.spi.driver.FoldDriver;
import io.driftlog.events.RunEnded;
import io.driftlog.events.StepTaken;
import io.driftlog.log.Clients;
import io.driftlog.log.LogConnection;
import io.driftlog.log.RunRequest;
import io.driftlog.log.RunStatus;
import io.driftlog.log.Topics;
import io.driftlog.log.admin.DeadTransactions;
import io.driftlog.log.queue.RunQueue;
import io.driftlog.log.queue.RunRequests;
import io.driftlog.log.run.RunReader;
import io.driftlog.node.home.Cluster;
import io.driftlog.node.home.DataDirectory;
import io.driftlog.simulator.service.RunService;
import io.driftlog.simulator.service.queue.Simulators;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: what a process that died or was too slow leaves behind is taken over, whole and at once. Method: real runs, writers
 * and simulators on an embedded broker, some of which stop in the middle.
 */
final class TakeoverIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(50);

    @TempDir
    static Path directory;

    private static Cluster cluster;
    private static LogConnection kafka;
    private final RunService service = new RunService();

    @BeforeAll
    static void startBroker() {
        cluster = Cluster.embedded(DataDirectory.open(directory.resolve("data")), 0);
        kafka = cluster.connection();
    }

    @AfterAll
    static void stopBroker() {
        cluster.close();
    }

    /** A node that comes back finds what it left, and its runs end as if nothing had been. */
    @Test
    void unfinishedRuns_resumedThroughTheQueue_endAsIfNothingHadBeen() throws Exception {
        byte[] digest = service.run(kafka, "undisturbed", spec(), step -> {})
                .end()
                .orElseThrow()
                .digest();
        service.run(kafka, "left-1", spec(), stopAfter(9));
        service.run(kafka, "left-2", spec(), stopAfter(30));
        List<String> left =
                RunReader.unfinished(kafka).stream().map(RunStatus::runId).toList();
        assertThat(left).containsExactly("left-1", "left-2");
        try (@SuppressWarnings("try")
                var simulators = Simulators.start(kafka, service, 2)) {
            left.forEach(runId -> RunQueue.submit(kafka, RunRequest.resume(runId, System.currentTimeMillis())));
            await("both runs end", PATIENCE, () -> RunReader.unfinished(kafka).isEmpty());
        }
        for (String runId : left) {
            try (RunReader reader = RunReader.open(kafka, runId)) {
                RunReader.Recorded last = null;
                while (reader.hasNext()) {
                    last = reader.next();
                }
                assertThat(last).isNotNull();
                assertThat(((RunEnded) last.event()).digest()).isEqualTo(digest);
            }
        }
    }

    /**
     * A simulator that is too slow to keep its request, which then comes to the other one of the same process: the run goes
     * on. Method: requests are held for a second from now on, and renewed later than that.
     */
    @Test
    void simulators_requestLost_runGoesOn() throws Exception {
        String endless = """
                objective:
                  type: diagonal-linear-network
                  generator: {type: sparse-fourier, features: 20, samples: 10, sparsity: 2, testSamples: 10}
                initial: {gaussian: {variance: 0.1}}
                weightDecay: 1.0e-4
                method: {type: gradient-descent, stepSize: 1.0e-4}
                until: {time: 1.0e6}
                emit: {everyStep: 1000, weightsEvery: 0}
                """;
        try (@SuppressWarnings("try")
                        var simulators = Simulators.start(kafka, service, 2);
                Admin admin = Clients.admin(kafka)) {
            RunQueue.submit(kafka, RunRequest.start("lost", endless, System.currentTimeMillis()));
            awaitStep("lost", 1, PATIENCE);
            awaitSimulators(admin, 2);
            var lock = new ConfigEntry("share.record.lock.duration.ms", "1000");
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.GROUP, "driftlog-simulators"),
                            List.of(new AlterConfigOp(lock, AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
            long begin = System.nanoTime();
            while (System.nanoTime() - begin < 8 * RunRequests.renewEvery().toNanos()) {
                long seen = RunReader.lastStep(kafka, "lost").orElseThrow().seq();
                awaitStep("lost", seen + 1, Duration.ofSeconds(5));
            }
            service.cancel(kafka, "lost");
        }
    }

    /** Each sets how long a request is held, before it joins. */
    private static void awaitSimulators(Admin admin, int count) throws Exception {
        String group = "driftlog-simulators";
        await(
                count + " simulators",
                PATIENCE,
                () -> admin.describeShareGroups(List.of(group))
                                .all()
                                .get()
                                .get(group)
                                .members()
                                .size()
                        >= count);
    }

    private static void awaitStep(String runId, long seq, Duration patience) throws Exception {
        await(
                "step " + seq + " of " + runId,
                patience,
                () -> RunReader.lastStep(kafka, runId).map(StepTaken::seq).orElse(-1L) >= seq);
    }

    private static void await(String what, Duration patience, Callable<Boolean> condition) {
        Awaitility.await(what).atMost(patience).pollInterval(POLL).until(condition);
    }

    /** A writer that dies with its transaction open: the next broker's process ends it without waiting for a time-out. */
    @Test
    void deadTransactions_ofAKilledWriter_areEndedAtOnce() {
        try (var producer = inTransaction("dead")) {
            assertThat(DeadTransactions.end(kafka, Duration.ofSeconds(20))).containsExactly("dead");

            assertThat(DeadTransactions.end(kafka, Duration.ofSeconds(20))).isEmpty();
            assertThatThrownBy(producer::commitTransaction).isInstanceOf(KafkaException.class);
        }
    }

    /** A process that hosted analyzers was killed: the next one in its directory ends its transactions and no others. */
    @Test
    void hosts_whereAKilledProcessHostedBefore_endItsTransactions(@TempDir Path directory) throws Exception {
        var settings = new HostSettings(
                kafka,
                directory,
                "this",
                50,
                10,
                1 << 20,
                new FoldLimits(Duration.ofSeconds(30), FoldLimits.LARGEST_STATE_BYTES));
        List<FoldDriver<?>> drivers =
                List.of(Analyzers.load(getClass().getClassLoader()).create("loss-plateau", Map.of()));
        AnalyzerHosts.start(drivers, settings, (id, why) -> {}).close();
        String before = Files.readAllLines(directory.resolve("hosts")).get(0);
        assertThat(before).startsWith(drivers.get(0).applicationId());
        try (var dead = inTransaction(before + "1");
                var alive = inTransaction(drivers.get(0).applicationId() + "-elsewhere-1")) {
            AnalyzerHosts.start(drivers, settings, (id, why) -> {}).close();

            assertThatThrownBy(dead::commitTransaction).isInstanceOf(KafkaException.class);
            alive.commitTransaction();
        }
    }

    /** A writer with a record in an open transaction. */
    private static KafkaProducer<byte[], byte[]> inTransaction(String transactionalId) {
        Map<String, Object> config = kafka.above(Map.of());
        config.put("transactional.id", transactionalId);
        config.put("transaction.timeout.ms", 600_000);
        config.put("key.serializer", "org.apache.kafka.common.serialization.ByteArraySerializer");
        config.put("value.serializer", "org.apache.kafka.common.serialization.ByteArraySerializer");
        var producer = new KafkaProducer<byte[], byte[]>(config);
        producer.initTransactions();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(Topics.DATASETS.name(), 0, new byte[1], new byte[1]));
        producer.flush();
        return producer;
    }
}
