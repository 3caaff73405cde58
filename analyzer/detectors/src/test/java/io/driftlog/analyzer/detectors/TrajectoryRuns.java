package io.driftlog.analyzer.detectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftlog.analyzer.spi.AnalyzerFactory;
import io.driftlog.analyzer.testkit.Folding;
import io.driftlog.events.Dataset;
import io.driftlog.events.EmissionPolicy;
import io.driftlog.events.Finding;
import io.driftlog.events.Finding.Stage;
import io.driftlog.events.InitialSpec;
import io.driftlog.events.MethodSpec;
import io.driftlog.events.ObjectiveSpec;
import io.driftlog.events.Origin;
import io.driftlog.events.RunEnded;
import io.driftlog.events.RunSpec;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.StopRule;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.simulator.flow.loop.Advance;
import io.driftlog.simulator.flow.loop.Integration;
import io.driftlog.simulator.flow.loop.NumericsVersion;
import io.driftlog.simulator.flow.loop.RecordedSteps;
import io.driftlog.simulator.flow.spec.Objectives;
import io.driftlog.simulator.spi.SplitMix64;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** Trajectories that were integrated, for analyzers to fold. */
final class TrajectoryRuns {
    private TrajectoryRuns() {}

    /** A trajectory from its first event to its last. */
    record Run(List<TrajectoryEvent> events) {
        List<Finding> finals(AnalyzerFactory factory) {
            return Folding.found(Folding.fold(factory.create(Map.of()), events), Stage.FINAL);
        }

        Finding theFinal(AnalyzerFactory factory, String kind) {
            List<Finding> found = finals(factory).stream()
                    .filter(finding -> finding.kind().equals(kind))
                    .toList();
            assertThat(found).as("final findings of kind %s", kind).hasSize(1);
            return found.get(0);
        }
    }

    /** The preset paper/diagonal with another weight decay and end. */
    static Run paperDiagonal(double weightDecay, double time) {
        return diagonal(0.1, weightDecay, time);
    }

    /** The diagonal network of paper/diagonal, from weights of this variance. */
    static Run diagonal(double variance, double weightDecay, double time) {
        ObjectiveSpec objective = new ObjectiveSpec(
                "diagonal-linear-network",
                new TreeMap<>(),
                "sparse-fourier",
                new TreeMap<>(Map.of("features", 100.0, "samples", 40.0, "sparsity", 5.0, "testSamples", 200.0)),
                new TreeMap<>());
        return integrate(objective, new InitialSpec.Gaussian(variance), weightDecay, time);
    }

    /** Linear regression of 50 features on 20 samples, a dense teacher, from weights of this variance. */
    static Run regression(double variance, double weightDecay, double slowTime) {
        ObjectiveSpec objective = new ObjectiveSpec(
                "linear-regression",
                new TreeMap<>(),
                "gaussian",
                new TreeMap<>(Map.of("features", 50.0, "samples", 10.0, "sparsity", 50.0, "testSamples", 200.0)),
                new TreeMap<>());
        return integrate(objective, new InitialSpec.Gaussian(variance), weightDecay, slowTime / weightDecay);
    }

    /** The second part of a trajectory, as that of a fork at one of its events. */
    static List<TrajectoryEvent> forkedAt(List<TrajectoryEvent> whole, int index) {
        RunStarted run = (RunStarted) whole.get(0);
        StepTaken state = (StepTaken) whole.get(index);
        List<Origin.PastStep> past = whole.subList(1, index + 1).stream()
                .map(event -> (StepTaken) event)
                .map(s -> new Origin.PastStep(
                        s.time(),
                        s.trainLoss(),
                        s.testLoss(),
                        s.weightNormSquared(),
                        s.gradientNorm(),
                        run.spec().weightDecay()))
                .toList();
        Origin origin = new Origin(
                "ancestor",
                state.seq(),
                state.time(),
                state.digest(),
                state.multiplier(),
                state.controllerState(),
                new TreeMap<>(),
                past);
        List<TrajectoryEvent> events = new ArrayList<>(List.of(run.with(run.spec(), Optional.of(origin))));
        for (TrajectoryEvent event : whole.subList(index, whole.size())) {
            if (event instanceof StepTaken s) {
                events.add(s.with(
                        s.seq() - state.seq(), s.weights(), s.multiplier(), s.controllerState(), s.restartPoint()));
            } else if (event instanceof RunEnded end) {
                events.add(new RunEnded(
                        end.runId(),
                        end.seq() - state.seq(),
                        end.steps(),
                        end.time(),
                        end.outcome(),
                        end.cause(),
                        end.reason(),
                        end.digest(),
                        end.endedAtMillis()));
            }
        }
        return events;
    }

