package io.driftlog.analyzer.spi.driver;

import io.driftlog.analyzer.spi.Analyzer;
import io.driftlog.analyzer.spi.RunFold;
import io.driftlog.events.Finding;
import io.driftlog.events.Finding.Stage;
import io.driftlog.events.RunEnded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sums the training loss; says so at every second step and at the end. */
class Summing implements Analyzer<Summing.State>, RunFold<Summing.State> {
    record State(double sum) {}

    @Override
    public String id() {
        return "summing";
    }

    @Override
    public int version() {
        return 3;
    }

    @Override
    public Class<State> stateType() {
        return State.class;
    }

    @Override
    public RunFold<State> open(RunStarted run) {
        return this;
    }

    @Override
    public State initial() {
        return new State(0);
    }

    @Override
    public Fold<State> accept(State state, StepTaken step) {
        State next = new State(state.sum() + step.trainLoss());
        return step.seq() % 2 == 0
                ? Fold.nothing(next)
                : new Fold<>(next, List.of(sum(next, Stage.PROVISIONAL), sum(next, Stage.PROVISIONAL)));
    }

    @Override
    public List<Finding> finish(State state, RunEnded end) {
        return List.of(sum(state, Stage.FINAL));
    }

    static Finding sum(State state, Stage stage) {
        return Finding.of("sum", stage, Optional.empty(), Map.of("sum", state.sum()), "the sum so far");
    }
}
