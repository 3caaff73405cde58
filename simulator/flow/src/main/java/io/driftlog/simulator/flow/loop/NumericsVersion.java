package io.driftlog.simulator.flow.loop;

/**
 * The version of the arithmetic. It is raised once per release in which any spec gives another digest; changes between
 * two releases, unreleased ones too, share one raise. {@code verify} and {@code resume} refuse runs of other versions;
 * older archives and logs stay readable and can be replayed.
 *
 * <ol>
 *   <li>The first.
 *   <li>ReLU networks: the rules at kinks are the same for one and for several inputs. The trajectories of all other
 *       objectives are those of version 1, bit for bit.
 * </ol>
 */
public final class NumericsVersion {
    /** The version of this code. Every digest contains it. */
    public static final int CURRENT = 2;

    private NumericsVersion() {}
}
