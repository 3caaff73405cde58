/** Tests of the benchmark's own arithmetic, and of bit-for-bit reproducibility across Java virtual machines. */
@NullMarked
package io.driftlog.simulator.benchmark;

import org.jspecify.annotations.NullMarked;
