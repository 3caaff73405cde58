/**
 * The mathematics of a run: the regularised gradient flow {@code dw/dt = -grad F(w) - lambda grad R(w)}, its
 * objectives, and the methods that integrate it step by step.
 *
 * <p>Pure: no Kafka, Avro, files, clocks or threads. Deterministic to the last bit on any machine and JDK: sums in a
 * fixed order, {@code Math.fma} and {@code Math.sqrt} (both exact by specification), {@code StrictMath} for the rest.
 *
 * <p>This package holds the contracts. {@code objective}, {@code radau} and {@code explicit} implement them, {@code
 * effective} derives what the flow follows once it has fitted the data, {@code spec} builds objectives and methods from
 * run specs, {@code loop} integrates; each depends only on those before it.
 *
 * <table>
 * <caption>Symbols, as in Boursier, Pesme &amp; Dragomir, NeurIPS 2025 (arXiv:2505.20172)</caption>
 * <tr><td>{@code w}, d</td><td>weights, their number</td></tr>
 * <tr><td>{@code F}, {@code R}, {@code lambda}</td><td>training loss, regulariser, weight decay</td></tr>
 * <tr><td>{@code t}, {@code tau = lambda t}</td><td>flow time, slow time</td></tr>
 * <tr><td>{@code r(w)}, n, {@code c}</td><td>residuals, their number, {@code F = c/2 ||r||^2}, mostly c = 1/n</td></tr>
 * <tr><td>{@code J(w)}, {@code K = J J^T}</td><td>Jacobian of r (n x d), Gram matrix (n x n)</td></tr>
 * <tr><td>{@code mu}</td><td>residual multiplier: {@code c r(w)}, a further unknown</td></tr>
 * <tr><td>{@code h}, {@code Z_i}</td><td>step size, stage increments</td></tr>
 * </table>
 */
@NullMarked
package io.driftlog.simulator.flow;

import org.jspecify.annotations.NullMarked;
