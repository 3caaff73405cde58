package io.driftlog.simulator.flow.effective;

import io.driftlog.simulator.spi.LeastSquaresObjective;

/** The way from a point near the manifold of interpolators on to it. */
public final class Interpolation {
    private Interpolation() {}

    /**
     * Gauss-Newton steps {@code w <- w - J^+ r(w)} with the numerical rank of J at w, until the residuals are rounding
     * noise or shrink no more. A two-layer ReLU network keeps its activation pattern meanwhile, and
     * neurons on kinks stay there.
     *
     * @param w length d. Not modified.
     * @return w itself or a fresh array
     * @throws IllegalArgumentException when the Jacobian is not finite
     */
    public static double[] retract(LeastSquaresObjective objective, double[] w) {
        LeastSquaresObjective smooth = new SmoothPiece(objective).at(w);
        return Manifold.around(smooth, TangentProjector.at(smooth, w), w).retract(w);
    }
}
