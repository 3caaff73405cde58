package io.driftlog.events;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * When a run is complete: at the first of the given conditions. At least one is given.
 *
 * @param time flow time t
 * @param slowTime slow time lambda * t; only with lambda &gt; 0
 * @param gradientNorm {@code ||grad F(w)||} at most this
 * @param speed {@code ||dw/dt||} at most this: at a minimiser of the regularised loss
 * @param steps number of accepted steps
 */
public record StopRule(
        OptionalDouble time,
        OptionalDouble slowTime,
        OptionalDouble gradientNorm,
        OptionalDouble speed,
        OptionalLong steps) {

    /** A rule without speed and steps. */
    public StopRule(OptionalDouble time, OptionalDouble slowTime, OptionalDouble gradientNorm) {
        this(time, slowTime, gradientNorm, OptionalDouble.empty(), OptionalLong.empty());
    }

    /**
     * The flow time at which the run ends at the latest.
     *
     * @param decay lambda
     * @return the earlier of {@code time} and the time of {@code slowTime}; positive infinity if neither is given
     */
    double endTime(DecayCurve decay) {
        double byTime = time.orElse(Double.POSITIVE_INFINITY);
        return slowTime.isPresent() ? Math.min(byTime, decay.timeAt(slowTime.getAsDouble())) : byTime;
    }
}
