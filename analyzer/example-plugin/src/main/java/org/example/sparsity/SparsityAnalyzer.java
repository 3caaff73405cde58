package org.example.sparsity;

import io.driftlog.analyzer.spi.AbstractAnalyzer;
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
 * equal ones. It reports the number each time it has fallen by a factor, and at the end.
 *
 * <p>The measure is the square of {@code l1/l2} in Hurley and Rickard, Comparing Measures of Sparsity, IEEE Transactions on
 * Information Theory 55 (2009). Steps without weights are skipped.
 */
final class SparsityAnalyzer extends AbstractAnalyzer<SparsityAnalyzer.State> {
    static final String ID = "weight-sparsity";
    private static final int VERSION = 1;

    private final double factor;

    SparsityAnalyzer(double factor) {
        super(ID, VERSION, State.class);
        this.factor = factor;
    }

    /**
     * The state of a run.
     *
     * @param reported the number in the last report; 0 before the first step with weights
     * @param time flow time of the last step with weights
     * @param active the number at that step
     */
    record State(double reported, double time, double active) {}

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
