package org.example.sparsity;

import io.driftlog.analyzer.spi.Analyzer;
import io.driftlog.analyzer.spi.RunFold;
import io.driftlog.events.Finding;
import io.driftlog.events.Finding.BracketedTime;
import io.driftlog.events.Finding.Stage;
import io.driftlog.events.RunEnded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How many weights a model effectively uses: {@code (sum |w_i|)^2 / sum w_i^2}, between 1 for a single weight and d for
 * equal ones. Says so each time the number has fallen by a factor, and at the end.
 *
 * <p>The measure is the square of {@code l1/l2} in Hurley and Rickard, Comparing Measures of Sparsity, IEEE Transactions on
 * Information Theory 55 (2009). Steps recorded without weights are passed over.
 */
final class SparsityAnalyzer implements Analyzer<SparsityAnalyzer.State> {
    static final String ID = "weight-sparsity";

    private final double factor;

    SparsityAnalyzer(double factor) {
        this.factor = factor;
    }

    /**
     * What is remembered of a run.
     *
     * @param reported the number when it was last spoken of; 0 before there was one
     * @param time flow time of the last step that had weights
     * @param active the number then
     */
    record State(double reported, double time, double active) {}

    @Override
    public String id() {
        return ID;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public Class<State> stateType() {
        return State.class;
    }

    @Override
    public RunFold<State> open(RunStarted run) {
        return new SparsityFold(factor);
    }

    private record SparsityFold(double factor) implements RunFold<State> {
        @Override
        public State initial() {
            return new State(0, 0, 0);
        }

        @Override
        public Fold<State> accept(State state, StepTaken step) {
            double active = active(step.weights());
            if (!(active > 0)) {
                return Fold.nothing(state);
            }
            boolean first = state.reported() == 0;
            boolean fell = active <= factor * state.reported();
            var next = new State(first || fell ? active : state.reported(), step.time(), active);
            return fell
                    ? new Fold<>(next, List.of(finding(Stage.PROVISIONAL, state.time(), next)))
                    : Fold.nothing(next);
        }

        @Override
        public List<Finding> finish(State state, RunEnded end) {
            return state.reported() == 0 ? List.of() : List.of(finding(Stage.FINAL, state.time(), state));
        }
    }

    private static double active(double[] weights) {
        double sum = 0;
        double squares = 0;
        for (double weight : weights) {
            sum += Math.abs(weight);
            squares += weight * weight;
        }
        return sum * sum / squares;
    }

    private static Finding finding(Stage stage, double before, State state) {
        return Finding.of(
                ID,
                stage,
                Optional.of(new BracketedTime(state.time(), before, state.time())),
                Map.of("activeWeights", state.active()),
                "the model effectively uses " + StrictMath.round(state.active()) + " weights");
    }
}
