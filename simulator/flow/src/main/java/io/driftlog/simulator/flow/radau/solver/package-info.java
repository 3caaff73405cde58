/** Solvers of the linear systems of a Radau step in sample space or weight space: factored, sparse, Krylov. */
@NullMarked
package io.driftlog.simulator.flow.radau.solver;

import org.jspecify.annotations.NullMarked;
