package io.driftlog.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftlog.analyzer.service.AnalyzerHosts;
import io.driftlog.analyzer.service.FoldLimits;
import io.driftlog.analyzer.service.HostSettings;
import io.driftlog.analyzer.spi.Analyzers;
import io.driftlog.analyzer.spi.FoldDriver;
import io.driftlog.events.RunEnded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.log.DeadTransactions;
import io.driftlog.log.DiskUse;
import io.driftlog.log.EventTooLargeException;
import io.driftlog.log.Pruning;
import io.driftlog.log.RunQueue;
import io.driftlog.log.RunReader;
import io.driftlog.log.RunRequest;
import io.driftlog.log.RunRequests;
import io.driftlog.log.RunStatus;
import io.driftlog.log.Topics;
import io.driftlog.node.broker.Cluster;
import io.driftlog.node.broker.DataDirectory;
import io.driftlog.simulator.service.ExpectedSize;
import io.driftlog.simulator.service.ForkPlan;
import io.driftlog.simulator.service.ForkPoint;
import io.driftlog.simulator.service.InterruptedRuns;
import io.driftlog.simulator.service.NamedSpec;
import io.driftlog.simulator.service.RunResult;
import io.driftlog.simulator.service.RunService;
import io.driftlog.simulator.service.RunSpecReader;
import io.driftlog.simulator.service.RunWatcher;
import io.driftlog.simulator.service.Verification;
import io.driftlog.simulator.service.queue.Simulators;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: whatever a run records, it can be stopped anywhere, resumed, forked and verified. Method: real runs in an embedded
 * broker, stopped between two steps, compared with undisturbed ones.
 */
final class RecordedRunTest {
    @TempDir
    static Path directory;

    private static Cluster cluster;
    private static Map<String, Object> kafka;
    private final RunService service = new RunService();

    @BeforeAll
    static void startBroker() {
        cluster = Cluster.embedded(DataDirectory.open(directory.resolve("data")), 0);
        kafka = cluster.clientConfig();
    }

    @AfterAll
    static void stopBroker() {
        cluster.close();
    }

    private static NamedSpec spec(String... overrides) {
        List<String> all = new ArrayList<>(List.of(
                "objective.generator={type: sparse-fourier, features: 20, samples: 10, sparsity: 2, testSamples: 10}",
                "until={time: 300}"));
        all.addAll(List.of(overrides));
        return RunSpecReader.read("paper/diagonal", all);
    }

    private static List<TrajectoryEvent> events(String runId) {
        List<TrajectoryEvent> events = new ArrayList<>();
        try (RunReader reader = RunReader.open(kafka, runId)) {
            reader.forEachRemaining(recorded -> events.add(recorded.event()));
        }
        return events;
    }

    private static List<StepTaken> steps(String runId) {
        return events(runId).stream()
                .filter(StepTaken.class::isInstance)
                .map(StepTaken.class::cast)
                .toList();
    }

    /** Everything but the name of the run. */
    private static List<String> values(List<StepTaken> steps) {
        return steps.stream()
                .map(step -> step.seq() + " " + step.step() + " " + step.time() + " " + step.weights().length + " "
                        + HexFormat.of().formatHex(step.digest()))
                .toList();
    }

    private static RunWatcher stopAfter(long accepted) {
        return new RunWatcher() {
            private long asked;

            @Override
            public void step(StepTaken step) {}

            @Override
            public boolean stopRequested() {
                return asked++ == accepted;
            }
        };
    }

