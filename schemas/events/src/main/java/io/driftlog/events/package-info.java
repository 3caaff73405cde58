/**
 * The events of a trajectory and the findings about it, as plain immutable records.
 *
 * <p>A trajectory is {@link io.driftlog.events.RunStarted}, {@link io.driftlog.events.StepTaken} for
 * seq 0, 1, 2 …, {@link io.driftlog.events.RunEnded}. Arrays inside events are not
 * copied: neither the code that builds an event nor the code that receives it writes to them. Every event compares by
 * value, arrays included, and doubles by their bits.
 *
 * <p>This module has no dependencies, so that it can be an analyzer's only one.
 */
@NullMarked
package io.driftlog.events;

import org.jspecify.annotations.NullMarked;
