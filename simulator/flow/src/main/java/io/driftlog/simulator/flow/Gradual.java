package io.driftlog.simulator.flow;

/**
 * A computation that may be done in portions, for callers that must not be away for long. Its result does not depend on
 * the portions. One thread.
 *
 * @param <T> the result
 */
public interface Gradual<T> {
    /**
     * Goes on.
     *
     * @param steps of an integration, at most; 0 or more
     * @return whether it is done
     */
    boolean advance(int steps);

    /** The result; does first what is left. The same object every time. */
    T result();
}
