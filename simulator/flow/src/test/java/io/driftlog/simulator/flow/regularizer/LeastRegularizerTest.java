package io.driftlog.simulator.flow.regularizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.events.Dataset;
import io.driftlog.events.ObjectiveSpec;
import io.driftlog.events.RegularizerTerm;
import io.driftlog.simulator.flow.effective.IndependentLimits;
import io.driftlog.simulator.flow.effective.IndependentLimits.LinearSystem;
import io.driftlog.simulator.flow.loop.Advance;
import io.driftlog.simulator.flow.loop.Integration;
import io.driftlog.simulator.flow.theory.Convergence;
import java.util.Arrays;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: runs end at the minimiser of {@code F + lambda R} and, as lambda falls, tend to the interpolator of least R, at
 * first order in lambda. Method: both by solvers that know no flow: a linear program for l1; Newton's method on {@code
 * R + ||X w - y||^2 / (2 n lambda)} for q = 3, whose conjugate has no second derivative at 0; for the others Newton's
 * method on the dual, {@code X w(X^T nu) - y + n lambda nu = 0} with {@code w = (grad R)^-1}. All at lambda and at 0.
 */
final class LeastRegularizerTest {
    private static final double[] WEIGHT_DECAYS = {1e-1, 3e-2, 1e-2, 3e-3, 1e-3, 3e-4, 1e-4};

    @Test
    void end_l1AsLambdaFalls_tendsToBasisPursuitAtFirstOrder() {
        ObjectiveSpec data = RegularizedRunsTest.regression(20, 60);
        double[] limit = IndependentLimits.leastL1(system(data));
        RegularizerTerm term = RegularizedRunsTest.term("l1", Map.of());
        double[] distances = Arrays.stream(WEIGHT_DECAYS)
                .map(lambda -> distance(end(data, term, lambda), limit))
                .toArray();
        checkFirstOrder("l1", distances, 1e-1);
    }

    /** {@code holdsFrom} is the largest lambda from which on the exponent is 1, as documented. */
    @ParameterizedTest
    @CsvSource({"lq, 1.5, 1e-1", "lq, 3, 1e-1", "weighted, 0, 1e-1", "elastic-net, 0.5, 1e-2"})
    void end_asLambdaFalls_isTheMinimiserAndTendsToTheLeastRegularizerAtFirstOrder(
            String type, double parameter, double holdsFrom) {
        ObjectiveSpec data = RegularizedRunsTest.regression(20, 60);
        double[] factors = new double[60];
        for (int i = 0; i < factors.length; i++) {
            factors[i] = 0.5 + i % 5;
        }
        RegularizerTerm term = switch (type) {
            case "lq" -> RegularizedRunsTest.term(type, Map.of("q", parameter));
            case "elastic-net" -> RegularizedRunsTest.term(type, Map.of("l1Ratio", parameter));
            default -> RegularizedRunsTest.weighted(factors);
        };
        Dual dual = new Dual(system(data), type, parameter, factors);
        boolean cubic = parameter == 3;
        double[] limit = cubic ? cubic(system(data), 0) : dual.solve(0);
        double[] distances = Arrays.stream(WEIGHT_DECAYS)
                .map(lambda -> {
                    double[] end = end(data, term, lambda);
                    double[] expected = cubic ? cubic(system(data), lambda) : dual.solve(lambda);
                    assertThat(end).as(type + " at " + lambda).containsExactly(expected, within(1e-6));
                    return distance(end, limit);
                })
                .toArray();
        checkFirstOrder(type + " " + parameter, distances, holdsFrom);
    }

    private static void checkFirstOrder(String name, double[] distances, double holdsFrom) {
        Convergence found = new Convergence(WEIGHT_DECAYS, WEIGHT_DECAYS, distances, 1, 1e-8);
        assertThat(found.holdsFrom()).as(name).hasValue(holdsFrom);
        assertThat(found.fit().orElseThrow().exponent()).as(name).isCloseTo(1, within(0.05));
    }

    private static double[] end(ObjectiveSpec data, RegularizerTerm term, double lambda) {
        Integration integration = RegularizedRunsTest.finished(
                RegularizedRunsTest.run(data, term, lambda, "auto", RegularizedRunsTest.untilSpeed(1e-9 * lambda)));
        assertThat(integration.advance())
                .isInstanceOfSatisfying(
                        Advance.Ended.class, ended -> assertThat(ended.cause()).isEqualTo("speed-reached"));
        return integration.current().weights();
    }

    private static LinearSystem system(ObjectiveSpec data) {
        Dataset x = data.datasets().get("features");
        Dataset y = data.datasets().get("targets");
        return new LinearSystem(
                DMatrixRMaj.wrap(x.rows(), x.columns(), x.values()), DMatrixRMaj.wrap(y.rows(), 1, y.values()));
    }

