package io.driftlog.simulator.flow.effective;

import io.driftlog.simulator.spi.LeastSquaresObjective;
import io.driftlog.simulator.spi.Vectors;

/** A manifold whose Jacobian has dependent rows, or more rows than columns: one decomposition for every point. */
final class FixedRankManifold implements Manifold {
    private static final int MAX_RETRACTIONS = 20;
    /** A step shorter than the weights times this is rounding noise. */
    private static final double ROUNDING = 1e-14;

    private final LeastSquaresObjective objective;
    private final int rank;

    FixedRankManifold(LeastSquaresObjective objective, int rank) {
        this.objective = objective;
        this.rank = rank;
    }

    @Override
    public void tangent(double[] w, double[] g, double[] out) {
        TangentProjector.at(objective, w, rank).tangent(g, out);
    }

    /** Ends where the steps are rounding noise or no longer shrink: the residuals need not vanish. */
    @Override
    public double[] retract(double[] w) {
        double[] residuals = new double[objective.samples()];
        double[] step = new double[w.length];
        double[] point = w;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < MAX_RETRACTIONS; i++) {
            objective.residuals(point, residuals);
            TangentProjector.at(objective, point, rank).pseudoInverse(residuals, step);
            double length = Math.sqrt(Vectors.normSquared(step));
            if (!(length > ROUNDING * Math.sqrt(Vectors.normSquared(point))) || !(length < 0.5 * least)) {
                return point;
            }
            least = length;
            point = point.clone();
            Vectors.addScaled(-1, step, point);
        }
        return point;
    }
}
