package io.driftlog.analyzer.detectors.grokking;

import io.driftlog.analyzer.detectors.phase.NormDriftAnalyzer;
import io.driftlog.analyzer.detectors.phase.PhaseTracker;
import io.driftlog.analyzer.detectors.phase.Sample;
import io.driftlog.analyzer.detectors.phase.TestLossDropAnalyzer;
import io.driftlog.analyzer.detectors.slow.SlowPhaseAnalyzer;
import io.driftlog.analyzer.spi.AbstractAnalyzer;
import io.driftlog.analyzer.spi.AbstractAnalyzerFactory;
import io.driftlog.analyzer.spi.Parameters;
import io.driftlog.analyzer.spi.RunFold;
import io.driftlog.events.Finding;
import io.driftlog.events.Measures;
import io.driftlog.events.RunEnded;
import io.driftlog.events.RunSpec;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The verdict on a run: grokked or not, and why. Grokking is that the training loss comes to rest, and the test loss,
 * high until then, drops only in the slow phase, to at most half of that of the null predictor: otherwise the run has only
 * forgotten a large start. It is expected where
 * {@code lambda << ||grad F(w_0)|| / ||w_GF||} (Boursier, Pesme &amp; Dragomir, sec. 4). It holds the folds of
 * norm-drift, test-loss-drop and slow-phase in its own state.
 */
public final class GrokkingAnalyzer extends AbstractAnalyzer<GrokkingAnalyzer.State> {
    static final String ID = "grokking";

    private final Definition definition;
    private final NormDriftAnalyzer drift;
    private final TestLossDropAnalyzer drop;
    private final SlowPhaseAnalyzer slowPhase;

    private GrokkingAnalyzer(Definition definition) {
        // The version changes when that of an analyzer it holds does.
        super(ID, 4, State.class);
        this.definition = definition;
        drift = new NormDriftAnalyzer(definition.epsilon(), definition.fraction());
        drop = TestLossDropAnalyzer.Factory.withEpsilon(definition.epsilon());
        slowPhase = SlowPhaseAnalyzer.Factory.withDefaults();
    }

    /**
     * What counts as grokking, beside the definitions of the drop and of the slow phase.
     *
     * @param epsilon see {@link PhaseTracker}
     * @param muchLess lambda is much less than a number when it is below this fraction of it
     * @param minimumPlateauLnT the drop starts at least so long after t_GF, in ln t
     * @param fraction {@code ||w||^2} falls by at least this fraction below its value at t_WD: otherwise the weights were
     *     small from the start, and the drop is that of a remainder
     */
    record Definition(double epsilon, double muchLess, double minimumPlateauLnT, double fraction) {}

    /**
     * The state.
     *
     * @param drift by norm-drift, t_GF and t_WD among it
     * @param drop by test-loss-drop
     * @param slowPhase by slow-phase
     * @param first the first step
     * @param last the last step
     * @param accuracy of classification on the test data
     */
    record State(
            NormDriftAnalyzer.State drift,
            TestLossDropAnalyzer.State drop,
            SlowPhaseAnalyzer.State slowPhase,
            Optional<Sample> first,
            Optional<Sample> last,
            Accuracy accuracy) {}

    /**
     * Test accuracies in [0, 1]; NaN where the steps carry none.
     *
     * @param onset at the first step at or after t_WD
     * @param last at the last step
     */
    record Accuracy(double onset, double last) {
        static final Accuracy UNKNOWN = new Accuracy(Double.NaN, Double.NaN);

        private Accuracy accept(StepTaken step, boolean hasDriftOnset) {
            double now = step.measures().getOrDefault(Measures.TEST_ACCURACY, Double.NaN);
            return new Accuracy(hasDriftOnset && Double.isNaN(onset) ? now : onset, now);
        }
    }

    /** Creates grokking analyzers. */
    public static final class Factory extends AbstractAnalyzerFactory<GrokkingAnalyzer> {
        /** For the loader. */
        public Factory() {
            super(
                    ID,
                    "The verdict: grokked or not, and why; plateau and drop in ln t, and the criterion for weight decay.",
                    Map.of("epsilon", "0.01", "muchLess", "0.1", "minimumPlateauLnT", "0.5", "fraction", "0.05"));
        }

        @Override
        protected GrokkingAnalyzer create(Parameters all) {
            return new GrokkingAnalyzer(new Definition(
                    all.between("epsilon", 0, 1),
                    all.between("muchLess", 0, 1),
                    all.between("minimumPlateauLnT", 0, Double.POSITIVE_INFINITY),
                    all.between("fraction", 0, 1)));
        }
    }

    @Override
    public RunFold<State> open(RunStarted run) {
        return new VerdictFold(
                run.spec(), definition, new Baseline(run.spec()), drift.open(run), drop.open(run), slowPhase.open(run));
    }

    private record VerdictFold(
            RunSpec spec,
            Definition definition,
            Baseline baseline,
            RunFold<NormDriftAnalyzer.State> drift,
            RunFold<TestLossDropAnalyzer.State> drop,
            RunFold<SlowPhaseAnalyzer.State> slowPhase)
            implements RunFold<State> {

        @Override
        public State initial() {
            return new State(
                    drift.initial(),
                    drop.initial(),
                    slowPhase.initial(),
                    Optional.empty(),
                    Optional.empty(),
                    Accuracy.UNKNOWN);
        }

        @Override
        public Fold<State> accept(State state, StepTaken step) {
            Fold<TestLossDropAnalyzer.State> dropped = drop.accept(state.drop(), step);
            Fold<SlowPhaseAnalyzer.State> slow = slowPhase.accept(state.slowPhase(), step);
            Sample now = Sample.of(step);
            NormDriftAnalyzer.State drifted = drift.accept(state.drift(), step).state();
            State next = new State(
                    drifted,
                    dropped.state(),
                    slow.state(),
                    state.first().or(() -> Optional.of(now)),
                    Optional.of(now),
                    state.accuracy().accept(step, drifted.phases().onset().isPresent()));
            Optional<Finding> live = dropped.findings().isEmpty()
                    ? Optional.empty()
                    : verdict(next, dropped.findings()).soFar();
            return new Fold<>(next, live.stream().toList());
        }

        @Override
        public List<Finding> finish(State state, RunEnded end) {
            List<Finding> evidence = new ArrayList<>(drift.finish(state.drift(), end));
            evidence.addAll(drop.finish(state.drop(), end));
            evidence.addAll(slowPhase.finish(state.slowPhase(), end));
            return List.of(verdict(state, evidence).atEnd());
        }

        private GrokkingVerdict verdict(State state, List<Finding> evidence) {
            return new GrokkingVerdict(spec, definition, baseline, state, evidence);
        }
    }
}
