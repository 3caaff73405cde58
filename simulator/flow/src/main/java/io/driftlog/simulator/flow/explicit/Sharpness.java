package io.driftlog.simulator.flow.explicit;

import io.driftlog.simulator.flow.GradientFlow;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import io.driftlog.simulator.spi.Objective;
import io.driftlog.simulator.spi.Regularizer;
import io.driftlog.simulator.spi.SplitMix64;
import io.driftlog.simulator.spi.Vectors;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * The largest curvature of F at a point, by power iteration from a fixed pseudo-random vector: of the Hessian where the
 * objective has one, otherwise of its Gauss-Newton part {@code c J^T J}.
 */
final class Sharpness {
    private static final int MAX_ITERATIONS = 200;
    private static final double TOLERANCE = 1e-4;
    /** Points closer than this, relative to the weights, differ by rounding too much to measure curvature. */
    private static final double MEASURABLE = 1e-11;

    private static final long START_SEED = 0x5eedL;

    private Sharpness() {}

    /** Whether the objective offers the products that are needed. */
    static boolean isKnown(Objective objective) {
        return objective.hasHessianProduct() || objective instanceof LeastSquaresObjective;
    }

    /**
     * The largest absolute eigenvalue, approached from below.
     *
     * @param objective F, {@link #isKnown known}
     * @param w weights, length d. Not modified.
     */
    static double at(Objective objective, double[] w) {
        return at(objective, w, TOLERANCE);
    }

    /** Whether gradients at w and at this distance from it tell the curvature between. w not modified. */
    static boolean isMeasurable(double distance, double[] w) {
        return distance > MEASURABLE * Math.sqrt(Vectors.normSquared(w));
    }

    /** The step size {@code 1 / L} of a flow, L the largest curvature with weight decay; 1 where there is none. */
    static double stepSize(GradientFlow flow, double[] w) {
        double sharpness = at(flow.objective(), w) + ofDecay(flow, w);
        return sharpness > 0 ? 1 / sharpness : 1;
    }

    /**
     * The largest curvature of the weight decay: of lambda S, S the smooth part of R, at these weights and the largest
     * lambda. A regulariser that does not tell its second derivative counts as l2.
     */
    static double ofDecay(GradientFlow flow, double[] w) {
        Regularizer regularizer = flow.regularizer();
        double lambda = flow.decay().largest();
        OptionalDouble constant = regularizer.constantCurvature();
        if (constant.isPresent()) {
            return lambda * constant.getAsDouble();
        }
        if (!regularizer.hasSecondDerivative()) {
            return lambda;
        }
        double[] second = new double[w.length];
        regularizer.secondDerivative(w, second);
        return lambda * Arrays.stream(second).max().orElse(0);
    }

    /**
     * The largest absolute eigenvalue, approached from below.
     *
     * @param objective F, {@link #isKnown known}
     * @param w weights, length d. Not modified.
     * @param tolerance relative change of the estimate at which the iteration ends
     */
    static double at(Objective objective, double[] w, double tolerance) {
        double[] v = new double[w.length];
        double[] product = new double[w.length];
        new SplitMix64(START_SEED).gaussian(1, v);
        Vectors.scale(1 / Math.sqrt(Vectors.normSquared(v)), v);
        double eigenvalue = 0;
        for (int iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
            multiply(objective, w, v, product);
            double norm = Math.sqrt(Vectors.normSquared(product));
            if (!(norm > 0) || Double.isInfinite(norm)) {
                return norm;
            }
            boolean settled = Math.abs(norm - eigenvalue) <= tolerance * norm;
            eigenvalue = norm;
            if (settled) {
                break;
            }
            for (int i = 0; i < v.length; i++) {
                v[i] = product[i] / norm;
            }
        }
        return eigenvalue;
    }

    private static void multiply(Objective objective, double[] w, double[] v, double[] out) {
        if (objective.hasHessianProduct()) {
            objective.hessianProduct(w, v, out);
        } else if (objective instanceof LeastSquaresObjective leastSquares) {
            double[] m = new double[leastSquares.samples()];
            leastSquares.jacobianProduct(w, v, m);
            Vectors.scale(leastSquares.scale(), m);
            leastSquares.transposedJacobianProduct(w, m, out);
        }
    }
}
