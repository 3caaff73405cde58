package io.driftlog.analyzer.detectors;

import io.driftlog.analyzer.spi.Analyzer;
import io.driftlog.analyzer.spi.AnalyzerFactory;
import io.driftlog.analyzer.spi.Parameters;
import io.driftlog.analyzer.spi.RunFold;
import io.driftlog.events.Finding;
import io.driftlog.events.Finding.Stage;
import io.driftlog.events.RunEnded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import java.util.List;
import java.util.Map;

/**
 * Finds t_GF, the end of the fast phase: the first time at which the loss gradient has fallen to a fraction of its
 * initial norm. A run without weight decay has one too.
 */
public final class LossPlateauAnalyzer implements Analyzer<PhaseTracker.State> {
    static final String ID = "loss-plateau";

    private final double epsilon;

    LossPlateauAnalyzer(double epsilon) {
        this.epsilon = epsilon;
    }

    /** Makes loss-plateau analyzers. */
    public static final class Factory implements AnalyzerFactory {
        @Override
        public String id() {
            return ID;
        }

        @Override
        public String description() {
            return "The loss plateau: when the loss gradient has fallen to a fraction of its initial norm (t_GF).";
        }

        @Override
        public Map<String, String> defaults() {
            return Map.of("epsilon", "0.01");
        }

        @Override
        public Analyzer<?> create(Map<String, String> parameters) {
            return new LossPlateauAnalyzer(new Parameters(ID, defaults(), parameters).between("epsilon", 0, 1));
        }
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public Class<PhaseTracker.State> stateType() {
        return PhaseTracker.State.class;
    }

    @Override
    public RunFold<PhaseTracker.State> open(RunStarted run) {
        return new PlateauFold(new PhaseTracker(epsilon, run.spec().weightDecay()));
    }

    private record PlateauFold(PhaseTracker tracker) implements RunFold<PhaseTracker.State> {
        @Override
        public PhaseTracker.State initial() {
            return PhaseTracker.State.INITIAL;
        }

        @Override
        public Fold<PhaseTracker.State> accept(PhaseTracker.State state, StepTaken step) {
            PhaseTracker.State next = tracker.accept(state, step);
            boolean found = state.plateau().isEmpty() && next.plateau().isPresent();
            return found ? new Fold<>(next, findings(next, Stage.PROVISIONAL)) : Fold.nothing(next);
        }

        @Override
        public List<Finding> finish(PhaseTracker.State state, RunEnded end) {
            return findings(state, Stage.FINAL);
        }

        private List<Finding> findings(PhaseTracker.State state, Stage stage) {
            return state.plateau().map(mark -> tracker.lossPlateauFinding(mark, stage)).stream()
                    .toList();
        }
    }
}