    /** A ReLU network of 20 neurons on 8 samples of a difference of two ReLUs with noise. */
    static Run relu(int inputs, double weightDecay, double slowTime) {
        SplitMix64 random = new SplitMix64(7);
        double[] x = new double[8 * inputs];
        double[] y = new double[8];
        random.gaussian(1, x);
        random.gaussian(0.2, y);
        for (int i = 0; i < y.length; i++) {
            y[i] += Math.max(0, x[i * inputs]) - Math.max(0, x[(i + 1) * inputs - 1] - 0.3);
        }
        ObjectiveSpec objective = new ObjectiveSpec(
                "two-layer-relu",
                new TreeMap<>(Map.of("neurons", 20.0)),
                "",
                new TreeMap<>(),
                new TreeMap<>(Map.of("features", new Dataset(8, inputs, x), "targets", new Dataset(8, 1, y))));
        return integrate(objective, new InitialSpec.Gaussian(1), weightDecay, slowTime / weightDecay);
    }

    static Run integrate(ObjectiveSpec objective, InitialSpec initial, double weightDecay, double time) {
        return integrate(new RunSpec(
                objective,
                initial,
                weightDecay,
                "l2",
                new MethodSpec("auto", new TreeMap<>()),
                new StopRule(OptionalDouble.of(time), OptionalDouble.empty(), OptionalDouble.empty()),
                1));
    }

    static Run integrate(RunSpec spec) {
        return integrate(spec, EmissionPolicy.EVERY_STEP);
    }

    static Run integrate(RunSpec spec, EmissionPolicy policy) {
        RecordedSteps steps = RecordedSteps.fromStart("run", spec, Optional.empty(), policy);
        Integration integration = steps.integration();
        StepTaken last = steps.first();
        List<TrajectoryEvent> events = new ArrayList<>();
        events.add(started(integration.spec(), last.weights().length));
        for (Optional<StepTaken> next = Optional.of(last); next.isPresent(); next = steps.next(() -> false)) {
            last = next.get();
            events.add(last);
        }
        Advance.Ended ended = steps.ended().orElseThrow();
        events.add(new RunEnded(
                "run",
                last.seq() + 1,
                last.step(),
                last.time(),
                ended.outcome(),
                ended.cause(),
                ended.reason(),
                last.digest(),
                0));
        return new Run(List.copyOf(events));
    }

    static RunStarted started(RunSpec spec, int dimension) {
        return new RunStarted("run", "run", spec, NumericsVersion.CURRENT, dimension, 0, "driftlog", 0);
    }

    /** The same trajectory as another program would record it: weights and weight decay, and nothing of the loss. */
    static Run recorded(Run run, double weightDecay) {
        List<TrajectoryEvent> events = new ArrayList<>();
        for (TrajectoryEvent event : run.events()) {
            if (event instanceof RunStarted from) {
                RunSpec spec = new RunSpec(
                        new ObjectiveSpec(Objectives.UNKNOWN, new TreeMap<>(), "", new TreeMap<>(), new TreeMap<>()),
                        from.spec().initial(),
                        weightDecay,
                        "l2",
                        new MethodSpec("recorded", new TreeMap<>()),
                        from.spec().until(),
                        0);
                events.add(started(spec, from.dimension()));
            } else {
                events.add(event instanceof StepTaken step ? withoutLoss(step) : event);
            }
        }
        return new Run(events);
    }

    private static StepTaken withoutLoss(StepTaken s) {
        return new StepTaken(
                s.runId(),
                s.seq(),
                s.step(),
                s.time(),
                s.stepSize(),
                Double.NaN,
                Double.NaN,
                s.weightNormSquared(),
                Double.NaN,
                s.weights(),
                new double[0],
                new double[0],
                false,
                0,
                s.digest());
    }

    /** The same trajectory as that of a fork which begins at a flow time. */
    static Run begunAt(double time, Run run) {
        List<TrajectoryEvent> events = new ArrayList<>();
        for (TrajectoryEvent event : run.events()) {
            if (event instanceof RunStarted from) {
                Origin origin =
                        new Origin("ancestor", 1, time, new byte[32], new double[0], new double[0], new TreeMap<>());
                events.add(new RunStarted(
                        from.runId(),
                        from.name(),
                        from.spec(),
                        from.numericsVersion(),
                        from.dimension(),
                        from.samples(),
                        from.software(),
                        from.startedAtMillis(),
                        Optional.of(origin),
                        from.emission(),
                        from.tags()));
            } else {
                events.add(event instanceof StepTaken step ? later(time, step) : event);
            }
        }
        return new Run(events);
    }

    private static StepTaken later(double by, StepTaken s) {
        return new StepTaken(
                s.runId(),
                s.seq(),
                s.step(),
                s.time() + by,
                s.stepSize(),
                s.trainLoss(),
                s.testLoss(),
                s.weightNormSquared(),
                s.gradientNorm(),
                s.weights(),
                s.multiplier(),
                s.controllerState(),
                s.restartPoint(),
                s.rejected(),
                s.digest());
    }
}
