package io.driftlog.simulator.flow.effective;

import io.driftlog.simulator.spi.LeastSquaresObjective;

/**
 * The manifold M of interpolators around a point, with tangent spaces of one dimension, {@code d - rank}, that never
 * changes: an eigenvalue of {@code J J^T} may collapse, it stays a normal direction. An instance keeps work spaces and
 * factors: one thread, and results that depend to rounding on what was asked before.
 */
sealed interface Manifold permits FullRankManifold, FixedRankManifold {
    /**
     * The manifold through a point.
     *
     * @param projector at that point; its rank is kept
     * @param w that point, length d. Not copied, never modified.
     */
    static Manifold around(LeastSquaresObjective objective, TangentProjector projector, double[] w) {
        boolean full = projector.rank() == objective.samples() && projector.rank() > 0;
        return full
                ? new FullRankManifold(objective, w, projector.spectrum())
                : new FixedRankManifold(objective, projector.rank());
    }

    /**
     * {@code P(w) g}.
     *
     * @param w on M or near it, length d. Not modified.
     * @param g length d. Not modified.
     * @param out length d, another array than g. Modified.
     */
    void tangent(double[] w, double[] g, double[] out);

    /**
     * The point of M that Gauss-Newton steps {@code w <- w - J^+ r(w)} lead to.
     *
     * @param w near M, length d. Not modified.
     * @return w itself when its residuals are rounding noise already, otherwise a fresh array
     */
    double[] retract(double[] w);
}
