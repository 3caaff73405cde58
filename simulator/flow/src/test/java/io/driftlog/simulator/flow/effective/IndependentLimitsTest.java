package io.driftlog.simulator.flow.effective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.analyzer.testkit.BenchmarkProblems;
import io.driftlog.events.Dataset;
import io.driftlog.events.InitialSpec;
import io.driftlog.events.MethodSpec;
import io.driftlog.events.ObjectiveSpec;
import io.driftlog.events.RunSpec;
import io.driftlog.events.StopRule;
import io.driftlog.simulator.flow.effective.EffectiveFlow.Settings;
import io.driftlog.simulator.flow.effective.IndependentLimits.LinearSystem;
import io.driftlog.simulator.flow.loop.UnregularizedLimit;
import io.driftlog.simulator.flow.spec.Problem;
import io.driftlog.simulator.flow.spec.Problems;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.junit.jupiter.api.Test;

/** Goal: the effective flow ends where theory says. Method: solve for that end by methods that know no flow. */
class IndependentLimitsTest {
    /** The flow from where the unregularised one leads. */
    private record Derived(LeastSquaresObjective objective, EffectiveFlow flow) {
        double[] weightsAt(double slowTime) {
            double[] w = new double[objective.dimension()];
            flow.weightsAt(slowTime, w);
            return w;
        }
    }

    private static Derived derive(RunSpec spec, double slowTime) {
        Problem problem = Problems.open(spec);
        LeastSquaresObjective objective = (LeastSquaresObjective) problem.flow().objective();
        double[] start = UnregularizedLimit.of(spec, problem.initialWeights()).weights();
        Settings settings = Settings.DEFAULT.until(slowTime);
        return new Derived(
                objective, EffectiveFlow.from(objective, problem.flow().regularizer(), start, settings));
    }

    @Test
    void end_linearRegression_isTheLeastNormInterpolator() {
        RunSpec spec = BenchmarkProblems.run("A", 1e-4, 20);
        Dataset x = spec.objective().datasets().get("features");
        Dataset y = spec.objective().datasets().get("targets");
        LinearSystem system = new LinearSystem(
                DMatrixRMaj.wrap(x.rows(), x.columns(), x.values()), DMatrixRMaj.wrap(y.rows(), 1, y.values()));

        assertThat(largestDifference(derive(spec, 40).flow().endWeights(), IndependentLimits.leastNorm(system)))
                .isLessThan(1e-12);
    }

    @Test
    void weightsAt_problemB_leadToTheLeastL1Interpolator() {
        Derived derived = derive(BenchmarkProblems.run("B", 1e-4, 20), 20);
        double[] l1 = IndependentLimits.leastL1(IndependentLimits.ofDiagonalNetwork(derived.objective()));

        assertThat(l1Norm(l1)).isCloseTo(4.01391, within(5e-6));
        assertThat(nonZeros(l1)).isEqualTo(5);
        assertThat(difference(derived, 10, l1)).isBetween(1e-6, 1e-4);
        assertThat(difference(derived, 20, l1)).isLessThan(1e-8);
    }

    @Test
    void weightsAt_paperDiagonal_leadToTheLeastL1Interpolator() {
        Derived derived = derive(paperDiagonal(), 40);
        double[] l1 = IndependentLimits.leastL1(IndependentLimits.ofDiagonalNetwork(derived.objective()));

        assertThat(nonZeros(l1)).isEqualTo(5);
        assertThat(difference(derived, 10, l1)).isLessThan(1e-3);
        assertThat(difference(derived, 40, l1)).isLessThan(1e-8);
    }

    /** Three singular values of 20. The limit is nearly degenerate: the flow takes eight times as long to it as on B. */
    @Test
    void weightsAt_problemC_leadToTheLeastNuclearNorm() {
        RunSpec spec = BenchmarkProblems.run("C", 1e-4, 20);
        Derived derived = derive(spec, 160);
        DMatrixRMaj least =
                IndependentLimits.leastNuclearNorm(spec.objective().datasets().get("observations"), 20, 1000);
        double[] singularValues = IndependentLimits.singularValues(least);
        double nuclearNorm = Arrays.stream(singularValues).sum();

        assertThat(Arrays.stream(singularValues).filter(value -> value > 1e-8).count())
                .isEqualTo(3);
        assertThat(nuclearNorm).isCloseTo(60, within(1e-6));
        assertThat(relativeDistance(product(derived.weightsAt(10)), least)).isBetween(0.02, 0.03);
        assertThat(relativeDistance(product(derived.weightsAt(40)), least)).isBetween(1e-3, 1.3e-3);
        assertThat(relativeDistance(product(derived.weightsAt(160)), least)).isLessThan(1e-6);
        assertThat(Arrays.stream(derived.weightsAt(160)).map(x -> x * x).sum())
                .as("||w||^2 is twice the nuclear norm at a KKT point")
                .isCloseTo(2 * nuclearNorm, within(1e-6));
    }

    private static RunSpec paperDiagonal() {
        ObjectiveSpec objective = new ObjectiveSpec(
                "diagonal-linear-network",
                new TreeMap<>(),
                "sparse-fourier",
                new TreeMap<>(Map.of("features", 100.0, "samples", 40.0, "sparsity", 5.0, "testSamples", 200.0)),
                new TreeMap<>());
        return new RunSpec(
                objective,
                new InitialSpec.Gaussian(0.1),
                1e-4,
                "l2",
                new MethodSpec("auto", new TreeMap<>()),
                new StopRule(OptionalDouble.of(1e5), OptionalDouble.empty(), OptionalDouble.empty()),
                1);
    }

    /** {@code U V^T} of 20 x 40 factors. */
    private static DMatrixRMaj product(double[] w) {
        DMatrixRMaj u = DMatrixRMaj.wrap(20, 40, Arrays.copyOfRange(w, 0, 800));
        DMatrixRMaj v = DMatrixRMaj.wrap(20, 40, Arrays.copyOfRange(w, 800, 1600));
        DMatrixRMaj m = new DMatrixRMaj(20, 20);
        CommonOps_DDRM.multTransB(u, v, m);
        return m;
    }

    private static double relativeDistance(DMatrixRMaj x, DMatrixRMaj reference) {
        DMatrixRMaj difference = new DMatrixRMaj(x.numRows, x.numCols);
        CommonOps_DDRM.subtract(x, reference, difference);
        return NormOps_DDRM.normF(difference) / NormOps_DDRM.normF(reference);
    }

    private static double difference(Derived derived, double slowTime, double[] beta) {
        return largestDifference(derived.objective().predictor(derived.weightsAt(slowTime)), beta);
    }

    private static double largestDifference(double[] x, double[] y) {
        return IntStream.range(0, x.length)
                .mapToDouble(i -> Math.abs(x[i] - y[i]))
                .max()
                .orElse(Double.NaN);
    }

    private static double l1Norm(double[] beta) {
        return Arrays.stream(beta).map(Math::abs).sum();
    }

    private static long nonZeros(double[] beta) {
        return Arrays.stream(beta).filter(b -> b != 0).count();
    }
}
