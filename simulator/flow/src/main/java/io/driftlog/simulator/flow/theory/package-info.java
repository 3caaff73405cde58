/**
 * The propositions of Boursier, Pesme &amp; Dragomir (NeurIPS 2025, arXiv:2505.20172) as measures on runs. From one
 * starting point, runs over a range of lambda and one with lambda = 0:
 *
 * <pre>
 *   TheoryCheck check = TheoryCheck.of(spec, Settings.DEFAULT);      // Phi(w0), the effective flow, the grids
 *   UnregularizedRun free = check.unregularized();                   // takes the steps of a run of check.run(0)
 *   ObservedRun run = check.observe(lambda, free);                   // takes the steps of a run of check.run(lambda)
 *   TheoryFindings findings = check.findings(free, measures);
 * </pre>
 *
 * <p>The paper states limits, not rates. Rates are measured: exponents of errors against lambda, with intervals, and
 * the lambda from which they hold.
 */
@NullMarked
package io.driftlog.simulator.flow.theory;

import org.jspecify.annotations.NullMarked;
