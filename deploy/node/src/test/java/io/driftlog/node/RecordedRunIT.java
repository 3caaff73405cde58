package io.driftlog.node;

import static io.driftlog.node.SmallRuns.spec;
import static io.driftlog.node.SmallRuns.stopAfter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftlog.events.RunEnded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.events.UserException.Unusable;
import io.driftlog.log.LogConnection;
import io.driftlog.log.RunStatus;
import io.driftlog.log.Topics;
import io.driftlog.log.admin.DiskUse;
import io.driftlog.log.prune.Pruning;
import io.driftlog.log.run.RunReader;
import io.driftlog.node.home.Cluster;
import io.driftlog.node.home.DataDirectory;
import io.driftlog.simulator.service.ExpectedSize;
import io.driftlog.simulator.service.ForkPlan;
import io.driftlog.simulator.service.ForkPoint;
import io.driftlog.simulator.service.KeyValue;
import io.driftlog.simulator.service.NamedSpec;
import io.driftlog.simulator.service.RunResult;
import io.driftlog.simulator.service.RunService;
import io.driftlog.simulator.service.RunWatcher;
import io.driftlog.simulator.service.Verification;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
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
final class RecordedRunIT {
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
        RunResult thinned = service.run(
                kafka, "some-steps", spec("emit={perDecade: 3, weightsEvery: 0, sampleSpacing: 1}"), step -> {});
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
        NamedSpec fork = ForkPlan.at(point, KeyValue.overrides(List.of("weightDecay=1e-2", "emit.everyStep=3")));
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

    @Test
    void run_stepLargerThanARecord_isRefusedWithThePolicyThatFits() {
        String[] large = {
            "objective={type: linear-regression, generator: {type: gaussian, features: 2200000, samples: 1, testSamples: 1}}",
            "method={type: gradient-descent, stepSize: 1.0e-9, maxSteps: 2}",
            "until={time: 1.0e-8}"
        };
        assertThatThrownBy(() -> service.run(kafka, "too-large", spec(large), step -> {}))
                .isInstanceOf(Unusable.class)
                .hasMessageContaining("2200000 weights")
                .hasMessageContaining("emit.weightsEvery=0");
        assertThat(RunReader.status(kafka, "too-large")).isEmpty();
        var smaller = new ArrayList<>(List.of(large));
        smaller.add("emit.weightsEvery=0");
        RunResult result = service.run(kafka, "fits", spec(smaller.toArray(String[]::new)), step -> {});
        assertThat(result.events()).isEqualTo(5);
    }
}
