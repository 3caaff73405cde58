/**
 * The exact flow of models that are linear in their weights, {@code dw/dt = -c J^T (J w - y) - lambda w} with a
 * constant Jacobian J. One symmetric eigendecomposition, of the smaller of {@code J J^T} and {@code J^T J}, turns it
 * into scalar equations with the rates {@code a = c s + lambda}, s the eigenvalue. Each is solved in a form without
 * cancellation, for every lambda and t, 0 included:
 *
 * <pre>
 *   n &lt;= d, J J^T = Q diag(s) Q^T, rho = Q^T r(w0), eta = Q^T y, zeta = Q^T J w0
 *       w(t)  = e^{-lambda t} w0 + J^T Q b,   b = e^{-lambda t} expm1(-c s t) / s * zeta - c eta expm1(-a t) / a
 *       mu(t) = c Q (rho e^{-a t} + lambda eta expm1(-a t) / a)
 *
 *   n &gt; d, J^T J = V diag(s) V^T, omega = V^T w0, g = c V^T J^T y
 *       w(t)      = V (omega e^{-a t} - g expm1(-a t) / a)
 *       grad F(t) = V gamma,   gamma = c s e^{-a t} (omega - g / a) - lambda g / a
 *       mu(t)     = c r(w_min) + J V (gamma / s),   w_min = V (g / (c s)) minimising F
 * </pre>
 *
 * <p>An eigenvalue of a Gram matrix is only exact to rounding of the largest one; small ones are therefore taken again
 * from the length of {@code J^T q} or {@code J v}. Directions that J maps to rounding noise count as mapped to 0.
 */
@NullMarked
package io.driftlog.simulator.flow.exact;

import org.jspecify.annotations.NullMarked;
