/**
 * Losses given as formulas: parsed to a graph in which equal parts are shared, and evaluated with exact derivatives by
 * forward and reverse sweeps over it (Griewank &amp; Walther, <i>Evaluating Derivatives</i>, 2nd ed., ch. 3 and 5).
 */
@NullMarked
package io.driftlog.simulator.flow.formula;

import org.jspecify.annotations.NullMarked;
