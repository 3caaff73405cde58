package io.driftlog.simulator.flow;

import io.driftlog.simulator.spi.Objective;
import io.driftlog.simulator.spi.Regularizer;

/**
 * The regularised gradient flow {@code dw/dt = -grad F(w) - lambda grad R(w)} (Boursier, Pesme &amp; Dragomir, eq. 2).
 *
 * @param objective F
 * @param regularizer R
 * @param weightDecay lambda, at least 0
 */
public record GradientFlow(Objective objective, Regularizer regularizer, double weightDecay) {}
