/**
 * The one integration loop: run spec in, steps out, each with its digest. Every restart point is enough to go on from,
 * bit for bit.
 */
@NullMarked
package io.driftlog.simulator.flow.loop;

import org.jspecify.annotations.NullMarked;
