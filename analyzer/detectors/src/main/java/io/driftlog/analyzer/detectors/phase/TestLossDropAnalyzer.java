package io.driftlog.analyzer.detectors.phase;

import io.driftlog.analyzer.detectors.Undetermined;
import io.driftlog.analyzer.spi.AbstractAnalyzer;
import io.driftlog.analyzer.spi.AbstractAnalyzerFactory;
import io.driftlog.analyzer.spi.Parameters;
import io.driftlog.analyzer.spi.RunFold;
import io.driftlog.events.Finding;
import io.driftlog.events.Finding.BracketedTime;
import io.driftlog.events.RunEnded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the drop of the test loss in the slow phase: its start and end are the first crossings after t_WD of
 * {@code final + level (plateau - final)}, plateau being the value at t_WD, and there is a drop only if the final value
 * lies below the plateau by a minimum ratio. While the run goes on the final value is unknown: the live verdict is the
 * first time at which the test loss lies below the plateau by that ratio, and it is withdrawn if the loss rises again.
 */
public final class TestLossDropAnalyzer extends AbstractAnalyzer<TestLossDropAnalyzer.State> {
    static final String ID = "test-loss-drop";

    private final Definition definition;

    TestLossDropAnalyzer(Definition definition) {
        super(ID, 4, State.class);
        this.definition = definition;
    }

    /**
     * What counts as a drop.
     *
     * @param epsilon see {@link PhaseTracker}
     * @param startLevel the part of the drop that is left at its start
     * @param endLevel the part of the drop that is left at its end
     * @param minimumRatio the least plateau over final value
     */
    record Definition(double epsilon, double startLevel, double endLevel, double minimumRatio) {}

    /**
     * What was seen.
     *
     * @param phases t_GF and t_WD
     * @param fallen when the test loss had first fallen by the minimum ratio
     * @param sustainedFall from where it stays so low
     * @param lows record lows of the test loss since t_WD
     * @param sustainedLows the same of what it stays below
     */
    public record State(
            PhaseTracker.State phases,
            Optional<BracketedTime> fallen,
            Sustained sustainedFall,
            RecordLows lows,
            SustainedLows sustainedLows) {
        public static final State INITIAL = new State(
                PhaseTracker.State.INITIAL, Optional.empty(), Sustained.NONE, RecordLows.NONE, SustainedLows.NONE);

        private State with(PhaseTracker.State now) {
            return new State(now, fallen, sustainedFall, lows, sustainedLows);
        }
    }

    /** Creates test-loss-drop analyzers. */
    public static final class Factory extends AbstractAnalyzerFactory<TestLossDropAnalyzer> {
        /** For the loader. */
        public Factory() {
            super(
                    ID,
                    "The test-loss drop: its start and end in the slow phase, its width and its plateau in ln t.",
                    Map.of("epsilon", "0.01", "startLevel", "0.95", "endLevel", "0.05", "minimumRatio", "2"));
        }

        /** For an analyzer that holds this one. */
        public static TestLossDropAnalyzer withEpsilon(double epsilon) {
            return new Factory().create(Map.of("epsilon", Double.toString(epsilon)));
        }

        @Override
        protected TestLossDropAnalyzer create(Parameters all) {
            double startLevel = all.between("startLevel", 0, 1);
            return new TestLossDropAnalyzer(new Definition(
                    all.between("epsilon", 0, 1),
                    startLevel,
                    all.between("endLevel", 0, startLevel),
                    all.between("minimumRatio", 1, Double.POSITIVE_INFINITY)));
        }
    }

    @Override
    public RunFold<State> open(RunStarted run) {
        return Undetermined.withoutDriftOnset(run.spec(), State.INITIAL)
                .orElseGet(() -> new DropFold(run, new PhaseTracker(definition.epsilon(), run.spec()), definition));
    }

    private record DropFold(RunStarted run, PhaseTracker tracker, Definition definition) implements RunFold<State> {
        @Override
        public State initial() {
            return PhaseTracker.inherited(run, State.INITIAL, this::accept);
        }

        private State accept(State state, Sample now, double lambda) {
            PhaseTracker.State phases = tracker.accept(state.phases(), now, lambda);
            if (state.phases().onset().isEmpty()) {
                return state.with(phases);
            }
            double plateau = plateau(state);
            Sample last = state.phases().last().orElseThrow();
            Optional<BracketedTime> fallen = fallen(plateau, last, now);
            return new State(
                    phases,
                    state.fallen().or(() -> fallen),
                    state.sustainedFall().accept(fallen),
                    state.lows().accept(plateau, last.time(), last.testLoss(), now.time(), now.testLoss()),
                    state.sustainedLows().accept(plateau, last.time(), last.testLoss(), now.time(), now.testLoss()));
        }

        private static double plateau(State state) {
            return state.phases().onset().orElseThrow().sample().testLoss();
        }

        @Override
        public Fold<State> accept(State state, StepTaken step) {
            Sample now = tracker.sample(step);
            State next = accept(state, now, tracker.strength(step, now));
            if (next.fallen().isEmpty() || state.fallen().isPresent()) {
                return Fold.nothing(next);
            }
            return new Fold<>(
                    next, List.of(drop(plateau(next)).live(next.fallen().get())));
        }

        private Optional<BracketedTime> fallen(double plateau, Sample last, Sample now) {
            double level = plateau / definition.minimumRatio();
            if (!(now.testLoss() <= level && level > 0)) {
                return Optional.empty();
            }
            return Optional.of(Crossings.between(last.time(), last.testLoss(), now.time(), now.testLoss(), level));
        }

        @Override
        public List<Finding> finish(State state, RunEnded end) {
            if (state.phases().onset().isEmpty()) {
                return List.of();
            }
            double plateau = plateau(state);
            double finalLoss = state.phases().last().orElseThrow().testLoss();
            TestLossDrop drop = drop(plateau);
            if (!drop.isDrop(finalLoss)) {
                return state.fallen().map(time -> drop.withdrawn(time, finalLoss)).stream()
                        .toList();
            }
            List<Finding> findings = new ArrayList<>();
            state.fallen().ifPresent(time -> findings.add(drop.fallen(time, state.sustainedFall())));
            findings.addAll(drop.startAndEnd(state, finalLoss));
            return findings;
        }

        private TestLossDrop drop(double plateau) {
            return new TestLossDrop(definition, plateau);
        }
    }
}
