package io.driftlog.analyzer.service;

import java.time.Duration;

/**
 * The limits of an analyzer, beyond which its host is closed.
 *
 * @param stepDeadline longest time for one event
 * @param stateBytes largest encoded state of one run
 */
public record FoldLimits(Duration stepDeadline, int stateBytes) {
    /** The largest limit of a state: as large as a record of its changelog may be. */
    public static final int LARGEST_STATE_BYTES = 16 << 20;

    /** 30 s and 4 MiB. */
    public static final FoldLimits DEFAULT = new FoldLimits(Duration.ofSeconds(30), 4 << 20);

    public FoldLimits {
        if (stepDeadline.isNegative() || stepDeadline.isZero()) {
            throw new IllegalArgumentException("a step deadline of " + stepDeadline + " is none: it must be above 0");
        }
        if (stateBytes < 1 || stateBytes > LARGEST_STATE_BYTES) {
            throw new IllegalArgumentException("a limit of " + stateBytes + " bytes is none that a state can have: it"
                    + " must be between 1 and " + LARGEST_STATE_BYTES);
        }
    }
}
