/** Regularisers R: smooth ones with a diagonal second derivative, and the l1 norm. */
@NullMarked
package io.driftlog.simulator.flow.regularizer;

import org.jspecify.annotations.NullMarked;
