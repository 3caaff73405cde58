package io.driftlog.simulator.service;

import io.driftlog.events.RunSpec;

/**
 * A run spec and what its author called it.
 *
 * @param name a label, without influence on the trajectory
 * @param spec the run
 */
public record NamedSpec(String name, RunSpec spec) {}
