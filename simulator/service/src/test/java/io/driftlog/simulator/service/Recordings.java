package io.driftlog.simulator.service;

import io.driftlog.events.ObjectiveSpec;
import io.driftlog.events.RunEnded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.simulator.flow.loop.Advance;
import io.driftlog.simulator.flow.loop.Integration;
import io.driftlog.simulator.flow.loop.NumericsVersion;
import io.driftlog.simulator.flow.loop.RecordedSteps;
import io.driftlog.simulator.flow.spec.Objectives;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Recorded runs, in memory. */
final class Recordings {
    /** A diagonal network of 8 features, without samples. */
    static final String SMALL = """
            name: small
            objective:
              type: diagonal-linear-network
              generator: {type: sparse-fourier, features: 8, samples: 4, sparsity: 2, testSamples: 10}
            initial: {gaussian: {variance: 0.1}}
            weightDecay: 0.01
            method: {type: radaug, restartEvery: 8}
            until: {slowTime: 0.5}
            seed: 42
            emit: {sampleSpacing: 0}
            """;

    private Recordings() {}

    static List<TrajectoryEvent> of(String yaml, String... overrides) {
        return of(RunSpecReader.parse(yaml, Path.of(""), List.of(overrides)));
    }

    static List<TrajectoryEvent> of(NamedSpec named) {
        RecordedSteps steps = RecordedSteps.fromStart("run", named.spec(), named.origin(), named.emission());
        Integration integration = steps.integration();
        int dimension = integration.current().weights().length;
        List<TrajectoryEvent> events = new ArrayList<>();
        events.add(new RunStarted(
                "run",
                named.name(),
                integration.spec(),
                NumericsVersion.CURRENT,
                dimension,
                4,
                "test",
                0,
                named.origin(),
                named.emission(),
                named.tags()));
        StepTaken last = steps.first();
        for (Optional<StepTaken> next = Optional.of(last); next.isPresent(); next = steps.next(() -> false)) {
            last = next.get();
            events.add(last);
        }
        Advance.Ended end = steps.ended().orElseThrow();
        events.add(new RunEnded(
                "run",
                last.seq() + 1,
                last.step(),
                last.time(),
                end.outcome(),
                end.cause(),
                end.reason(),
                last.digest(),
                0));
        return List.copyOf(events);
    }

    /** The same steps, of a run whose objective is unknown. */
    static List<TrajectoryEvent> ofAnotherProgram() {
        List<TrajectoryEvent> events = new ArrayList<>(of(SMALL));
        RunStarted run = (RunStarted) events.get(0);
        var unknown = new ObjectiveSpec(Objectives.UNKNOWN, new TreeMap<>(), "", new TreeMap<>(), new TreeMap<>());
        events.set(0, run.with(run.spec().with(unknown), Optional.empty()));
        return events;
    }

    /** A step with other weights and another digest. */
    static StepTaken with(StepTaken step, double[] weights, byte[] digest) {
        return new StepTaken(
                step.runId(),
                step.seq(),
                step.step(),
                step.time(),
                step.stepSize(),
                step.trainLoss(),
                step.testLoss(),
                step.weightNormSquared(),
                step.gradientNorm(),
                weights,
                step.multiplier(),
                step.controllerState(),
                step.restartPoint(),
                step.rejected(),
                digest);
    }
}
