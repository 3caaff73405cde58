package io.driftlog.simulator.flow;

import io.driftlog.events.DecayCurve;
import io.driftlog.events.RegularizerTerm;
import io.driftlog.simulator.spi.Objective;
import io.driftlog.simulator.spi.Regularizer;

/**
 * The regularised gradient flow {@code dw/dt = -grad F(w) - lambda(t) grad R(w)} (Boursier, Pesme &amp; Dragomir, eq. 2).
 *
 * @param objective F
 * @param regularizer R
 * @param decay lambda, at least 0
 */
public record GradientFlow(Objective objective, Regularizer regularizer, DecayCurve decay) {
    /** A flow whose lambda is the same at all times. */
    public GradientFlow(Objective objective, Regularizer regularizer, double weightDecay) {
        this(objective, regularizer, DecayCurve.constant(weightDecay));
    }

    /** Whether R is {@code ||w||^2 / 2}: ordinary weight decay. */
    public boolean hasSquaredNorm() {
        return regularizer.name().equals(RegularizerTerm.L2);
    }

    /** lambda at the start, which of a constant one is lambda at all times. */
    public double weightDecay() {
        return decay.at(0);
    }

    /** The same with the lambda of one time at all times. */
    public GradientFlow frozenAt(double time) {
        return new GradientFlow(objective, regularizer, decay.at(time));
    }
}