    private static double distance(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += (x[i] - y[i]) * (x[i] - y[i]);
        }
        return Math.sqrt(sum);
    }

    /** {@code lq} with q = 3: Newton's method with halved steps; at lambda = 0 among the interpolators alone. */
    private static double[] cubic(LinearSystem system, double lambda) {
        DMatrixRMaj x = system.features();
        int n = x.numRows;
        int d = x.numCols;
        double[] w = IndependentLimits.leastNorm(system);
        for (int k = 0; k < 200; k++) {
            DMatrixRMaj matrix = new DMatrixRMaj(d + n, d + n);
            DMatrixRMaj right = new DMatrixRMaj(d + n, 1);
            double[] rest = residuals(system, w);
            for (int i = 0; i < d; i++) {
                matrix.set(i, i, 2 * Math.abs(w[i]) + 1e-14);
                right.set(i, -w[i] * Math.abs(w[i]));
                for (int row = 0; row < n; row++) {
                    matrix.set(i, d + row, -x.get(row, i));
                    matrix.set(d + row, i, x.get(row, i));
                }
            }
            for (int row = 0; row < n; row++) {
                matrix.set(d + row, d + row, n * lambda);
                right.set(d + row, -rest[row]);
            }
            DMatrixRMaj step = new DMatrixRMaj(d + n, 1);
            CommonOps_DDRM.solve(matrix, right, step);
            double value = cubicValue(system, lambda, w);
            double scale = 1;
            double[] next = moved(w, step.data, scale);
            while (scale > 1e-9 && cubicValue(system, lambda, next) > value) {
                scale /= 2;
                next = moved(w, step.data, scale);
            }
            w = next;
        }
        return w;
    }

    private static double[] moved(double[] w, double[] step, double scale) {
        double[] moved = w.clone();
        for (int i = 0; i < w.length; i++) {
            moved[i] += scale * step[i];
        }
        return moved;
    }

    private static double cubicValue(LinearSystem system, double lambda, double[] w) {
        double value = 0;
        for (double each : w) {
            value += Math.pow(Math.abs(each), 3) / 3;
        }
        if (lambda > 0) {
            double[] rest = residuals(system, w);
            value += Arrays.stream(rest).map(r -> r * r).sum() / (2 * rest.length * lambda);
        }
        return value;
    }

    private static double[] residuals(LinearSystem system, double[] w) {
        DMatrixRMaj r = new DMatrixRMaj(system.features().numRows, 1);
        CommonOps_DDRM.mult(system.features(), DMatrixRMaj.wrap(w.length, 1, w), r);
        CommonOps_DDRM.subtractEquals(r, system.targets());
        return r.data;
    }

    /** Minimises {@code sum R*(X^T nu)_i - y nu + n lambda/2 ||nu||^2} by Newton's method with halved steps. */
    private record Dual(LinearSystem system, String type, double parameter, double[] factors) {
        /** The weight whose gradient of R is z, the inverse's slope and the conjugate R*(z). */
        private double[] inverse(int i, double z) {
            double size = Math.abs(z);
            switch (type) {
                case "lq" -> {
                    double power = 1 / (parameter - 1);
                    double w = Math.pow(size, power);
                    double slope = power * Math.pow(Math.max(size, 1e-12), power - 1);
                    return new double[] {Math.signum(z) * w, slope, size * w * (1 - 1 / parameter)};
                }
                case "elastic-net" -> {
                    double over = Math.max(0, size - parameter);
                    double curvature = 1 - parameter;
                    return new double[] {
                        Math.signum(z) * over / curvature, over > 0 ? 1 / curvature : 0, over * over / 2 / curvature
                    };
                }
                default -> {
                    return new double[] {z / factors[i], 1 / factors[i], z * z / 2 / factors[i]};
                }
            }
        }

        double[] solve(double lambda) {
            DMatrixRMaj x = system.features();
            int n = x.numRows;
            int d = x.numCols;
            DMatrixRMaj nu = new DMatrixRMaj(n, 1);
            nu.setTo(system.targets());
            double[] w = new double[d];
            for (int k = 0; k < 500; k++) {
                DMatrixRMaj gradient = new DMatrixRMaj(n, 1);
                DMatrixRMaj hessian = new DMatrixRMaj(n, n);
                double value = evaluate(nu, lambda, w, gradient, hessian);
                for (int i = 0; i < n; i++) {
                    hessian.add(i, i, 1e-14);
                }
                DMatrixRMaj step = new DMatrixRMaj(n, 1);
                CommonOps_DDRM.solve(hessian, gradient, step);
                double fall = CommonOps_DDRM.dot(step, gradient);
                double scale = 1;
                DMatrixRMaj next = new DMatrixRMaj(n, 1);
                do {
                    CommonOps_DDRM.add(nu, -scale, step, next);
                    scale /= 2;
                } while (scale > 1e-12
                        && evaluate(next, lambda, w, null, null)
                                > value - 1e-4 * scale * fall + 1e-15 * Math.abs(value));
                nu.setTo(next);
            }
            DMatrixRMaj rest = new DMatrixRMaj(n, 1);
            evaluate(nu, lambda, w, rest, null);
            assertThat(rest.data).as("residual of the dual").containsExactly(new double[n], within(1e-10));
            return w;
        }

        private double evaluate(DMatrixRMaj nu, double lambda, double[] w, DMatrixRMaj gradient, DMatrixRMaj hessian) {
            DMatrixRMaj x = system.features();
            int n = x.numRows;
            int d = x.numCols;
            DMatrixRMaj z = new DMatrixRMaj(d, 1);
            CommonOps_DDRM.multTransA(x, nu, z);
            double value = n * lambda / 2 * CommonOps_DDRM.dot(nu, nu) - CommonOps_DDRM.dot(nu, system.targets());
            DMatrixRMaj scaled = x.copy();
            for (int i = 0; i < d; i++) {
                double[] inverse = inverse(i, z.data[i]);
                w[i] = inverse[0];
                value += inverse[2];
                for (int row = 0; row < n; row++) {
                    scaled.set(row, i, x.get(row, i) * inverse[1]);
                }
            }
            if (gradient != null) {
                CommonOps_DDRM.mult(x, DMatrixRMaj.wrap(d, 1, w), gradient);
                CommonOps_DDRM.subtractEquals(gradient, system.targets());
                CommonOps_DDRM.addEquals(gradient, n * lambda, nu);
            }
            if (hessian != null) {
                CommonOps_DDRM.multTransB(scaled, x, hessian);
                for (int i = 0; i < n; i++) {
                    hessian.add(i, i, n * lambda);
                }
            }
            return value;
        }
    }
}
