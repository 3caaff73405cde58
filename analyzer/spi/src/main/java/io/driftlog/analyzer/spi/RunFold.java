package io.driftlog.analyzer.spi;

import io.driftlog.events.Finding;
import io.driftlog.events.RunEnded;
import io.driftlog.events.StepTaken;
import java.util.List;

/**
 * The fold of one run.
 *
 * @param <S> see {@link Analyzer}
 */
public interface RunFold<S> {
    /** {@return the state before the first step} */
    S initial();

    /**
     * Takes the next step of the run, or the next sample: the solution at a time within a step, where the steps of the
     * integrator are long ({@link StepTaken#isSample}). A fold that only looks at curves treats both alike.
     *
     * @param state the state so far. Not modified.
     * @param step seq 0, 1, 2 … in order, each exactly once, without gaps. Not modified.
     * @return the new state and what was found at this step
     */
    Fold<S> accept(S state, StepTaken step);

    /**
     * Takes the end of the run; not called for a run that never ends.
     *
     * @param state the state after the last step. Not modified.
     * @param end how the run ended. Not modified.
     * @return the final findings
     */
    default List<Finding> finish(S state, RunEnded end) {
        return List.of();
    }

    /**
     * A new state and the findings at the event that led to it.
     *
     * @param state never mutated afterwards
     * @param findings in order; mostly empty
     */
    record Fold<S>(S state, List<Finding> findings) {
        /**
         * Copies the findings.
         *
         * @param state the new state
         * @param findings in order
         */
        public Fold {
            findings = List.copyOf(findings);
        }

        /**
         * {@return a new state without findings}
         *
         * @param <S> the type of the state
         * @param state the new state
         */
        public static <S> Fold<S> nothing(S state) {
            return new Fold<>(state, List.of());
        }
    }
}
