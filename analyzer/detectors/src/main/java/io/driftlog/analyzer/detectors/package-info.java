/**
 * The built-in analyzers of the phase transitions of a run: the loss plateau, the norm-drift onset and the test-loss
 * drop, with the characteristic times of Boursier, Pesme &amp; Dragomir, NeurIPS 2025 (arXiv:2505.20172), App. E.
 *
 * <table>
 * <caption>Characteristic times</caption>
 * <tr><td>{@code t_GF}</td><td>first t with {@code ||grad F(w_t)|| <= epsilon ||grad F(w_0)||}</td></tr>
 * <tr><td>{@code t_WD}</td><td>first {@code t > t_GF} with {@code ||grad F(w_t)|| <= lambda ||w_t||}: decay balances
 * the loss gradient</td></tr>
 * <tr><td>plateau values</td><td>weight norm and test loss at t_WD. Without t_WD: no drift, no drop</td></tr>
 * </table>
 *
 * <p>An onset is a stated fraction, never one number: every time carries its definition and the samples around it. A
 * value "at" a time is the value at the first step at or after it. Runs with another regulariser than {@code 1/2 ||w||^2}
 * get an {@code undetermined} finding where t_WD is needed, because events do not carry {@code ||grad R||}.
 *
 * <p>{@code effective-flow} and {@code singularity} rebuild the objective from the run's first event and examine the
 * geometry: the effective flow on the manifold of interpolators, and the eigenvalues that collapse towards its limit.
 * A run whose objective cannot be rebuilt, or whose steps lack weights or multipliers, gets what is possible and a
 * sentence that names what is missing.
 *
 * <p>Deterministic to the last bit on any machine and JDK: {@code StrictMath} for logarithms and exponentials.
 */
@NullMarked
package io.driftlog.analyzer.detectors;

import org.jspecify.annotations.NullMarked;
