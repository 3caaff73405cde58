package io.driftlog.analyzer.detectors.phase;

import io.driftlog.analyzer.detectors.FindingNumbers;
import io.driftlog.analyzer.detectors.Undetermined;
import io.driftlog.analyzer.spi.AbstractAnalyzer;
import io.driftlog.analyzer.spi.AbstractAnalyzerFactory;
import io.driftlog.analyzer.spi.Parameters;
import io.driftlog.analyzer.spi.RunFold;
import io.driftlog.events.Finding;
import io.driftlog.events.Finding.BracketedTime;
import io.driftlog.events.Finding.Stage;
import io.driftlog.events.FindingKinds;
import io.driftlog.events.NumberText;
import io.driftlog.events.RunEnded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Finds t_WD, where weight decay balances the loss gradient, and then the time at which {@code ||w||^2} has fallen by a
 * fraction below its value at t_WD. On a noise-free {@code e^{-2 lambda t}} that takes
 * {@code -ln(1 - fraction) / (2 lambda)}. Without weight decay it finds nothing.
 */
public final class NormDriftAnalyzer extends AbstractAnalyzer<NormDriftAnalyzer.State> {
    static final String ID = "norm-drift";
    static final String NORM_DRIFT_FRACTION = FindingKinds.NORM_DRIFT_FRACTION;

    private final double epsilon;
    private final double fraction;

    public NormDriftAnalyzer(double epsilon, double fraction) {
        super(ID, 3, State.class);
        this.epsilon = epsilon;
        this.fraction = fraction;
    }

    /**
     * The state.
     *
     * @param phases t_GF and t_WD
     * @param drift when the norm had fallen by the fraction
     * @param sustainedDrift from where it stays so low
     */
    public record State(PhaseTracker.State phases, Optional<Mark> drift, Sustained sustainedDrift) {
        public static final State INITIAL = new State(PhaseTracker.State.INITIAL, Optional.empty(), Sustained.NONE);
    }

    /** Creates norm-drift analyzers. */
    public static final class Factory extends AbstractAnalyzerFactory<NormDriftAnalyzer> {
        /** For the loader. */
        public Factory() {
            super(
                    ID,
                    "The norm drift: when weight decay balances the loss gradient (t_WD), and when ||w||^2 has fallen by"
                            + " a fraction since.",
                    Map.of("epsilon", "0.01", "fraction", "0.05"));
        }

        @Override
        protected NormDriftAnalyzer create(Parameters all) {
            return new NormDriftAnalyzer(all.between("epsilon", 0, 1), all.between("fraction", 0, 1));
        }
    }

    @Override
    public RunFold<State> open(RunStarted run) {
        return Undetermined.withoutDriftOnset(run.spec(), State.INITIAL)
                .orElseGet(() -> new DriftFold(run, new PhaseTracker(epsilon, run.spec()), fraction));
    }

    private record DriftFold(RunStarted run, PhaseTracker tracker, double fraction) implements RunFold<State> {
        @Override
        public State initial() {
            return PhaseTracker.inherited(run, State.INITIAL, this::accept);
        }

        private State accept(State state, Sample now, double lambda) {
            Optional<BracketedTime> drift = drift(state.phases(), now);
            return new State(
                    tracker.accept(state.phases(), now, lambda),
                    state.drift().or(() -> drift.map(time -> new Mark(time, now))),
                    state.sustainedDrift().accept(drift));
        }

        @Override
        public Fold<State> accept(State state, StepTaken step) {
            if (state.sustainedDrift().time().isPresent()) {
                return Fold.nothing(state); // nothing is looked for any more
            }
            Sample now = tracker.sample(step);
            State next = accept(state, now, tracker.strength(step, now));
            boolean begins =
                    state.phases().onset().isEmpty() && next.phases().onset().isPresent();
            boolean drifts = state.drift().isEmpty() && next.drift().isPresent();
            return begins || drifts ? new Fold<>(next, found(next, begins, drifts)) : Fold.nothing(next);
        }

        private List<Finding> found(State now, boolean begins, boolean drifts) {
            List<Finding> findings = new ArrayList<>();
            if (begins) {
                findings.add(tracker.driftOnsetFinding(
                        now.phases(), now.phases().onset().orElseThrow(), Stage.PROVISIONAL));
            }
            if (drifts) {
                findings.add(driftFinding(now, now.drift().orElseThrow(), Stage.PROVISIONAL));
            }
            return findings;
        }

        @Override
        public List<Finding> finish(State state, RunEnded end) {
            List<Finding> findings = new ArrayList<>();
            tracker.unknownDecay(state.phases()).ifPresent(findings::add);
            state.phases()
                    .onset()
                    .ifPresent(mark -> findings.add(tracker.driftOnsetFinding(state.phases(), mark, Stage.FINAL)));
            state.drift().ifPresent(mark -> findings.add(driftFinding(state, mark, Stage.FINAL)));
            return findings;
        }

        private Optional<BracketedTime> drift(PhaseTracker.State before, Sample now) {
            if (before.onset().isEmpty() || before.last().isEmpty()) {
                return Optional.empty();
            }
            Sample last = before.last().get();
            double level = (1 - fraction) * before.onset().get().sample().weightNormSquared();
            if (!(now.weightNormSquared() <= level)) {
                return Optional.empty();
            }
            return Optional.of(Crossings.between(
                    last.time(), last.weightNormSquared(), now.time(), now.weightNormSquared(), level));
        }

        private Finding driftFinding(State state, Mark drift, Stage stage) {
            double plateau = state.phases().onset().orElseThrow().sample().weightNormSquared();
            Map<String, Double> values = new TreeMap<>();
            FindingNumbers.put(values, FindingKinds.FRACTION, fraction);
            double time = drift.time().estimate();
            FindingNumbers.put(values, "weightDecay", tracker.weightDecay(time));
            FindingNumbers.put(values, FindingKinds.SLOW_TIME, tracker.slowTime(time));
            FindingNumbers.put(values, "plateauNormSquared", plateau);
            FindingNumbers.put(values, "weightNormSquared", drift.sample().weightNormSquared());
            FindingNumbers.put(values, FindingKinds.TEST_LOSS, drift.sample().testLoss());
            String sentence = "norm drift: " + tracker.norm() + " fell by " + FindingNumbers.percent(fraction)
                    + " below " + NumberText.readable(plateau) + ", its value at t_WD, "
                    + FindingNumbers.bracket(drift.time());
            if (stage == Stage.FINAL) {
                state.sustainedDrift().put(values);
                sentence += state.sustainedDrift().inWords(drift.time());
            }
            return Finding.of(NORM_DRIFT_FRACTION, stage, Optional.of(drift.time()), values, sentence);
        }
    }
}
