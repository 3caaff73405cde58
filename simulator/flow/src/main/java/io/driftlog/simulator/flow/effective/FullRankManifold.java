package io.driftlog.simulator.flow.effective;

import io.driftlog.simulator.spi.LeastSquaresObjective;
import io.driftlog.simulator.spi.Vectors;

/**
 * A manifold whose Jacobian has rank n: projections by conjugate gradients on {@code min_a ||g - J^T a||}, whose
 * residual is {@code P g}, preconditioned by the inverse of {@code J J^T} at an earlier point. J itself is applied,
 * never the Gram matrix, so that rounding grows with the condition number of J and not with its square.
 *
 * <p>Bjorck, <i>Numerical Methods for Least Squares Problems</i>, sec. 7.4 (preconditioned CGLS).
 */
final class FullRankManifold implements Manifold {
    /** Normal part that may be left, relative to the vector projected. */
    private static final double TOLERANCE = 1e-13;
    /** Rounding of a projection per unit of the condition number. */
    private static final double ROUNDING = 4e-15;
    /** With more iterations than this the factors are renewed. */
    private static final int MAX_LAGGED_ITERATIONS = 10;

    private static final int MAX_ITERATIONS = 60;
    private static final int MAX_RETRACTIONS = 20;
    /** Residuals below the predictions times this are rounding noise. */
    private static final double INTERPOLATES = 1e-14;

    private final LeastSquaresObjective objective;
    private final double[][] gram;
    private final double[] sampleWork;
    private final double[] solved;
    private final double[] direction;
    private final double[] image;
    private SampleSpaceInverse inverse;

    /**
     * The manifold through a point.
     *
     * @param w that point, length d. Not copied, never modified.
     * @param spectrum of J there
     */
    FullRankManifold(LeastSquaresObjective objective, double[] w, JacobianSpectrum spectrum) {
        this.objective = objective;
        int n = objective.samples();
        gram = new double[n][n];
        sampleWork = new double[n];
        solved = new double[n];
        direction = new double[n];
        image = new double[objective.dimension()];
        inverse = SampleSpaceInverse.of(objective, w, gram, () -> spectrum);
    }

    @Override
    public void tangent(double[] w, double[] g, double[] out) {
        if (!project(w, g, out, MAX_LAGGED_ITERATIONS)) {
            inverse = SampleSpaceInverse.of(objective, w, gram);
            project(w, g, out, MAX_ITERATIONS);
        }
    }

    /** Whether the normal part left is small enough. */
    private boolean project(double[] w, double[] g, double[] out, int maxIterations) {
        System.arraycopy(g, 0, out, 0, g.length);
        double enough = TOLERANCE * TOLERANCE * Vectors.normSquared(g);
        double noise = ROUNDING * inverse.conditionNumber();
        double normal = normalPart(w, out);
        System.arraycopy(solved, 0, direction, 0, solved.length);
        for (int i = 0; i < maxIterations; i++) {
            if (!(normal > Math.max(enough, noise * noise * Vectors.normSquared(out)))) {
                return true;
            }
            objective.transposedJacobianProduct(w, direction, image);
            double curvature = Vectors.normSquared(image);
            if (!(curvature > 0)) {
                return true;
            }
            Vectors.addScaled(-normal / curvature, image, out);
            double next = normalPart(w, out);
            Vectors.scale(next / normal, direction);
            Vectors.addScaled(1, solved, direction);
            normal = next;
        }
        return false;
    }

    /**
     * {@code ||J^+ J s||^2}, as far as the inverse is that of this point; leaves {@code K^-1 J s} in {@link #solved}.
     */
    private double normalPart(double[] w, double[] s) {
        objective.jacobianProduct(w, s, sampleWork);
        System.arraycopy(sampleWork, 0, solved, 0, solved.length);
        inverse.solve(solved);
        return Vectors.dot(sampleWork, solved);
    }

    /** Steps in the range of {@code J(w)^T}, with the inverse at hand as long as it converges. */
    @Override
    public double[] retract(double[] w) {
        objective.jacobianProduct(w, w, sampleWork);
        double enough = INTERPOLATES * Math.sqrt(Vectors.normSquared(sampleWork));
        double[] point = w;
        double[] next = w.clone();
        double distance = residualNorm(point);
        boolean renewed = false;
        for (int i = 0; i < MAX_RETRACTIONS && distance > enough; i++) {
            System.arraycopy(sampleWork, 0, solved, 0, solved.length);
            inverse.solve(solved);
            objective.transposedJacobianProduct(point, solved, image);
            System.arraycopy(point, 0, next, 0, next.length);
            Vectors.addScaled(-1, image, next);
            double nextDistance = residualNorm(next);
            if (nextDistance < distance) {
                point = next.clone();
            }
            if (!(nextDistance < 0.5 * distance)) {
                if (renewed) {
                    return point;
                }
                inverse = SampleSpaceInverse.of(objective, point, gram);
                renewed = true;
            }
            distance = residualNorm(point);
        }
        return point;
    }

    /** Leaves the residuals in {@link #sampleWork}. */
    private double residualNorm(double[] w) {
        objective.residuals(w, sampleWork);
        return Math.sqrt(Vectors.normSquared(sampleWork));
    }
}
