package io.driftlog.analyzer.detectors.phase;

import io.driftlog.analyzer.detectors.FindingNumbers;
import io.driftlog.analyzer.detectors.Undetermined;
import io.driftlog.analyzer.spi.AbstractAnalyzer;
import io.driftlog.analyzer.spi.AbstractAnalyzerFactory;
import io.driftlog.analyzer.spi.Parameters;
import io.driftlog.analyzer.spi.RunFold;
import io.driftlog.events.Finding;
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
        super(ID, 2, State.class);
        this.epsilon = epsilon;
        this.fraction = fraction;
    }

    /**
     * The state.
     *
     * @param phases t_GF and t_WD
     * @param drift when the norm had fallen by the fraction
     */
    public record State(PhaseTracker.State phases, Optional<Mark> drift) {
        public static final State INITIAL = new State(PhaseTracker.State.INITIAL, Optional.empty());
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
                .orElseGet(() -> new DriftFold(
                        new PhaseTracker(epsilon, run.spec().weightDecay()),
                        run.spec().weightDecay(),
                        fraction));
    }

    private record DriftFold(PhaseTracker tracker, double weightDecay, double fraction) implements RunFold<State> {
        @Override
        public State initial() {
            return State.INITIAL;
        }

        @Override
        public Fold<State> accept(State state, StepTaken step) {
            if (state.drift().isPresent()) {
                return Fold.nothing(state); // nothing is looked for any more
            }
            PhaseTracker.State phases = tracker.accept(state.phases(), step);
            Optional<Mark> drift = drift(state.phases(), step);
            State next = new State(phases, drift);
            boolean begins = state.phases().onset().isEmpty() && phases.onset().isPresent();
            boolean drifts = drift.isPresent();
            return begins || drifts ? new Fold<>(next, found(next, begins, drifts)) : Fold.nothing(next);
        }

        private List<Finding> found(State now, boolean begins, boolean drifts) {
            List<Finding> findings = new ArrayList<>();
            if (begins) {
                findings.add(tracker.driftOnsetFinding(now.phases().onset().orElseThrow(), Stage.PROVISIONAL));
            }
            if (drifts) {
                findings.add(driftFinding(now.phases(), now.drift().orElseThrow(), Stage.PROVISIONAL));
            }
            return findings;
        }

        @Override
        public List<Finding> finish(State state, RunEnded end) {
            List<Finding> findings = new ArrayList<>();
            state.phases().onset().ifPresent(mark -> findings.add(tracker.driftOnsetFinding(mark, Stage.FINAL)));
            state.drift().ifPresent(mark -> findings.add(driftFinding(state.phases(), mark, Stage.FINAL)));
            return findings;
        }

        private Optional<Mark> drift(PhaseTracker.State before, StepTaken now) {
            if (before.onset().isEmpty() || before.last().isEmpty()) {
                return Optional.empty();
            }
            Sample last = before.last().get();
            double level = (1 - fraction) * before.onset().get().sample().weightNormSquared();
            if (!(now.weightNormSquared() <= level)) {
                return Optional.empty();
            }
            return Optional.of(new Mark(
                    Crossings.between(
                            last.time(), last.weightNormSquared(), now.time(), now.weightNormSquared(), level),
                    Sample.of(now)));
        }

        private Finding driftFinding(PhaseTracker.State phases, Mark drift, Stage stage) {
            double plateau = phases.onset().orElseThrow().sample().weightNormSquared();
            Map<String, Double> values = new TreeMap<>();
            FindingNumbers.put(values, FindingKinds.FRACTION, fraction);
            FindingNumbers.put(values, "weightDecay", weightDecay);
            FindingNumbers.put(
                    values, FindingKinds.SLOW_TIME, weightDecay * drift.time().estimate());
            FindingNumbers.put(values, "plateauNormSquared", plateau);
            FindingNumbers.put(values, "weightNormSquared", drift.sample().weightNormSquared());
            FindingNumbers.put(values, FindingKinds.TEST_LOSS, drift.sample().testLoss());
            String sentence = "norm drift: ||w||^2 fell by " + FindingNumbers.percent(fraction) + " below "
                    + NumberText.readable(plateau) + ", its value at t_WD, " + FindingNumbers.bracket(drift.time());
            return Finding.of(NORM_DRIFT_FRACTION, stage, Optional.of(drift.time()), values, sentence);
        }
    }
}
