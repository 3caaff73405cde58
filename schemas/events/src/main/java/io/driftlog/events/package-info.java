/**
 * The events of a trajectory and the findings about it, as plain immutable records.
 *
 * <p>A trajectory is {@link io.driftlog.events.RunStarted}, {@link io.driftlog.events.StepTaken} for
 * seq 0, 1, 2 …, {@link io.driftlog.events.RunEnded}. Arrays inside events are handed over, not
 * copied: whoever builds or receives an event never writes to them again. Every event compares by
 * value, arrays included, and doubles by their bits.
 *
 * <p>This module depends on nothing, so that an analyzer depends on nothing but it.
 */
@NullMarked
package io.driftlog.events;

import org.jspecify.annotations.NullMarked;
