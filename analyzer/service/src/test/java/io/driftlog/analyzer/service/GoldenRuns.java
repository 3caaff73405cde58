package io.driftlog.analyzer.service;

import io.driftlog.analyzer.testkit.Trajectories;
import io.driftlog.events.Dataset;
import io.driftlog.events.EmissionPolicy;
import io.driftlog.events.InitialSpec;
import io.driftlog.events.MethodSpec;
import io.driftlog.events.ObjectiveSpec;
import io.driftlog.events.Origin;
import io.driftlog.events.Outcome;
import io.driftlog.events.RunEnded;
import io.driftlog.events.RunSpec;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.StopRule;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.simulator.flow.loop.Integration;
import io.driftlog.simulator.flow.loop.NumericsVersion;
import io.driftlog.simulator.flow.loop.RecordedSteps;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** The runs that golden archives hold: small, and together with every field of every event in use. */
final class GoldenRuns {
    private GoldenRuns() {}

    /** By the name of their file. */
    static Map<String, List<TrajectoryEvent>> all() {
        Map<String, List<TrajectoryEvent>> runs = new LinkedHashMap<>();
        runs.put("closed-form", Trajectories.twoPhases("closed-form").build());
        runs.put("radaug-generated", integrated("radaug-generated", diagonalNetwork(), true));
        runs.put("momentum-given-unfinished", integrated("momentum-given-unfinished", givenData(), false));
        runs.put("fork-thinned", forkThinned());
        return runs;
    }

    /** The second phase of a run, as a fork that records few weights and whose data are stored elsewhere. */
    private static List<TrajectoryEvent> forkThinned() {
        List<TrajectoryEvent> whole = Trajectories.twoPhases("fork-thinned")
                .times(0, 1, 10, 100, 1000)
                .build();
        RunStarted plain = (RunStarted) whole.get(0);
        byte[] digest = new byte[32];
        digest[31] = 9;
        var origin = new Origin(
                "closed-form",
                3,
                0.5,
                digest,
                new double[] {1, -2},
                new double[] {0.25},
                new TreeMap<>(Map.of("weightDecay", "1e-3")));
        ObjectiveSpec elsewhere = new ObjectiveSpec(
                "closed-form",
                new TreeMap<>(),
                "",
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(Map.of("features", "ab".repeat(32))),
                new TreeMap<>());
        List<TrajectoryEvent> events = new ArrayList<>(whole);
        events.set(
                0,
                new RunStarted(
                        plain.runId(),
                        plain.name(),
                        plain.spec().with(elsewhere),
                        plain.numericsVersion(),
                        plain.dimension(),
                        plain.samples(),
                        plain.software(),
                        plain.startedAtMillis(),
                        Optional.of(origin),
                        new EmissionPolicy(7, 2, 3),
                        List.of()));
        return events;
    }

    private static RunSpec diagonalNetwork() {
        var generator = new TreeMap<>(Map.of("features", 12.0, "samples", 8.0, "sparsity", 2.0, "testSamples", 20.0));
        return new RunSpec(
                new ObjectiveSpec(
                        "diagonal-linear-network", new TreeMap<>(), "sparse-fourier", generator, new TreeMap<>()),
                new InitialSpec.Gaussian(0.1),
                1e-3,
                "l2",
                new MethodSpec("radaug", new TreeMap<>()),
                new StopRule(OptionalDouble.empty(), OptionalDouble.of(10), OptionalDouble.empty()),
                1);
    }

    private static RunSpec givenData() {
        var datasets = new TreeMap<>(Map.of(
                "features", new Dataset(2, 3, new double[] {1, 0.5, -0.25, 0, 1, 2}),
                "targets", new Dataset(2, 1, new double[] {1, -1}),
                "testFeatures", new Dataset(1, 3, new double[] {1, 1, 1}),
                "testTargets", new Dataset(1, 1, new double[] {0.5})));
        return new RunSpec(
                new ObjectiveSpec("linear-regression", new TreeMap<>(), "", new TreeMap<>(), datasets),
                new InitialSpec.Given(new double[] {0.1, -0.2, 0.3}),
                1e-2,
                "l2",
                new MethodSpec("gradient-descent", new TreeMap<>(Map.of("stepSize", 0.05, "momentum", 0.5))),
                new StopRule(OptionalDouble.of(12), OptionalDouble.empty(), OptionalDouble.of(1e-9)),
                7);
    }

    private static List<TrajectoryEvent> integrated(String runId, RunSpec spec, boolean toTheEnd) {
        RecordedSteps steps = RecordedSteps.fromStart(runId, spec, Optional.empty(), EmissionPolicy.DEFAULT);
        Integration integration = steps.integration();
        var objective = integration.problem().flow().objective();
        List<TrajectoryEvent> events = new ArrayList<>();
        events.add(new RunStarted(
                runId,
                "golden λ",
                integration.spec(),
                NumericsVersion.CURRENT,
                objective.dimension(),
                8,
                "golden archives",
                1_700_000_000_000L,
                Optional.empty(),
                EmissionPolicy.DEFAULT,
                List.of("golden")));
        StepTaken last = steps.first();
        for (Optional<StepTaken> next = Optional.of(last); next.isPresent(); next = steps.next(() -> false)) {
            last = next.get();
            events.add(last);
        }
        if (toTheEnd) {
            events.add(ended(last, steps.ended().orElseThrow().outcome()));
        }
        return events;
    }

    private static RunEnded ended(StepTaken last, Outcome outcome) {
        return new RunEnded(
                last.runId(),
                last.seq() + 1,
                last.step(),
                last.time(),
                outcome,
                "slow-time-reached",
                "The run reached the slow time asked for.",
                last.digest(),
                1_700_000_001_000L);
    }
}
