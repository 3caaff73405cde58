/** Benchmarks of the factorisations of the Radau method, in its package because they are not open to others. */
@NullMarked
package io.driftlog.simulator.flow.radau.solver;

import org.jspecify.annotations.NullMarked;
