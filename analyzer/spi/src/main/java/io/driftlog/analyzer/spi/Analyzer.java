package io.driftlog.analyzer.spi;

import io.driftlog.events.RunStarted;

/**
 * A pure fold over a trajectory that returns findings. It gets the same events whether a run is live, replayed from the
 * log or read from an archive.
 *
 * @param <S> the state of one fold: an immutable record of primitives, String, enums, primitive arrays, such records,
 *     List and Optional. Other types are refused when the analyzer is loaded.
 */
public interface Analyzer<S> {
    /** {@return the name of its findings and of its consumer group: lower-case words joined by hyphens} */
    String id();

    /** {@return its version, raised whenever the same events would give other findings} */
    int version();

    /** {@return the type of the state} */
    Class<S> stateType();

    /**
     * Opens the fold of a run, at its start and again after every recovery: what must be remembered belongs in the state.
     *
     * @param run the first event of the trajectory
     * @return the fold; it may hold immutable objects derived from the run, such as its objective
     */
    RunFold<S> open(RunStarted run);
}
