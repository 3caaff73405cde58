package io.driftlog.simulator.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.simulator.spi.LeastSquaresObjective;
import io.driftlog.simulator.spi.Objective;
import io.driftlog.simulator.spi.Vectors;
import java.util.List;

/** The checks behind {@link ObjectiveContract}, each of one objective. */
final class ObjectiveChecks {
    private static final int LARGEST_MATRIX = 300;

    private ObjectiveChecks() {}

    static void gradientIsOfValue(Objective f) {
        double[] gradient = new double[f.dimension()];
        for (double[] w : Points.of(f.dimension())) {
            f.gradient(w, gradient);
            for (double[] v : Points.directions(f.dimension())) {
                double slope = Points.slope(f::value, w, v);
                double bound = Points.TOLERANCE * (norm(gradient) * norm(v) + Math.abs(f.value(w)));
                assertThat(Vectors.dot(gradient, v))
                        .as("gradient along a direction, beside the central difference of values")
                        .isCloseTo(slope, within(bound));
            }
        }
    }

    static void hessianIsOfGradient(Objective f) {
        int d = f.dimension();
        double[] product = new double[d];
        double[] other = new double[d];
        double[] gradient = new double[d];
        for (double[] w : Points.of(d)) {
            List<double[]> directions = Points.directions(d);
            f.gradient(w, gradient);
            for (double[] v : directions) {
                f.hessianProduct(w, v, product);
                double[] slope = Points.slopes(f::gradient, w, v, d);
                double bound = Points.TOLERANCE * (norm(product) + norm(gradient));
                assertThat(product)
                        .as("Hessian product, beside the central difference of gradients")
                        .containsExactly(slope, within(bound));
            }
            f.hessianProduct(w, directions.get(0), product);
            f.hessianProduct(w, directions.get(1), other);
            double scale = norm(product) * norm(directions.get(1)) + norm(other) * norm(directions.get(0));
            assertThat(Vectors.dot(product, directions.get(1)))
                    .as("v2 . H v1, beside v1 . H v2")
                    .isCloseTo(Vectors.dot(other, directions.get(0)), within(Points.ROUNDING * scale));
        }
    }

    static void productsAgree(LeastSquaresObjective f) {
        int d = f.dimension();
        int n = f.samples();
        double[] v = Points.directions(d).get(0);
        double[] m = Points.directions(n).get(1);
        double[] along = new double[n];
        double[] back = new double[d];
        double[] residuals = new double[n];
        double[] gradient = new double[d];
        for (double[] w : Points.of(d)) {
            f.residuals(w, residuals);
            f.jacobianProduct(w, v, along);
            assertThat(along)
                    .as("J v, beside the central difference of residuals")
                    .containsExactly(
                            Points.slopes(f::residuals, w, v, n),
                            within(Points.TOLERANCE * (norm(along) + norm(residuals))));
            f.transposedJacobianProduct(w, m, back);
            assertThat(Vectors.dot(v, back))
                    .as("v . J^T m, beside m . J v")
                    .isCloseTo(Vectors.dot(m, along), within(Points.ROUNDING * norm(along) * norm(m)));
            double value = 0.5 * f.scale() * Vectors.normSquared(residuals);
            assertThat(f.value(w)).as("value, beside c/2 ||r||^2").isCloseTo(value, within(Points.ROUNDING * value));
            f.transposedJacobianProduct(w, residuals, back);
            Vectors.scale(f.scale(), back);
            f.gradient(w, gradient);
            assertThat(gradient)
                    .as("gradient, beside c J^T r")
                    .containsExactly(back, within(Points.ROUNDING * (norm(back) + Double.MIN_NORMAL)));
            if (n <= LARGEST_MATRIX) {
                f.transposedJacobianProduct(w, m, back);
                double[] twice = new double[n];
                f.jacobianProduct(w, back, twice);
                double[][] gram = new double[n][n];
                f.gram(w, gram);
                assertThat(product(gram, m))
                        .as("Gram matrix times m, beside J (J^T m)")
                        .containsExactly(twice, within(Points.ROUNDING * (norm(twice) + Double.MIN_NORMAL)));
            }
            if (d <= LARGEST_MATRIX) {
                f.transposedJacobianProduct(w, along, back);
                double[][] normal = new double[d][d];
                f.normalMatrix(w, normal);
                assertThat(product(normal, v))
                        .as("normal matrix times v, beside J^T (J v)")
                        .containsExactly(back, within(Points.ROUNDING * (norm(back) + Double.MIN_NORMAL)));
            }
        }
    }

    static void resultsAreTheSameBits(Objective one, Objective other) {
        int d = one.dimension();
        assertThat(other.dimension()).isEqualTo(d);
        List<double[]> points = Points.of(d);
        double[] v = Points.directions(d).get(0);
        double[] given = v.clone();
        for (int i = 0; i < points.size(); i++) {
            double[] w = points.get(i);
            double[] before = w.clone();
            double[] expected = results(one, w, v);
            // Whatever the workspaces hold of another point, the results are the same.
            results(other, points.get((i + 1) % points.size()), v);
            assertThat(results(other, w, v)).isEqualTo(expected);
            assertThat(results(one, w, v)).isEqualTo(expected);
            assertThat(w).as("the weights that were given").isEqualTo(before);
            assertThat(one.measures(w)).isEqualTo(other.measures(w));
            assertThat(one.predictor(w)).isEqualTo(other.predictor(w));
        }
        assertThat(v).as("the vector that was given").isEqualTo(given);
        assertThat(one.measures(points.get(0)).keySet())
                .isEqualTo(one.measures(points.get(1)).keySet());
    }

    /** Value, test loss, gradient and Hessian product, one after the other. */
    private static double[] results(Objective f, double[] w, double[] v) {
        int d = f.dimension();
        double[] all = new double[2 * d + 2];
        double[] out = new double[d];
        f.gradient(w, out);
        System.arraycopy(out, 0, all, 0, d);
        if (f.hasHessianProduct()) {
            f.hessianProduct(w, v, out);
            System.arraycopy(out, 0, all, d, d);
        }
        all[2 * d] = f.value(w);
        all[2 * d + 1] = f.testLoss(w);
        return all;
    }

    static void degenerateWeightsHaveValues(Objective f) {
        int d = f.dimension();
        assertThat(d).as("number of weights").isPositive();
        double[] gradient = new double[d];
        for (double size : new double[] {0, 1e-300, 1e3}) {
            double[] w = Points.directions(d).get(0).clone();
            Vectors.scale(size, w);
            assertThat(f.value(w)).as("value at weights of size %s", size).isFinite();
            f.gradient(w, gradient);
            assertThat(gradient).as("gradient at weights of size %s", size).doesNotContain(Double.NaN);
        }
        assertThat(f.predictorColumns()).isNotNegative();
        if (f.teacher().length > 0 && f.predictor(new double[d]).length > 0) {
            assertThat(f.predictor(new double[d])).hasSameSizeAs(f.teacher());
        }
    }

    private static double[] product(double[][] matrix, double[] x) {
        double[] out = new double[x.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = Vectors.dot(matrix[i], x);
        }
        return out;
    }

    private static double norm(double[] x) {
        return Math.sqrt(Vectors.normSquared(x));
    }
}
