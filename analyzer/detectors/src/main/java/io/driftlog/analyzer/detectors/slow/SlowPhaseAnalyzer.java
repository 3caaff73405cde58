package io.driftlog.analyzer.detectors.slow;

import io.driftlog.analyzer.detectors.Undetermined;
import io.driftlog.analyzer.spi.AbstractAnalyzer;
import io.driftlog.analyzer.spi.AbstractAnalyzerFactory;
import io.driftlog.analyzer.spi.FixedFold;
import io.driftlog.analyzer.spi.Parameters;
import io.driftlog.analyzer.spi.RunFold;
import io.driftlog.events.DecayCurve;
import io.driftlog.events.Finding;
import io.driftlog.events.Finding.Stage;
import io.driftlog.events.Measures;
import io.driftlog.events.RunEnded;
import io.driftlog.events.RunSpec;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.simulator.flow.spec.Objectives;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the slow phase from w(t) alone, without the loss: on the slow manifold the velocity is
 * {@code -lambda P grad R} with an orthogonal projector P, so that {@code -||dw/dt||^2 / <dw/dt, grad R> = lambda}
 * (Boursier, Pesme &amp; Dragomir, Prop. 2, for {@code grad R = w}). A slow phase is a span of ln t over which {@link
 * Secants} show the expected decay within a factor; where weight decay is unknown, a span over which they show any
 * constant decay.
 *
 * <p>Single secants match in the fast phase, and any secant may below the noise of the samples: where the span is too
 * short, or the samples are too few or too noisy, the finding is "undetermined". Without weight decay there is none.
 */
public final class SlowPhaseAnalyzer extends AbstractAnalyzer<SlowPhaseAnalyzer.State> {
    static final String ID = "slow-phase";

    /**
     * Neighbouring samples of an integrated run share most of their error. With this part of it as noise, the onset agrees
     * within 0.05 in ln t with that of a run at tolerance 1e-10, for lambda down to 1e-8 on problems B and C and three
     * others (0.26 on D at 1e-8); with all of it, it was late by up to 1.6, within a bracket as wide.
     */
    private static final double UNSHARED = 0.1;

    private final Definition definition;

    SlowPhaseAnalyzer(Definition definition) {
        super(ID, 4, State.class);
        this.definition = definition;
    }

    /**
     * What counts as the slow phase.
     *
     * @param factor the decay seen lies within this factor of the one expected
     * @param minimumLnT over at least so much of ln t
     * @param noise the noise of the weights, relative to {@code ||w||}, if a tenth of the run's tolerance is not larger
     */
    record Definition(double factor, double minimumLnT, double noise) {}

    /**
     * The state.
     *
     * @param secants the decay shown so far
     * @param stepSize how much time the last step took
     * @param announced whether a provisional finding has been issued
     */
    public record State(Secants secants, double stepSize, boolean announced) {
        public static final State INITIAL = new State(Secants.NONE, 0, false);
    }

    /** Creates slow-phase analyzers. */
    public static final class Factory extends AbstractAnalyzerFactory<SlowPhaseAnalyzer> {
        /** For the loader. */
        public Factory() {
            super(
                    ID,
                    "The slow phase, from the weights alone: when it rules, and what effective weight decay it shows.",
                    Map.of("factor", "2", "minimumLnT", "1", "noise", "1e-7"));
        }

        /** For an analyzer that contains this one. */
        public static SlowPhaseAnalyzer withDefaults() {
            return new Factory().create(Map.of());
        }

        @Override
        protected SlowPhaseAnalyzer create(Parameters all) {
            return new SlowPhaseAnalyzer(new Definition(
                    all.between("factor", 1, 10),
                    all.between("minimumLnT", 0, Double.POSITIVE_INFINITY),
                    all.between("noise", 0, 1)));
        }
    }

    @Override
    public RunFold<State> open(RunStarted run) {
        RunSpec spec = run.spec();
        if (spec.decay().largest() == 0) {
            return new FixedFold<>(State.INITIAL, List.of());
        }
        if (Objectives.isClassifier(spec.objective().type())) {
            return FixedFold.of(
                    Undetermined.KIND, State.INITIAL, "the slow phase is undetermined: " + Undetermined.NO_MINIMISER);
        }
        Optional<String> why = Undetermined.byOptimizer(spec.method(), true);
        if (why.isPresent()) {
            return FixedFold.of(Undetermined.KIND, State.INITIAL, "the slow phase is undetermined: " + why.get());
        }
        return new SlowFold(spec, definition, noise(spec));
    }

    private double noise(RunSpec spec) {
        double tolerance = spec.method().parameters().getOrDefault("relativeTolerance", 0.0);
        return Math.max(definition.noise(), UNSHARED * tolerance);
    }

    private record SlowFold(RunSpec spec, Definition definition, double noise) implements RunFold<State> {
        @Override
        public State initial() {
            return State.INITIAL;
        }

        @Override
        public Fold<State> accept(State state, StepTaken step) {
            boolean tells = spec.hasSquaredNorm() || step.measures().containsKey(Measures.REGULARIZER);
            Secants secants = state.secants().accept(tells ? step : step.withoutVectors(), noise, this::scale);
            boolean longer = secants.size() > state.secants().size();
            State next = new State(secants, step.stepSize(), state.announced());
            Optional<Finding> found = state.announced() || !longer
                    ? Optional.empty()
                    : verdict(next).live(Stage.PROVISIONAL);
            return found.isEmpty()
                    ? Fold.nothing(next)
                    : new Fold<>(new State(secants, step.stepSize(), true), List.of(found.get()));
        }

        @Override
        public List<Finding> finish(State state, RunEnded end) {
            return verdict(state).atEnd();
        }

        private SlowPhase verdict(State state) {
            DecayRate rate = spec.decay().isConstant() ? DecayRate.of(spec.method(), state.stepSize()) : DecayRate.FLOW;
            return new SlowPhase(definition, reference(), rate, state.secants(), spec);
        }

        /** lambda at the start, unless it is 0 there. */
        private double reference() {
            return spec.decay().isConstant() || spec.weightDecay() > 0
                    ? spec.weightDecay()
                    : spec.decay().largest();
        }

        /**
         * Where lambda changes, decays are compared with its mean over a secant: as if it had stayed as it is at
         * first.
         */
        private double scale(double from, double to) {
            DecayCurve decay = spec.decay();
            return decay.isConstant() ? 1 : reference() * (to - from) / (decay.slowTime(to) - decay.slowTime(from));
        }
    }
}
