package io.driftlog.simulator.flow.effective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.events.InitialSpec;
import io.driftlog.events.RegularizerTerm;
import io.driftlog.events.RunSpec;
import io.driftlog.simulator.flow.Specs;
import io.driftlog.simulator.flow.effective.EffectiveFlow.Cause;
import io.driftlog.simulator.flow.loop.UnregularizedLimit;
import io.driftlog.simulator.flow.spec.Problem;
import io.driftlog.simulator.flow.spec.Problems;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import io.driftlog.simulator.spi.Regularizer;
import io.driftlog.simulator.spi.Vectors;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Goal: the flow of l1 and elastic-net along interpolators is the exact one, to the interpolator of least R. */
final class SparseEffectiveFlowTest {
    private record Case(LeastSquaresObjective objective, Regularizer regularizer, double[] start, EffectiveFlow flow) {
        static Case of(String regularizer, int features, int samples, int sparsity, long seed) {
            RunSpec spec = new RunSpec(
                            Specs.generated(
                                    "linear-regression",
                                    "gaussian",
                                    Map.of(
                                            "features", (double) features,
                                            "samples", (double) samples,
                                            "sparsity", (double) sparsity)),
                            new InitialSpec.Gaussian(0.5),
                            1e-3,
                            "l2",
                            Specs.method("auto", Map.of()),
                            Specs.untilSlowTime(10),
                            seed)
                    .withRegularizers(List.of(RegularizerTerm.plain(regularizer)));
            Problem problem = Problems.open(spec);
            var objective = (LeastSquaresObjective) problem.flow().objective();
            Regularizer r = problem.flow().regularizer();
            double[] start =
                    UnregularizedLimit.of(spec, problem.initialWeights()).weights();
            return new Case(
                    objective,
                    r,
                    start,
                    EffectiveFlow.from(objective, r, start, EffectiveFlow.Settings.DEFAULT.until(400)));
        }
    }

    /** Five of the features matter, or all: a support smaller than the samples, and one as large. */
    @ParameterizedTest
    @CsvSource({"60, 20, 5", "60, 20, 60", "30, 25, 4", "100, 40, 5"})
    void end_l1_isBasisPursuit(int features, int samples, int sparsity) {
        for (long seed = 1; seed <= 3; seed++) {
            Case found = Case.of("l1", features, samples, sparsity, seed);
            double[] expected = IndependentLimits.leastL1(system(found.objective()));
            assertThat(found.flow().end().cause()).isEqualTo(Cause.STATIONARY);
            assertThat(found.flow().endWeights())
                    .usingComparatorWithPrecision(1e-9)
                    .containsExactly(expected);
        }
    }

    private static IndependentLimits.LinearSystem system(LeastSquaresObjective objective) {
        int n = objective.samples();
        int d = objective.dimension();
        double[] zero = new double[d];
        double[] targets = new double[n];
        objective.residuals(zero, targets);
        Vectors.scale(-1, targets);
        DMatrixRMaj features = new DMatrixRMaj(n, d);
        double[] row = new double[d];
        for (int i = 0; i < n; i++) {
            double[] unit = new double[n];
            unit[i] = 1;
            objective.transposedJacobianProduct(zero, unit, row);
            System.arraycopy(row, 0, features.data, i * d, d);
        }
        return new IndependentLimits.LinearSystem(features, DMatrixRMaj.wrap(n, 1, targets));
    }

    /** All along: on M, and R falls at the rate of the square of the velocity. */
    @ParameterizedTest
    @CsvSource({"l1", "elastic-net"})
    void weightsAt_anyTime_descendAlongInterpolators(String regularizer) {
        Case found = Case.of(regularizer, 60, 20, 5, 2);
        double[] w = new double[found.start().length];
        double[] later = w.clone();
        double[] r = new double[found.objective().samples()];
        double h = 1e-7;
        for (double slowTime = 0; slowTime < 3; slowTime += 0.0371) {
            found.flow().weightsAt(slowTime, w);
            found.flow().weightsAt(slowTime + h, later);
            found.objective().residuals(w, r);
            assertThat(Math.sqrt(Vectors.normSquared(r))).isLessThan(1e-10);
            double fall = (found.regularizer().value(w) - found.regularizer().value(later)) / h;
            double speed = 0;
            for (int i = 0; i < w.length; i++) {
                speed += Math.pow((later[i] - w[i]) / h, 2);
            }
            assertThat(fall).isCloseTo(speed, within(1e-5 * (1 + speed)));
        }
    }

    /** The interpolator of least R: no descent along M is left, checked by the multiplier of the end. */
    @Test
    void end_elasticNet_isAKktPoint() {
        Case found = Case.of("elastic-net", 60, 20, 5, 3);
        double[] end = found.flow().endWeights();
        assertThat(found.flow().end().slowTime()).isInfinite();
        assertThat(SlowMotion.withoutMotion(found.flow().start(), found.regularizer(), end)
                        .kktResidual())
                .isLessThan(1e-12);
        assertThat(Arrays.stream(end).filter(weight -> weight == 0).count()).isGreaterThan(20);
    }
}
