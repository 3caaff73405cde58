package io.driftlog.analyzer.spi.driver;

import java.util.Optional;

/**
 * How far the fold of one run has come: all that a host stores of it.
 *
 * @param phase whether it continues
 * @param nextSeq seq of the next event; all before it are folded
 * @param state the analyzer's state; empty before the first step and when the fold is over
 * @param <S> the analyzer's state
 */
public record Progress<S>(Phase phase, long nextSeq, Optional<S> state) {
    /** Whether a fold continues. */
    public enum Phase {
        /** It waits for the next event. */
        RUNNING,
        /** The run has ended and all of it is folded. */
        ENDED,
        /** The fold has failed; a {@code failed} finding says why. */
        FAILED
    }

    /**
     * Only a running fold has a state.
     *
     * @param phase whether it continues
     * @param nextSeq seq of the next event
     * @param state empty unless it is running
     */
    public Progress {
        if (nextSeq < 0 || (phase != Phase.RUNNING && state.isPresent())) {
            throw new IllegalArgumentException("no fold can be " + phase + " at seq " + nextSeq
                    + (state.isPresent() ? " with a state" : " without a state"));
        }
    }

    /** Before the first event. */
    static <S> Progress<S> start() {
        return new Progress<>(Phase.RUNNING, 0, Optional.empty());
    }

    static <S> Progress<S> running(long nextSeq, S state) {
        return new Progress<>(Phase.RUNNING, nextSeq, Optional.of(state));
    }

    static <S> Progress<S> over(Phase phase, long nextSeq) {
        return new Progress<>(phase, nextSeq, Optional.empty());
    }
}
