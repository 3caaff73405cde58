package io.driftlog.simulator.flow.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.analyzer.testkit.BenchmarkProblems;
import io.driftlog.events.Dataset;
import io.driftlog.events.InitialSpec;
import io.driftlog.events.RunSpec;
import io.driftlog.simulator.flow.Specs;
import io.driftlog.simulator.flow.spec.Problem;
import io.driftlog.simulator.flow.spec.Problems;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import io.driftlog.simulator.spi.Vectors;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: Phi(w0) is a stationary point, the one that the unregularised flow leads to. Method: problems that interpolate,
 * least squares that cannot, and the conserved balance of diagonal networks.
 */
class UnregularizedLimitTest {
    @ParameterizedTest
    @ValueSource(strings = {"A", "B", "D", "E"})
    void of_benchmarkProblem_interpolates(String name) {
        RunSpec spec = BenchmarkProblems.run(name, 1e-3, 1);
        UnregularizedLimit limit =
                UnregularizedLimit.of(spec, Problems.open(spec).initialWeights());
        assertThat(limit.reached()).isTrue();
        assertThat(limit.trainLoss()).isLessThan(1e-20);
    }

    @Test
    void of_diagonalNetwork_keepsTheBalanceOfItsLayers() {
        RunSpec spec = BenchmarkProblems.run("B", 1e-3, 1);
        double[] w0 = Problems.open(spec).initialWeights();
        double[] w = UnregularizedLimit.of(spec, w0).weights();
        int p = w.length / 2;
        for (int k = 0; k < p; k++) {
            double start = w0[k] * w0[k] - w0[p + k] * w0[p + k];
            assertThat(w[k] * w[k] - w[p + k] * w[p + k]).isCloseTo(start, within(1e-8));
        }
    }

    @Test
    void of_moreSamplesThanWeights_isTheLeastSquaresSolution() {
        double[] x = {1, 0, 0, 1, 1, 1};
        RunSpec spec = Specs.with(
                Specs.smallNetwork("auto", Map.of()),
                Specs.given(
                        "linear-regression",
                        Map.of("features", new Dataset(3, 2, x), "targets", new Dataset(3, 1, new double[] {1, 1, 5
                        }))));
        UnregularizedLimit limit = UnregularizedLimit.of(spec, new double[] {7, -3});
        assertThat(limit.weights()).containsExactly(new double[] {2, 2}, within(1e-13));
        assertThat(limit.trainLoss()).isCloseTo(0.5, within(1e-13));
    }

    @Test
    void of_stationaryStart_staysThere() {
        RunSpec spec = Specs.smallNetwork("auto", Map.of());
        double[] zero = new double[16];
        UnregularizedLimit limit = UnregularizedLimit.of(Specs.with(spec, new InitialSpec.Given(zero)), zero);
        assertThat(limit.weights()).isEqualTo(zero);
        assertThat(limit.reached()).isTrue();
        assertThat(limit.gradientRatio()).isZero();
    }

    @Test
    void of_matrixCompletion_hardlyNeedsItsRetraction() {
        RunSpec spec = BenchmarkProblems.run("C", 1e-3, 1);
        Problem problem = Problems.open(spec);
        UnregularizedLimit limit = UnregularizedLimit.of(spec, problem.initialWeights());
        LeastSquaresObjective objective = (LeastSquaresObjective) problem.flow().objective();
        double[] residuals = new double[objective.samples()];
        objective.residuals(limit.weights(), residuals);
        assertThat(limit.gradientRatio()).isLessThanOrEqualTo(UnregularizedLimit.ARRIVED);
        assertThat(limit.retraction()).isBetween(0.0, 1e-10);
        assertThat(Math.sqrt(Vectors.normSquared(residuals))).isLessThan(1e-11);
    }
}
