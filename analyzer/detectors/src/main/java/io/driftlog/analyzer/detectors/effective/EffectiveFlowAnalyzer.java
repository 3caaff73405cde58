package io.driftlog.analyzer.detectors.effective;

import io.driftlog.analyzer.detectors.Undetermined;
import io.driftlog.analyzer.detectors.phase.PhaseTracker;
import io.driftlog.analyzer.spi.AbstractAnalyzer;
import io.driftlog.analyzer.spi.AbstractAnalyzerFactory;
import io.driftlog.analyzer.spi.FixedFold;
import io.driftlog.analyzer.spi.Parameters;
import io.driftlog.analyzer.spi.RunFold;
import io.driftlog.events.RunStarted;
import io.driftlog.simulator.flow.effective.EffectiveFlow;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import java.util.Map;
import java.util.Optional;

/**
 * Derives the effective flow of a run, {@code dw/dtau = -P(w) grad R(w)} from {@code Phi(w0)}, and compares the slow phase,
 * from t_WD on, with it: the distance at equal slow time, the tangential part of the velocity and its angle to
 * {@code -P grad R}, the KKT residual and the spectrum of {@code J J^T} (Boursier, Pesme &amp; Dragomir, Prop. 2-4).
 *
 * <p>The objective is rebuilt from the run's first event; w0 are the weights of event 0, and where that has none those
 * that the first event describes. Velocities come from the multiplier in the events. The distance is taken at every step;
 * the expensive spectra at log-spaced slow times.
 */
public final class EffectiveFlowAnalyzer extends AbstractAnalyzer<EffectiveFlowAnalyzer.State> {
    static final String ID = "effective-flow";

    private final Definition definition;

    private EffectiveFlowAnalyzer(Definition definition) {
        super(ID, 5, State.class);
        this.definition = definition;
    }

    /**
     * What is measured, and how finely.
     *
     * @param epsilon see {@link PhaseTracker}
     * @param windowStart slow time from which the largest deviation counts
     * @param windowEnd slow time up to which it counts
     * @param samplesPerDecade spectra per factor 10 of slow time, of models of up to 100 samples or weights
     * @param samplesPerDecadeLarge the same of larger ones
     * @param tolerance of the effective flow, see {@link io.driftlog.simulator.flow.effective.EffectiveFlow.Settings}
     * @param limitSlowTime slow time at which the limit is read off, if the run itself does not go further
     * @param largest the largest {@code min(n, d)} that is analysed. At 1000, deriving the flow took 10 s where J is well
     *     conditioned; at 700 and a condition number of 1e7, where every step needs a spectrum, 100 s (two busy cores,
     *     2026-11). It grows as the cube, and is spread over the events before t_WD.
     */
    record Definition(
            double epsilon,
            double windowStart,
            double windowEnd,
            double samplesPerDecade,
            double samplesPerDecadeLarge,
            double tolerance,
            double limitSlowTime,
            double largest) {
        private static final int LARGE = 100;

        SlowTimeGrid grid(int size) {
            return new SlowTimeGrid(size > LARGE ? samplesPerDecadeLarge : samplesPerDecade);
        }
    }

    /**
     * The state.
     *
     * @param phases t_GF and t_WD
     * @param start w0, where event 0 has other weights than the run's first event describes; otherwise empty
     * @param deviation from the effective flow
     * @param measured a row of {@link EffectiveFlowFold#COLUMNS} for each step measured
     * @param withoutWeights steps of the slow phase that carry none
     * @param withoutMultiplier steps measured that carry none
     */
    record State(
            PhaseTracker.State phases,
            double[] start,
            Deviation deviation,
            Table measured,
            long withoutWeights,
            long withoutMultiplier) {
        public static final State INITIAL = new State(
                PhaseTracker.State.INITIAL,
                new double[0],
                Deviation.NONE,
                Table.empty(EffectiveFlowFold.COLUMNS.length),
                0,
                0);
    }

    /** Creates effective-flow analyzers. */
    public static final class Factory extends AbstractAnalyzerFactory<EffectiveFlowAnalyzer> {
        /** For the loader. */
        public Factory() {
            super(
                    ID,
                    "The effective flow on the manifold of interpolators: predicted, and held against the slow phase.",
                    Map.of(
                            "epsilon", "0.01",
                            "windowStart", "0.05",
                            "windowEnd", "1",
                            "samplesPerDecade", "24",
                            "samplesPerDecadeLarge", "6",
                            "tolerance", "1e-9",
                            "limitSlowTime", "20",
                            "largest", "1000"));
        }

        @Override
        protected EffectiveFlowAnalyzer create(Parameters all) {
            double windowStart = all.between("windowStart", 0, Double.POSITIVE_INFINITY);
            return new EffectiveFlowAnalyzer(new Definition(
                    all.between("epsilon", 0, 1),
                    windowStart,
                    all.between("windowEnd", windowStart, Double.POSITIVE_INFINITY),
                    all.between("samplesPerDecade", 0, 1000),
                    all.between("samplesPerDecadeLarge", 0, 1000),
                    all.between("tolerance", 1e-13, 0.1),
                    all.between("limitSlowTime", 0, 1000),
                    all.between("largest", 0, 5000)));
        }
    }

    @Override
    public RunFold<State> open(RunStarted run) {
        if (run.spec().decay().largest() == 0) {
            return FixedFold.of(
                    Undetermined.KIND,
                    State.INITIAL,
                    "there is no effective flow: without weight decay the run stays where the training loss came to rest");
        }
        Optional<String> why = Undetermined.byOptimizer(run.spec().method(), false);
        if (why.isPresent()) {
            return FixedFold.of(Undetermined.KIND, State.INITIAL, "the effective flow is undetermined: " + why.get());
        }
        RebuiltProblem rebuilt = RebuiltProblem.of(run, (int) definition.largest());
        if (rebuilt.problem()
                .filter(problem -> !EffectiveFlow.isKnown(
                        (LeastSquaresObjective) problem.flow().objective(),
                        problem.flow().regularizer()))
                .isPresent()) {
            return FixedFold.of(
                    Undetermined.KIND,
                    State.INITIAL,
                    "the effective flow is undetermined: the regularizer "
                            + run.spec().regularizer()
                            + " has kinks, along which it is derived for l1 and elastic-net on models alone that are linear in"
                            + " their weights");
        }
        return rebuilt.problem().isEmpty()
                ? FixedFold.of(
                        Undetermined.KIND, State.INITIAL, "the effective flow is undetermined: " + rebuilt.whyNot())
                : new EffectiveFlowFold(definition, run, rebuilt);
    }
}
