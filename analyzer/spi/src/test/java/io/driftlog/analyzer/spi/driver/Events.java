package io.driftlog.analyzer.spi.driver;

import io.driftlog.events.InitialSpec;
import io.driftlog.events.MethodSpec;
import io.driftlog.events.ObjectiveSpec;
import io.driftlog.events.Outcome;
import io.driftlog.events.RunEnded;
import io.driftlog.events.RunSpec;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.StopRule;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** Events of the run {@code r}. */
final class Events {
    private Events() {}

    static RunStarted started() {
        RunSpec spec = new RunSpec(
                new ObjectiveSpec("none", new TreeMap<>(), "", new TreeMap<>(), new TreeMap<>()),
                new InitialSpec.Gaussian(1),
                0,
                "l2",
                new MethodSpec("none", new TreeMap<>()),
                new StopRule(OptionalDouble.of(1), OptionalDouble.empty(), OptionalDouble.empty()),
                0);
        return new RunStarted("r", "r", spec, 1, 1, 0, "test", 0);
    }

    /** A step with training loss seq + 1. */
    static StepTaken step(long seq) {
        return step("r", seq);
    }

    static StepTaken step(String runId, long seq) {
        double[] none = {};
        return new StepTaken(runId, seq, seq, seq, 1, seq + 1, 0, 1, 1, none, none, none, true, 0, new byte[32]);
    }

    static RunEnded ended(long seq) {
        return new RunEnded("r", seq, seq - 1, seq - 1, Outcome.COMPLETED, "time", "It is over.", new byte[32], 0);
    }
}
