package io.driftlog.analyzer.service;

import io.driftlog.analyzer.spi.Analyzer;
import io.driftlog.analyzer.spi.RunFold;
import io.driftlog.events.Finding;
import io.driftlog.events.RunEnded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An analyzer whose findings hold all it has seen, so that a lost or repeated event shows in their values. */
final class MeanLossAnalyzer implements Analyzer<MeanLossAnalyzer.Sums> {
    /** What was added up so far. */
    record Sums(long steps, double[] losses) {}

    private final long throwsAtSeq;

    MeanLossAnalyzer(long throwsAtSeq) {
        this.throwsAtSeq = throwsAtSeq;
    }

    @Override
    public String id() {
        return "mean-loss";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public Class<Sums> stateType() {
        return Sums.class;
    }

    @Override
    public RunFold<Sums> open(RunStarted run) {
        return new RunFold<>() {
            @Override
            public Sums initial() {
                return new Sums(0, new double[] {0, 0});
            }

            @Override
            public Fold<Sums> accept(Sums state, StepTaken step) {
                if (step.seq() == throwsAtSeq) {
                    throw new IllegalStateException("does not like seq " + step.seq());
                }
                var next = new Sums(
                        state.steps() + 1,
                        new double[] {state.losses()[0] + step.trainLoss(), state.losses()[1] + step.testLoss()});
                return next.steps() % 10 == 0
                        ? new Fold<>(next, List.of(mean(next, Finding.Stage.PROVISIONAL)))
                        : Fold.nothing(next);
            }

            @Override
            public List<Finding> finish(Sums state, RunEnded end) {
                return List.of(mean(state, Finding.Stage.FINAL));
            }
        };
    }

    private static Finding mean(Sums sums, Finding.Stage stage) {
        return Finding.of(
                "mean-loss",
                stage,
                Optional.empty(),
                Map.of(
                        "steps", (double) sums.steps(),
                        "trainLoss", sums.losses()[0] / sums.steps(),
                        "testLoss", sums.losses()[1] / sums.steps()),
                "the mean over the steps so far");
    }
}
