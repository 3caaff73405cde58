/**
 * What the regularised flow follows once it has fitted the data: the effective flow {@code dw/dtau = -P(w) grad R(w)}
 * on the manifold of interpolators, {@code tau = lambda t} (Boursier, Pesme &amp; Dragomir, NeurIPS 2025,
 * arXiv:2505.20172, sec. 3).
 *
 * <pre>
 *   UnregularizedLimit phi = UnregularizedLimit.of(spec, w0);                  // flow.loop: Phi(w0)
 *   EffectiveFlow flow = EffectiveFlow.from(objective, regularizer, phi.weights(), Settings.DEFAULT.until(20));
 *   flow.weightsAt(tau, w);  flow.end();  flow.endWeights();                   // dense output, the limit
 *   TangentProjector p = TangentProjector.at(objective, w);                    // P(w), J(w)^+, rank, spectrum of J J^T
 *   SlowMotion motion = SlowMotion.at(p, regularizer, lambda, w, mu);          // an observed step against -P grad R
 * </pre>
 *
 * <p><b>Rank.</b> The limits of interest, sparse vectors and matrices of low rank, are points where J loses rank. They
 * are approached exponentially, never reached. So the rank is taken once, where the flow starts, and kept; spectra are
 * resolved down to eigenvalues of 1e-26 of the largest (see {@link JacobianSpectrum}); no threshold decides in silence.
 *
 * <p><b>Kinks.</b> The flow of a ReLU network crosses kinks, slides along them and leaves them by the rules of the
 * regularised flow ({@link io.driftlog.simulator.flow.radau.kink.KinkRules}); a neuron that dies, smaller than 1e-7 of
 * the mean weight, is put at the origin when it reaches a kink.
 *
 * <p><b>Cost.</b> Never a d x d matrix when d exceeds n. A spectrum costs about {@code 10 min(n, d)^3}; a velocity of a
 * full-rank manifold a few products with J and solves with an old factor of {@code J J^T}.
 */
@NullMarked
package io.driftlog.simulator.flow.effective;

import org.jspecify.annotations.NullMarked;
