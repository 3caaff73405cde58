/**
 * Dense products, factorisations and eigendecompositions. {@link MatrixKernel} fixes the order of every sum, so that
 * its two implementations, loops and the Vector API ({@code jdk.incubator.vector}), give the same bits on any machine.
 */
@NullMarked
package io.driftlog.simulator.flow.kernel;

import org.jspecify.annotations.NullMarked;
