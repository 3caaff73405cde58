package io.driftlog.analyzer.spi;

import io.driftlog.events.RunStarted;

/**
 * A pure fold over a trajectory that returns findings. It cannot tell whether a run is live, replayed from the log
 * or read from an archive.
 *
 * @param <S> the state of one fold: an immutable record of primitives, String, enums, primitive arrays, such records,
 *     List and Optional. Another type is refused when the analyzer is loaded.
 */
public interface Analyzer<S> {
    /** Names its findings and its consumer group: lower-case words joined by hyphens. */
    String id();

    /** Raised whenever the same events would give other findings. */
    int version();

    /** The type of the state. */
    Class<S> stateType();

    /**
     * Begins a run.
     *
     * @param run the first event of its trajectory
     * @return the fold of that run; it may hold immutable things derived from the run, such as its objective. It is
     *     opened again after every recovery, so all that must be remembered belongs in the state.
     */
    RunFold<S> open(RunStarted run);
}
