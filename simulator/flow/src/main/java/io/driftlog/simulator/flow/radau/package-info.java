/**
 * The stiff method: Radau IIA of order 5 with the residual multiplier as an unknown of its own, solved in sample space.
 *
 * <p>The flow {@code dw/dt = -grad F - lambda w} has the time scales O(1) and O(1/lambda). On the slow manifold
 * {@code grad F} is a product of a large Jacobian and a tiny residual; a solver that freezes the Jacobian in it contracts
 * only while {@code h lambda} shrinks like {@code lambda^(1/3)}. With {@code mu = c r(w)} carried separately, the stages
 * solve
 *
 * <pre>
 *   R_i = -lambda (w + Z_i) - J(w + Z_i)^T mu_i - (A^-1 Z)_i / h = 0          (in weights, length d)
 *   G_i = r(w + Z_i) - mu_i / c                                = 0          (in samples, length n)
 * </pre>
 *
 * and the number of steps hardly depends on lambda. The transformation T (Hairer &amp; Wanner, <i>Solving ODEs II</i>,
 * sec. IV.8) makes {@code A^-1} diagonal with the eigenvalues gamma and {@code alpha +- i beta}; for each of them, with
 * {@code g = eigenvalue / h + lambda} and J at the start of the step, Newton's equations reduce to n unknowns:
 *
 * <pre>
 *   (K + g/c) dmu = J R + g G,     dZ = (R - J^T dmu) / g,     K = J J^T
 * </pre>
 *
 * <p>Memory O(n d + n^2); no d x d matrix anywhere.
 */
@NullMarked
package io.driftlog.simulator.flow.radau;

import org.jspecify.annotations.NullMarked;
