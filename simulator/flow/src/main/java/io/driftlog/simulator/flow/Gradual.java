package io.driftlog.simulator.flow;

/**
 * A computation in portions, for callers that must not block for long. Its result does not depend on the portions. One
 * thread.
 *
 * @param <T> the result
 */
public interface Gradual<T> {
    /**
     * Computes the next portion.
     *
     * @param steps most steps of an integration; 0 or more
     * @return whether it is done
     */
    boolean advance(int steps);

    /** The result, after the remaining portions. The same object every time. */
    T result();
}
