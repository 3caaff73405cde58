package io.driftlog.simulator.flow.effective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.analyzer.testkit.BenchmarkProblems;
import io.driftlog.events.Dataset;
import io.driftlog.events.RunSpec;
import io.driftlog.simulator.flow.DenseOutput;
import io.driftlog.simulator.flow.effective.EffectiveFlow.Cause;
import io.driftlog.simulator.flow.effective.EffectiveFlow.Settings;
import io.driftlog.simulator.flow.exact.LinearFlowSolution;
import io.driftlog.simulator.flow.loop.Advance;
import io.driftlog.simulator.flow.loop.Integration;
import io.driftlog.simulator.flow.loop.UnregularizedLimit;
import io.driftlog.simulator.flow.spec.Problem;
import io.driftlog.simulator.flow.spec.Problems;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import io.driftlog.simulator.spi.Vectors;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: the effective flow is what regularised runs converge to, and ends where theory says. Method: closed forms of
 * linear regression, observed runs of the benchmark's problems B and C, exact invariants, and the l1 solution with a
 * certificate of its optimality.
 */
class EffectiveFlowTest {
    @Test
    void from_linearModel_isTheClosedFormInTheLimitOfSmallDecay() {
        Derived derived = derive("A", 20);
        double lambda = 1e-12;
        LinearFlowSolution exact = LinearFlowSolution.of(derived.objective, lambda, derived.initial);
        double[] expected = new double[derived.initial.length];
        double[] found = new double[derived.initial.length];
        for (double slowTime : new double[] {0.01, 0.1, 1, 5}) {
            exact.weightsAt(slowTime / lambda, expected);
            derived.flow.weightsAt(slowTime, found);
            assertThat(distance(found, expected)).isLessThan(1e-10);
        }
    }

    @ParameterizedTest
    @CsvSource({"1e-4, 0.0531", "1e-5, 5.14e-4", "1e-6, 5.14e-5"})
    void from_diagonalNetwork_isAsFarFromTheObservedFlowAsCheckedElsewhere(double lambda, double expected) {
        double found = largestDistance(derive("B", 2), "B", lambda);
        assertThat(found).isCloseTo(expected, within(0.01 * expected));
    }

    @Test
    void from_matrixCompletion_isFirstOrderCloseToTheObservedFlow() {
        Derived derived = derive("C", 2);
        double coarse = largestDistance(derived, "C", 1e-4);
        double fine = largestDistance(derived, "C", 1e-5);
        assertThat(fine).isLessThan(1e-4);
        assertThat(Math.log10(coarse / fine)).isCloseTo(1, within(0.02));
    }

    @Test
    void weightsAt_diagonalNetwork_keepsInvariantAndStaysOnTheManifold() {
        Derived derived = derive("B", 30);
        int p = derived.initial.length / 2;
        double[] w0 = derived.limit.weights();
        double[] w = new double[2 * p];
        double rms = Math.sqrt(Vectors.normSquared(w0) / w0.length);
        for (double slowTime : new double[] {0.003, 0.3, 1.7, 5, 12, 29}) {
            derived.flow.weightsAt(slowTime, w);
            for (int k = 0; k < p; k++) {
                double start = w0[k] * w0[k] - w0[p + k] * w0[p + k];
                double expected = StrictMath.exp(-2 * slowTime) * start;
                assertThat(w[k] * w[k] - w[p + k] * w[p + k]).isCloseTo(expected, within(1e-7 * rms * rms));
            }
            assertThat(derived.objective.value(w)).isLessThan(1e-17);
        }
    }

    @Test
    void endWeights_diagonalNetwork_areTheLeastL1Interpolator() {
        Derived derived = derive("B", 20);
        double[] l1 = leastL1(derived);
        double[] w = new double[derived.initial.length];

        derived.flow.weightsAt(10, w);
        double[] early = derived.objective.predictor(w);
        double[] late = derived.objective.predictor(derived.flow.endWeights());

        assertThat(Arrays.stream(l1).map(Math::abs).sum()).isCloseTo(4.01391, within(5e-6));
        assertThat(Arrays.stream(l1).filter(x -> x != 0).count()).isEqualTo(5);
        assertThat(largestDifference(early, l1)).isBetween(1e-6, 1e-4);
        assertThat(largestDifference(late, l1)).isLessThan(1e-8);
        assertThat(derived.flow.end().cause()).isEqualTo(Cause.SLOW_TIME_REACHED);
        assertThat(TangentProjector.at(derived.objective, derived.flow.endWeights())
                        .rank())
                .as("the limit is singular, and the rank is kept all the same")
                .isEqualTo(derived.flow.start().rank())
                .isEqualTo(40);
    }

