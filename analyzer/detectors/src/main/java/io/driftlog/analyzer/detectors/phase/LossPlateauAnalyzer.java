package io.driftlog.analyzer.detectors.phase;

import io.driftlog.analyzer.spi.AbstractAnalyzer;
import io.driftlog.analyzer.spi.AbstractAnalyzerFactory;
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
 * initial norm. Runs without weight decay have one too.
 */
public final class LossPlateauAnalyzer extends AbstractAnalyzer<PhaseTracker.State> {
    static final String ID = "loss-plateau";

    private final double epsilon;

    LossPlateauAnalyzer(double epsilon) {
        super(ID, 3, PhaseTracker.State.class);
        this.epsilon = epsilon;
    }

    /** Creates loss-plateau analyzers. */
    public static final class Factory extends AbstractAnalyzerFactory<LossPlateauAnalyzer> {
        /** For the loader. */
        public Factory() {
            super(
                    ID,
                    "The loss plateau: when the loss gradient has fallen to a fraction of its initial norm (t_GF).",
                    Map.of("epsilon", "0.01"));
        }

        @Override
        protected LossPlateauAnalyzer create(Parameters all) {
            return new LossPlateauAnalyzer(all.between("epsilon", 0, 1));
        }
    }

    @Override
    public RunFold<PhaseTracker.State> open(RunStarted run) {
        PhaseTracker tracker = new PhaseTracker(epsilon, run.spec());
        return new PlateauFold(tracker, tracker.begin(run));
    }

    private record PlateauFold(PhaseTracker tracker, PhaseTracker.State initial)
            implements RunFold<PhaseTracker.State> {

        @Override
        public Fold<PhaseTracker.State> accept(PhaseTracker.State state, StepTaken step) {
            if (state.sustainedPlateau().time().isPresent()) {
                return Fold.nothing(state); // nothing is looked for any more
            }
            PhaseTracker.State next = tracker.accept(state, step);
            boolean found = state.plateau().isEmpty() && next.plateau().isPresent();
            return found ? new Fold<>(next, findings(next, Stage.PROVISIONAL)) : Fold.nothing(next);
        }

        @Override
        public List<Finding> finish(PhaseTracker.State state, RunEnded end) {
            return findings(state, Stage.FINAL);
        }

        private List<Finding> findings(PhaseTracker.State state, Stage stage) {
            return state.plateau().map(mark -> tracker.lossPlateauFinding(state, mark, stage)).stream()
                    .toList();
        }
    }
}
