package io.driftlog.simulator.flow.loop;

/**
 * The version of the arithmetic: raised whenever the same spec would give other bits.
 *
 * <ol>
 *   <li>The first.
 * </ol>
 */
public final class NumericsVersion {
    /** The version of this code. */
    public static final int CURRENT = 1;

    private NumericsVersion() {}
}