    /**
     * The l1 solution: the interpolator on the five largest coefficients of the limit. Its optimality does not rest on the
     * flow: a dual vector nu with {@code X^T nu = sign beta} on them and {@code |X^T nu| < 1} elsewhere proves it.
     */
    private static double[] leastL1(Derived derived) {
        Dataset features = derived.spec.objective().datasets().get("features");
        Dataset targets = derived.spec.objective().datasets().get("targets");
        int n = features.rows();
        int p = features.columns();
        double[] w = derived.flow.endWeights();
        double[] beta = derived.objective.predictor(w);
        int[] support = IntStream.range(0, p)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer k) -> -Math.abs(beta[k])))
                .limit(5)
                .mapToInt(k -> k)
                .toArray();
        DMatrixRMaj x = DMatrixRMaj.wrap(n, p, features.values().clone());
        DMatrixRMaj columns = new DMatrixRMaj(n, support.length);
        CommonOps_DDRM.extract(x, IntStream.range(0, n).toArray(), n, support, support.length, columns);
        DMatrixRMaj solution = new DMatrixRMaj(support.length, 1);
        CommonOps_DDRM.solve(columns, DMatrixRMaj.wrap(n, 1, targets.values().clone()), solution);

        double[] l1 = new double[p];
        double[] sign = new double[support.length];
        for (int k = 0; k < support.length; k++) {
            l1[support[k]] = solution.get(k);
            sign[k] = Math.signum(solution.get(k));
        }
        assertThat(derived.objective.value(balanced(l1))).as("it interpolates").isLessThan(1e-28);
        assertThat(dualSlack(x, columns, sign, support, dual(derived, w))).isBetween(0.0, 1.0);
        return l1;
    }

    /** u = sqrt |beta|, v = sign(beta) u. */
    private static double[] balanced(double[] beta) {
        double[] w = new double[2 * beta.length];
        for (int k = 0; k < beta.length; k++) {
            w[k] = Math.sqrt(Math.abs(beta[k]));
            w[beta.length + k] = Math.signum(beta[k]) * w[k];
        }
        return w;
    }

    /** The multiplier of the flow's end, {@code argmin ||w - J^T nu||}: close to a dual solution. */
    private static double[] dual(Derived derived, double[] w) {
        double[] image = new double[derived.objective.samples()];
        double[] product = new double[derived.objective.samples()];
        derived.objective.jacobianProduct(w, w, product);
        JacobianSpectrum spectrum = JacobianSpectrum.of(derived.objective, w);
        for (int i = 0; i < spectrum.size(); i++) {
            double part = Vectors.dot(spectrum.vector(i), product) / spectrum.eigenvalue(i);
            Vectors.addScaled(part, spectrum.vector(i), image);
        }
        return image;
    }

    /** {@code 1 - max |X^T nu|} off the support, after the least change of nu that makes it exact on the support. */
    private static double dualSlack(DMatrixRMaj x, DMatrixRMaj columns, double[] sign, int[] support, double[] guess) {
        DMatrixRMaj nu = DMatrixRMaj.wrap(guess.length, 1, guess);
        DMatrixRMaj miss = DMatrixRMaj.wrap(sign.length, 1, sign.clone());
        CommonOps_DDRM.multAddTransA(-1, columns, nu, miss);
        DMatrixRMaj inverse = new DMatrixRMaj(sign.length, guess.length);
        CommonOps_DDRM.pinv(columns, inverse);
        CommonOps_DDRM.multAddTransA(inverse, miss, nu);
        DMatrixRMaj slopes = new DMatrixRMaj(x.numCols, 1);
        CommonOps_DDRM.multTransA(x, nu, slopes);
        double largest = 0;
        for (int k = 0; k < x.numCols; k++) {
            boolean on = false;
            for (int s = 0; s < support.length; s++) {
                if (support[s] == k) {
                    on = true;
                    assertThat(slopes.get(k)).isCloseTo(sign[s], within(1e-10));
                }
            }
            largest = on ? largest : Math.max(largest, Math.abs(slopes.get(k)));
        }
        return 1 - largest;
    }

    @Test
    void from_twice_givesTheSameBits() {
        double[] first = derive("B", 3).flow.endWeights();
        double[] second = derive("B", 3).flow.endWeights();
        assertThat(first).isEqualTo(second);
    }

    private record Derived(
            RunSpec spec,
            LeastSquaresObjective objective,
            double[] initial,
            UnregularizedLimit limit,
            EffectiveFlow flow) {}

    private static Derived derive(String problemName, double slowTime) {
        RunSpec spec = BenchmarkProblems.run(problemName, 1e-4, slowTime);
        Problem problem = Problems.open(spec);
        LeastSquaresObjective objective = (LeastSquaresObjective) problem.flow().objective();
        UnregularizedLimit limit = UnregularizedLimit.of(spec, problem.initialWeights());
        EffectiveFlow flow = EffectiveFlow.from(
                objective, problem.flow().regularizer(), limit.weights(), Settings.DEFAULT.until(slowTime));
        return new Derived(spec, objective, problem.initialWeights(), limit, flow);
    }

    /** The largest relative distance at equal slow time in [0.05, 1], at four points of every observed step. */
    private static double largestDistance(Derived derived, String problemName, double lambda) {
        Integration run = Integration.start("observed", BenchmarkProblems.run(problemName, lambda, 1));
        double[] observed = new double[derived.initial.length];
        double[] predicted = new double[derived.initial.length];
        double largest = 0;
        while (run.advance() instanceof Advance.Stepped step) {
            DenseOutput interpolant = step.interpolant();
            for (int k = 0; k < 4; k++) {
                double time = interpolant.start() + 0.25 * k * (interpolant.end() - interpolant.start());
                if (lambda * time >= 0.05) {
                    interpolant.weightsAt(time, observed);
                    derived.flow.weightsAt(lambda * time, predicted);
                    largest = Math.max(largest, distance(predicted, observed));
                }
            }
        }
        return largest;
    }

    private static double distance(double[] x, double[] reference) {
        double[] difference = x.clone();
        Vectors.addScaled(-1, reference, difference);
        return Math.sqrt(Vectors.normSquared(difference) / Vectors.normSquared(reference));
    }

    private static double largestDifference(double[] x, double[] y) {
        return IntStream.range(0, x.length)
                .mapToDouble(i -> Math.abs(x[i] - y[i]))
                .max()
                .orElse(Double.NaN);
    }
}
