package io.driftlog.simulator.flow.spec;

import io.driftlog.events.MethodSpec;

/**
 * A method for a run, and why.
 *
 * @param method complete and concrete, never {@code auto}
 * @param reason what follows "because", without a full stop
 */
public record MethodChoice(MethodSpec method, String reason) {}
