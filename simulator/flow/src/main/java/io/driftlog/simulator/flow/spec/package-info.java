/**
 * From a run spec, as a user writes it, to the mathematics: the registries of objectives and methods, the data
 * generators, and the checks that answer a bad value with one sentence.
 *
 * <p>A new objective is one class and one entry in {@link io.driftlog.simulator.flow.spec.Objectives}; a new method one
 * stepper and one entry in {@link io.driftlog.simulator.flow.spec.Methods}.
 */
@NullMarked
package io.driftlog.simulator.flow.spec;

import org.jspecify.annotations.NullMarked;
