package io.driftlog.analyzer.detectors;

import io.driftlog.analyzer.testkit.BenchmarkProblems;
import io.driftlog.events.InitialSpec;
import io.driftlog.events.ObjectiveSpec;
import io.driftlog.events.RunEnded;
import io.driftlog.events.StepTaken;
import io.driftlog.events.TrajectoryEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Integrated runs, thinned to a few dozen steps, on which analyzers that rebuild the objective are held to the contract. */
final class ContractRuns {
    private ContractRuns() {}

    /** One without weight decay, one from tiny weights, the benchmark's problems B and C, a small matrix completion. */
    static Map<String, List<TrajectoryEvent>> all() {
        Map<String, List<TrajectoryEvent>> runs = new LinkedHashMap<>();
        runs.put("no-decay", thinned(TrajectoryRuns.integrate(network(), new InitialSpec.Gaussian(0.1), 0, 1000), 4));
        runs.put(
                "tiny-initialisation",
                thinned(TrajectoryRuns.integrate(network(), new InitialSpec.Gaussian(1e-8), 1e-3, 2e4), 4));
        runs.put("B", thinned(TrajectoryRuns.integrate(BenchmarkProblems.run("B", 1e-4, 8)), 24));
        runs.put(
                "matrix-completion",
                thinned(TrajectoryRuns.integrate(completion(), new InitialSpec.Gaussian(1), 1e-3, 1e4), 6));
        runs.put("C", thinned(TrajectoryRuns.integrate(BenchmarkProblems.run("C", 1e-4, 8)), 24));
        return runs;
    }

    private static ObjectiveSpec network() {
        return new ObjectiveSpec(
                "diagonal-linear-network",
                new TreeMap<>(),
                "sparse-fourier",
                new TreeMap<>(Map.of("features", 16.0, "samples", 6.0, "sparsity", 2.0, "testSamples", 20.0)),
                new TreeMap<>());
    }

    private static ObjectiveSpec completion() {
        return new ObjectiveSpec(
                "matrix-completion",
                new TreeMap<>(Map.of("innerDimension", 6.0)),
                "low-rank",
                new TreeMap<>(Map.of("rows", 8.0, "columns", 8.0, "rank", 1.0, "observed", 40.0, "scale", 8.0)),
                new TreeMap<>());
    }

    /** Every k-th step, and the last, numbered anew. */
    static List<TrajectoryEvent> thinned(TrajectoryRuns.Run run, int every) {
        List<TrajectoryEvent> kept = new ArrayList<>();
        long seq = 0;
        int last = run.events().size() - 2;
        for (int i = 0; i < run.events().size(); i++) {
            TrajectoryEvent event = run.events().get(i);
            if (event instanceof StepTaken step) {
                if (i % every == 1 || i == last) {
                    kept.add(numbered(step, seq++));
                }
            } else if (event instanceof RunEnded end) {
                kept.add(new RunEnded(
                        end.runId(),
                        seq,
                        end.steps(),
                        end.time(),
                        end.outcome(),
                        end.cause(),
                        end.reason(),
                        end.digest(),
                        end.endedAtMillis()));
            } else {
                kept.add(event);
            }
        }
        return List.copyOf(kept);
    }

    private static StepTaken numbered(StepTaken s, long seq) {
        return s.with(seq, s.weights(), s.multiplier(), s.controllerState(), s.restartPoint());
    }
}
