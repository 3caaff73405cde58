/**
 * The stiff method: Radau IIA of order 5 with the residual multiplier as a further unknown, solved in sample space.
 *
 * <p>The flow {@code dw/dt = -grad F - lambda w} has the time scales O(1) and O(1/lambda). On the slow manifold {@code
 * grad F} is a product of a large Jacobian and a tiny residual; a solver that freezes the Jacobian in it contracts only
 * while {@code h lambda} shrinks like {@code lambda^(1/3)}. With {@code mu = c r(w)} carried separately, the stages
 * solve
 *
 * <pre>
 *   R_i = -lambda (w + Z_i) - J(w + Z_i)^T mu_i - (A^-1 Z)_i / h = 0          (in weights, length d)
 *   G_i = r(w + Z_i) - mu_i / c                                = 0          (in samples, length n)
 * </pre>
 *
 * and the number of steps hardly depends on lambda. The transformation T (Hairer &amp; Wanner, <i>Solving ODEs II</i>,
 * sec. IV.8) makes {@code A^-1} diagonal with the eigenvalues gamma and {@code alpha +- i beta}; for each of them, with
 * {@code g = eigenvalue / h + lambda R''} and J at the start of the step, Newton's equations reduce to n unknowns:
 *
 * <pre>
 *   (K + g/c) dmu = J R + g G,     dZ = (R - J^T dmu) / g,     K = J J^T
 * </pre>
 *
 * <p>With the curvature {@code C = sum_i mu_i Hess r_i} of a {@link io.driftlog.simulator.spi.BlockCurvature} the shift
 * g becomes {@code g I + C}, which is block-diagonal. On the two-layer network with smoothed ReLUs (100 neurons, 10
 * samples, lambda = 1e-3 to 1e-6, tolerance 1e-6) that takes the rejected steps from 45-531 to 22-37, the accepted ones
 * from 312-582 to 251-296 and the time to less than half for most lambda.
 *
 * <p>Here R'' is 1 for l2. A regulariser whose second derivative differs from weight to weight enters as such a C, with
 * lambda taken at the start of the step; lambda may change with time.
 *
 * <p>A dense K is factored for either shift; a sparse one of more than 64 samples is solved by preconditioned conjugate
 * gradients, with a fresh Jacobian at every step. What preconditions is remembered from step to step and forgotten at
 * restart points.
 *
 * <p>Where both n and d are large, {@code radaug-krylov} needs nothing but Jacobian products: conjugate gradients for
 * the real system and COCG for the complex one side by side, preconditioned by factors of an earlier K or, above 4096
 * samples, by a randomised Nystroem approximation that serves every shift; see {@code KrylovSampleSpaceSolver}.
 *
 * <p>Memory O(n d + n^2), without the square where K is too large to factor; no d x d matrix where d exceeds n.
 */
@NullMarked
package io.driftlog.simulator.flow.radau;

import org.jspecify.annotations.NullMarked;
