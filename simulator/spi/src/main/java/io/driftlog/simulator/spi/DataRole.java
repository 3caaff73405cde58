package io.driftlog.simulator.spi;

/**
 * A data set that an objective takes.
 *
 * @param name its key under {@code objective} in a run spec
 * @param description what it holds and its shape, one line
 * @param required whether the objective cannot do without
 */
public record DataRole(String name, String description, boolean required) {}
