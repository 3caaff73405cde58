package io.driftlog.analyzer.detectors;

import io.driftlog.analyzer.spi.RunFold;
import io.driftlog.events.Finding;
import io.driftlog.events.Finding.Stage;
import io.driftlog.events.FindingKinds;
import io.driftlog.events.RunEnded;
import io.driftlog.events.RunSpec;
import io.driftlog.events.StepTaken;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The fold of a run whose steps need not be looked at.
 *
 * @param initial the state, which stays. Not modified.
 * @param atEnd the findings when the run ends
 * @param <S> the analyzer's state
 */
public record FixedFold<S>(S initial, List<Finding> atEnd) implements RunFold<S> {
    /** The kind of the finding that a question has no answer. */
    public static final String UNDETERMINED = FindingKinds.UNDETERMINED;

    private static final String SQUARED_NORM = "l2";

    /** The fold of a run that can have no t_WD, or whose t_WD cannot be known; empty for any other run. */
    public static <S> Optional<RunFold<S>> withoutDriftOnset(RunSpec spec, S initial) {
        if (!(spec.weightDecay() > 0)) {
            return Optional.of(new FixedFold<>(initial, List.of()));
        }
        return withoutSquaredNorm(
                spec,
                initial,
                "t_WD is undetermined: it is defined by ||grad R||, which steps carry only for the regulariser ");
    }

    /**
     * The fold of a run with another regulariser; empty for any other run.
     *
     * @param because the finding's sentence, up to the name of the regulariser that it takes
     */
    public static <S> Optional<RunFold<S>> withoutSquaredNorm(RunSpec spec, S initial, String because) {
        if (spec.regularizer().equals(SQUARED_NORM)) {
            return Optional.empty();
        }
        return Optional.of(undetermined(initial, because + SQUARED_NORM + ", and this run has " + spec.regularizer()));
    }

    /** The fold of a run about which nothing can be said but why. */
    public static <S> RunFold<S> undetermined(S initial, String sentence) {
        return saying(UNDETERMINED, initial, sentence);
    }

    /** The fold of a run whose first event decides the question. */
    public static <S> RunFold<S> saying(String kind, S initial, String sentence) {
        return new FixedFold<>(initial, List.of(Finding.of(kind, Stage.FINAL, Optional.empty(), Map.of(), sentence)));
    }

    @Override
    public Fold<S> accept(S state, StepTaken step) {
        return Fold.nothing(state);
    }

    @Override
    public List<Finding> finish(S state, RunEnded end) {
        return atEnd;
    }
}