    private static Verification.Verdict verify(String runId) {
        return Verification.verify(events(runId).iterator(), step -> {});
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "emit={everyStep: 7, weightsEvery: 2}",
                "emit={perDecade: 20, weightsEvery: 3}",
                "emit={everyStep: 50, weightsEvery: 0}",
                "emit={everyStep: 1}"
            })
    void resume_thinnedRunStoppedAnywhere_isTheUndisturbedOne(String emit) {
        String name = Integer.toHexString(emit.hashCode());
        for (String method : List.of("method={type: radaug}", "method={type: gradient-descent, stepSize: 0.5}")) {
            String id = name + (method.contains("radaug") ? "-radaug" : "-descent");
            RunResult whole = service.run(kafka, "whole-" + id, spec(emit, method), step -> {});
            RunResult stopped = service.run(kafka, "stopped-" + id, spec(emit, method), stopAfter(23));
            assertThat(stopped.end()).isEmpty();
            assertThat(stopped.state().step()).isEqualTo(23);
            RunResult again = service.resume(kafka, "stopped-" + id, stopAfter(0));
            assertThat(again.end()).isEmpty();

            RunResult resumed = service.resume(kafka, "stopped-" + id, step -> {});

            assertThat(values(steps("stopped-" + id))).isEqualTo(values(steps("whole-" + id)));
            assertThat(resumed.end().orElseThrow().digest())
                    .isEqualTo(whole.end().orElseThrow().digest());
            assertThat(resumed.events()).isEqualTo(events("stopped-" + id).size());
            Verification.Verdict verdict = verify("stopped-" + id);
            assertThat(verdict.difference()).isEmpty();
            assertThat(verdict.steps()).isEqualTo(steps("whole-" + id).size());
        }
    }

    @Test
    void run_thinned_hasTheDigestOfTheWholeRun() {
        RunResult all = service.run(kafka, "every-step", spec(), step -> {});
        RunResult thinned = service.run(kafka, "some-steps", spec("emit={perDecade: 3, weightsEvery: 0}"), step -> {});
        assertThat(thinned.end().orElseThrow().digest())
                .isEqualTo(all.end().orElseThrow().digest());
        assertThat(thinned.last().step()).isEqualTo(all.last().step());
        assertThat(thinned.events()).isLessThan(all.events() / 2);
        assertThat(thinned.state().weights()).isEqualTo(all.last().weights());
    }

    @Test
    void fork_stoppedAndResumed_isTheUndisturbedOneAndVerifies() {
        service.run(kafka, "ancestor", spec(), step -> {});
        ForkPoint point = ForkPoint.atTime(events("ancestor").iterator(), 20);
        NamedSpec fork = ForkPlan.at(point.ancestor(), point.state(), List.of("weightDecay=1e-2", "emit.everyStep=3"));
        service.run(kafka, "fork", fork, step -> {});
        service.run(kafka, "fork-stopped", fork, stopAfter(18));

        service.resume(kafka, "fork-stopped", step -> {});

        assertThat(values(steps("fork-stopped"))).isEqualTo(values(steps("fork")));
        assertThat(verify("fork-stopped").difference()).isEmpty();
        RunStarted started = (RunStarted) events("fork").get(0);
        assertThat(started.origin().orElseThrow().runId()).isEqualTo("ancestor");
        assertThat(steps("fork").get(0).time()).isEqualTo(point.state().time()).isBetween(10.0, 20.0);
        assertThat(steps("fork").get(0).multiplier()).isEqualTo(point.state().multiplier());
    }

    /** Three runs of one partition, of which only the oldest can go as long as the second is not archived. */
    @Test
    void prune_archivedRuns_deletesFromTheOldestToTheFirstThatIsNotArchived() {
        int partition = Topics.partitionOf("prune");
        List<String> ids = IntStream.range(0, 1000)
                .mapToObj(i -> "prune-" + i)
                .filter(id -> Topics.partitionOf(id) == partition)
                .limit(3)
                .toList();
        Map<String, RunEnded> archived = new HashMap<>();
        // What the other tests left in the partition must not lie in the way.
        RunReader.runs(kafka).stream()
                .filter(run -> run.partition() == partition)
                .forEach(run -> archived.put(run.runId(), end(run.runId())));
        ids.forEach(id -> service.run(kafka, id, spec("until={time: 5}"), step -> {}));
        String oldest = ids.get(0);
        String middle = ids.get(1);
        String newest = ids.get(2);
        archived.put(oldest, end(oldest));
        archived.put(newest, end(newest));

        Pruning.Plan plan = Pruning.plan(kafka, archived);
        assertThat(plan.runs().stream().map(RunStatus::runId)).contains(oldest).doesNotContain(middle, newest);
        assertThat(plan.kept().stream().map(RunStatus::runId)).containsExactly(newest);
        Pruning.carryOut(kafka, plan);

        assertThat(RunReader.status(kafka, oldest)).isEmpty();
        assertThat(events(oldest)).isEmpty();
        assertThat(RunReader.runs(kafka).stream().map(RunStatus::runId))
                .contains(middle, newest)
                .doesNotContain(oldest);
        assertThat(verify(middle).difference()).isEmpty();
        assertThat(verify(middle).end()).isPresent();

        RunEnded other = end(newest);
        archived.put(middle, end(middle));
        archived.put(
                newest,
                new RunEnded(
                        newest, other.seq(), other.steps(), other.time(), other.outcome(), "", "", new byte[32], 0));
        assertThat(Pruning.plan(kafka, archived).runs().stream().map(RunStatus::runId))
                .containsExactly(middle);
        service.run(kafka, oldest, spec("until={time: 5}"), step -> {});
        assertThat(verify(oldest).difference()).isEmpty();
    }

    private static RunEnded end(String runId) {
        List<TrajectoryEvent> events = events(runId);
        return (RunEnded) events.get(events.size() - 1);
    }

    @Test
    void begins_knownNumberOfSteps_tellsWhatTheLogWillTake() {
        List<ExpectedSize> sizes = new ArrayList<>();
        var watcher = new RunWatcher() {
            @Override
            public void begins(ExpectedSize expected) {
                sizes.add(expected);
            }

            @Override
            public void step(StepTaken step) {}
        };
        long before = DiskUse.of(kafka).logBytes();
        RunResult result =
                service.run(kafka, "descent", spec("method={type: gradient-descent, stepSize: 0.05}"), watcher);
        long grown = DiskUse.of(kafka).logBytes() - before;
        assertThat(sizes.get(0).events()).hasValue(result.events());
        assertThat((double) sizes.get(0).bytes().orElseThrow()).isBetween(0.7 * grown, 1.1 * grown);
        service.run(kafka, "adaptive", spec("method={type: radaug}"), watcher);
        assertThat(sizes.get(1).events()).isEmpty();
        assertThat(sizes.get(1).bytesPerStep()).isBetween(400.0, 1000.0);
        assertThat(DiskUse.of(kafka).usableBytes().orElseThrow()).isPositive();
    }

    /** A node that comes back finds what it left, and its runs end as if nothing had been. */
    @Test
    void interruptedRuns_ofAStoppedNode_areResumedToTheirEnd() throws Exception {
        RunResult whole = service.run(kafka, "undisturbed", spec(), step -> {});
        service.run(kafka, "left-1", spec(), stopAfter(9));
        service.run(kafka, "left-2", spec(), stopAfter(30));
        var interrupted = new InterruptedRuns(service);
        List<RunStatus> found = interrupted.find(kafka).stream()
                .filter(run -> run.runId().startsWith("left-"))
                .toList();
        assertThat(found.stream().map(RunStatus::runId)).containsExactly("left-1", "left-2");
        Map<String, String> ended = new ConcurrentHashMap<>();
        try (var resuming = interrupted.resume(kafka, found, 2, new InterruptedRuns.Listener() {
            @Override
            public void ended(RunResult result) {
                ended.put(
                        result.started().runId(),
                        HexFormat.of().formatHex(result.end().orElseThrow().digest()));
            }

            @Override
            public void failed(String runId, RuntimeException why) {
                ended.put(runId, why.toString());
            }
        })) {
            assertThat(resuming.await(60_000)).isTrue();
        }
        String digest = HexFormat.of().formatHex(whole.end().orElseThrow().digest());
        assertThat(ended).isEqualTo(Map.of("left-1", digest, "left-2", digest));
        assertThat(interrupted.find(kafka)).noneMatch(run -> run.runId().startsWith("left-"));
    }

    /**
     * A simulator that is too slow to keep its request, which then comes to the other one of the same process: the run goes
     * on. Method: requests are held for a second from now on, and renewed every five.
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
                Admin admin = Admin.create(kafka)) {
            RunQueue.submit(kafka, RunRequest.start("lost", endless, System.currentTimeMillis()));
            awaitStep("lost", 1, Duration.ofSeconds(60));
            awaitSimulators(admin, 2);
            var lock = new ConfigEntry("share.record.lock.duration.ms", "1000");
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.GROUP, "driftlog-simulators"),
                            List.of(new AlterConfigOp(lock, AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
            long begin = System.nanoTime();
            while (System.nanoTime() - begin < 4 * RunRequests.renewEvery().toNanos()) {
                long seen = RunReader.lastStep(kafka, "lost").orElseThrow().seq();
                awaitStep("lost", seen + 1, RunRequests.renewEvery());
            }
            service.cancel(kafka, "lost");
        }
    }

    /** Each sets how long a request is held, before it joins. */
    private static void awaitSimulators(Admin admin, int count) throws Exception {
        String group = "driftlog-simulators";
        while (admin.describeShareGroups(List.of(group))
                        .all()
                        .get()
                        .get(group)
                        .members()
                        .size()
                < count) {
            Thread.sleep(50);
        }
    }

    private static void awaitStep(String runId, long seq, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (RunReader.lastStep(kafka, runId).map(StepTaken::seq).orElse(-1L) < seq) {
            assertThat(System.nanoTime())
                    .as("step %d of %s comes in %s", seq, runId, patience)
                    .isLessThan(deadline);
            Thread.sleep(50);
        }
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

    /** A process that hosted analyzers was killed: the next one in its directory ends its transactions, and nobody else's. */
    @Test
    void hosts_whereAKilledProcessHostedBefore_endItsTransactions(@TempDir Path directory) throws Exception {
        var settings = new HostSettings(
                kafka,
                directory,
                "this",
                (short) 1,
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
        var config = new HashMap<>(kafka);
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

    @Test
    void run_stepLargerThanARecord_isRefusedWithThePolicyThatFits() {
        String[] large = {
            "objective={type: linear-regression, generator: {type: gaussian, features: 2200000, samples: 1, testSamples: 1}}",
            "method={type: gradient-descent, stepSize: 1.0e-9, maxSteps: 2}",
            "until={time: 1.0e-8}"
        };
        assertThatThrownBy(() -> service.run(kafka, "too-large", spec(large), step -> {}))
                .isInstanceOf(EventTooLargeException.class)
                .hasMessageContaining("2200000 weights")
                .hasMessageContaining("emit.weightsEvery=0");
        assertThat(RunReader.status(kafka, "too-large")).isEmpty();
        var smaller = new ArrayList<>(List.of(large));
        smaller.add("emit.weightsEvery=0");
        RunResult result = service.run(kafka, "fits", spec(smaller.toArray(String[]::new)), step -> {});
        assertThat(result.events()).isEqualTo(5);
    }
}
