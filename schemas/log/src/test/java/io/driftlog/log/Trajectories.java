package io.driftlog.log;

import io.driftlog.events.InitialSpec;
import io.driftlog.events.MethodSpec;
import io.driftlog.events.ObjectiveSpec;
import io.driftlog.events.Outcome;
import io.driftlog.events.RunEnded;
import io.driftlog.events.RunSpec;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.StopRule;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** Events of a run whose weights at seq k are all k. */
public final class Trajectories {
    private Trajectories() {}

    public static RunStarted started(String runId, int dimension) {
        ObjectiveSpec objective =
                new ObjectiveSpec("linear", new TreeMap<>(), "normal", new TreeMap<>(), new TreeMap<>());
        RunSpec spec = new RunSpec(
                objective,
                new InitialSpec.Gaussian(1),
                1e-3,
                "l2",
                new MethodSpec("radaug", new TreeMap<>()),
                new StopRule(OptionalDouble.of(10), OptionalDouble.empty(), OptionalDouble.empty()),
                1);
        return new RunStarted(runId, "name of " + runId, spec, 1, dimension, 1, "driftlog test", 1_700_000_000_000L);
    }

    public static StepTaken step(String runId, long seq, int dimension) {
        double[] weights = new double[dimension];
        Arrays.fill(weights, (double) seq);
        return new StepTaken(
                runId, seq, seq, seq, 1, 1, 1, 1, 1, weights, new double[0], new double[] {1}, true, 0, new byte[32]);
    }

    public static RunEnded ended(String runId, long seq) {
        return new RunEnded(
                runId, seq, seq - 1, seq, Outcome.COMPLETED, "time-reached", "It reached t = 10.", new byte[32], 2);
    }
}
