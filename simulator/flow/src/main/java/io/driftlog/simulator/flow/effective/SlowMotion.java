package io.driftlog.simulator.flow.effective;

import io.driftlog.simulator.spi.Regularizer;
import io.driftlog.simulator.spi.Vectors;

/**
 * How an observed point of the regularised flow moves, against the effective flow through the same point. Forces come
 * from the residual multiplier mu, {@code dw/dtau = -J^T mu / lambda - grad R}, since {@code c r(w)} is rounding noise
 * when lambda is small.
 *
 * @param speed {@code ||dw/dtau||}
 * @param tangentialFraction {@code ||P v|| / ||v||} of the velocity; NaN where it is 0
 * @param angle between the velocity and {@code -P grad R}, in radians; NaN where one of them is 0
 * @param kktResidual {@code ||P grad R|| / ||grad R||}; where R has kinks, that of the element of least norm of {@code
 *     P dR}; NaN where grad R is 0
 */
public record SlowMotion(double speed, double tangentialFraction, double angle, double kktResidual) {
    /**
     * Looks at one point.
     *
     * @param projector at w; its objective gives the force
     * @param regularizer R
     * @param weightDecay lambda, above 0
     * @param w length d. Not modified.
     * @param multiplier mu, length n. Not modified.
     */
    public static SlowMotion at(
            TangentProjector projector, Regularizer regularizer, double weightDecay, double[] w, double[] multiplier) {
        double[] velocity = new double[w.length];
        projector.objective().transposedJacobianProduct(w, multiplier, velocity);
        double[] decay = new double[w.length];
        regularizer.gradient(w, decay);
        double held = regularizer.absoluteWeight();
        for (int i = 0; i < w.length; i++) {
            double force = -velocity[i] / weightDecay;
            velocity[i] = force - (w[i] == 0 && held > 0 ? Math.max(-held, Math.min(held, force)) : decay[i]);
        }
        double[] projected = new double[w.length];
        projector.tangent(velocity, projected);
        double speed = norm(velocity);
        double fraction = norm(projected) / speed;
        double residual = effectiveVelocity(projector, regularizer, w, projected);
        return new SlowMotion(speed, fraction, angle(velocity, projected), residual);
    }

    /**
     * The KKT residual of a point without its multiplier; the motion is NaN.
     *
     * @param projector at w
     * @param w length d. Not modified.
     */
    public static SlowMotion withoutMotion(TangentProjector projector, Regularizer regularizer, double[] w) {
        double residual = effectiveVelocity(projector, regularizer, w, new double[w.length]);
        return new SlowMotion(Double.NaN, Double.NaN, Double.NaN, residual);
    }

    /** Sets {@code -P grad R}, or the least element where R has kinks; returns the KKT residual. */
    private static double effectiveVelocity(
            TangentProjector projector, Regularizer regularizer, double[] w, double[] out) {
        if (SparseEffectiveFlow.isFor(projector.objective(), regularizer)) {
            double curvature = regularizer.constantCurvature().orElseThrow();
            return new LeastVelocityOnZeros(projector.normals(), regularizer.absoluteWeight(), curvature).at(w, out);
        }
        double[] decay = new double[w.length];
        regularizer.gradient(w, decay);
        projector.tangent(decay, out);
        Vectors.scale(-1, out);
        return norm(out) / norm(decay);
    }

    /** By half the distance of the unit vectors, which is exact for small angles too. */
    private static double angle(double[] x, double[] y) {
        double sizeX = norm(x);
        double sizeY = norm(y);
        double apart = 0;
        double together = 0;
        for (int i = 0; i < x.length; i++) {
            double a = x[i] / sizeX;
            double b = y[i] / sizeY;
            apart = Math.fma(a - b, a - b, apart);
            together = Math.fma(a + b, a + b, together);
        }
        return 2 * StrictMath.atan2(Math.sqrt(apart), Math.sqrt(together));
    }

    private static double norm(double[] x) {
        return Math.sqrt(Vectors.normSquared(x));
    }
}
