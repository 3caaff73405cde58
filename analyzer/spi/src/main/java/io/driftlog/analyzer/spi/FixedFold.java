package io.driftlog.analyzer.spi;

import io.driftlog.events.Finding;
import io.driftlog.events.Finding.Stage;
import io.driftlog.events.RunEnded;
import io.driftlog.events.StepTaken;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The fold of a run whose findings are known from its first event; it ignores the steps.
 *
 * @param initial the state, which never changes. Not modified.
 * @param atEnd the findings when the run ends
 * @param <S> see {@link Analyzer}
 */
public record FixedFold<S>(S initial, List<Finding> atEnd) implements RunFold<S> {
    /**
     * The fold with one finding, without time and values.
     *
     * @param kind of the finding
     * @param initial the state
     * @param sentence of the finding
     * @param <S> the type of the state
     * @return the fold
     */
    public static <S> RunFold<S> of(String kind, S initial, String sentence) {
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
