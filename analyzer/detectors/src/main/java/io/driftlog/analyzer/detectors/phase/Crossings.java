package io.driftlog.analyzer.detectors.phase;

import io.driftlog.events.Finding.BracketedTime;

/** The time between two samples at which a falling quantity reaches a level. */
public final class Crossings {
    private Crossings() {}

    /**
     * Interpolates linearly in {@code ln t}, and in the logarithm of quantity over level where all are positive;
     * linearly in t where the first sample lies at t = 0. The estimate never leaves the samples.
     *
     * @param t0 time of the last sample above its level
     * @param q0 the quantity there
     * @param level0 its level there
     * @param t1 time of the first sample at or below its level
     * @param q1 the quantity there
     * @param level1 its level there
     */
    public static BracketedTime between(double t0, double q0, double level0, double t1, double q1, double level1) {
        boolean positive = q0 > 0 && q1 > 0 && level0 > 0 && level1 > 0;
        double above = positive ? StrictMath.log(q0 / level0) : q0 - level0;
        double below = positive ? StrictMath.log(q1 / level1) : q1 - level1;
        double fraction = above > 0 ? above / (above - below) : 0;
        double estimate = t0 > 0 ? t0 * StrictMath.exp(fraction * StrictMath.log(t1 / t0)) : fraction * t1;
        if (!(estimate >= t0)) {
            estimate = t0; // rounding, or infinity over infinity
        }
        return new BracketedTime(Math.min(estimate, t1), t0, t1);
    }

    /** {@link #between} for a constant level. */
    public static BracketedTime between(double t0, double q0, double t1, double q1, double level) {
        return between(t0, q0, level, t1, q1, level);
    }
}
