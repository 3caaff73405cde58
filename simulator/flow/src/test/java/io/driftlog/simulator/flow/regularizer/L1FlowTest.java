package io.driftlog.simulator.flow.regularizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.events.Dataset;
import io.driftlog.events.InitialSpec;
import io.driftlog.events.MethodSpec;
import io.driftlog.events.ObjectiveSpec;
import io.driftlog.events.RegularizerTerm;
import io.driftlog.events.RunSpec;
import io.driftlog.events.StepTaken;
import io.driftlog.events.StopRule;
import io.driftlog.simulator.flow.Specs;
import io.driftlog.simulator.flow.loop.Advance;
import io.driftlog.simulator.flow.loop.Integration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Goal: the l1 flow reaches, holds and leaves 0 as its closed form says, and ends at the lasso solution. */
final class L1FlowTest {
    private static final RegularizerTerm L1 = RegularizedRunsTest.term("l1", Map.of());

    /** {@code F = 1/2 sum a_i (w_i - b_i)^2} as a regression: n rows, scale 1/n. */
    private static ObjectiveSpec separable(double[] a, double[] b) {
        int n = a.length;
        double[] x = new double[n * n];
        double[] y = new double[n];
        for (int i = 0; i < n; i++) {
            x[i * n + i] = Math.sqrt(n * a[i]);
            y[i] = x[i * n + i] * b[i];
        }
        return new ObjectiveSpec(
                "linear-regression",
                new TreeMap<>(),
                "",
                new TreeMap<>(),
                new TreeMap<>(Map.of("features", new Dataset(n, n, x), "targets", Dataset.column(y))));
    }

    private static List<StepTaken> steps(RunSpec spec) {
        Integration integration = Integration.start("r", spec);
        List<StepTaken> steps = new ArrayList<>(List.of(integration.current()));
        while (integration.advance() instanceof Advance.Stepped stepped) {
            steps.add(stepped.step());
        }
        return steps;
    }

    @Test
    void run_separableLoss_crossesAndStaysAsTheClosedFormSays() {
        double[] a = {1, 2, 0.5, 3, 1};
        double[] b = {0.05, -1, 2, 0.02, 0};
        double[] w0 = {1, 0.7, 1.5, -0.6, -0.4};
        double lambda = 0.1;
        StopRule until = new StopRule(OptionalDouble.of(30), OptionalDouble.empty(), OptionalDouble.empty());
        RunSpec spec = RegularizedRunsTest.run(separable(a, b), L1, lambda, "auto", until)
                .with(new InitialSpec.Given(w0));
        List<StepTaken> steps = steps(spec);
        for (int i = 0; i < a.length; i++) {
            double reaches = timeOfZero(a[i], b[i], w0[i], lambda);
            boolean held = Math.abs(a[i] * b[i]) <= lambda;
            int weight = i;
            if (Double.isFinite(reaches)) {
                StepTaken event = steps.stream()
                        .filter(step -> step.weights()[weight] == 0)
                        .findFirst()
                        .orElseThrow();
                assertThat(event.time()).as("weight " + i).isCloseTo(reaches, within(1e-8));
            }
            for (StepTaken step : steps) {
                double expected = step.time() <= reaches
                        ? towards(a[i], b[i], w0[i], lambda * Math.signum(w0[i]), step.time())
                        : held ? 0 : towards(a[i], b[i], 0, -lambda * Math.signum(w0[i]), step.time() - reaches);
                assertThat(step.weights()[i])
                        .as("weight " + i + " at " + step.time())
                        .isCloseTo(expected, within(1e-8));
            }
        }
    }

    /** The solution of {@code w' = -a (w - b) - push}. */
    private static double towards(double a, double b, double w0, double push, double t) {
        double end = b - push / a;
        return end + (w0 - end) * StrictMath.exp(-a * t);
    }

    private static double timeOfZero(double a, double b, double w0, double lambda) {
        double end = b - lambda * Math.signum(w0) / a;
        return end * w0 < 0 ? StrictMath.log((w0 - end) / -end) / a : Double.POSITIVE_INFINITY;
    }

    @ParameterizedTest
    @CsvSource({"1e-1, auto", "1e-2, auto", "1e-3, auto", "1e-4, auto", "1e-1, proximal-gradient"})
    void run_toRest_isTheLassoSolution(double lambda, String method) {
        ObjectiveSpec data = RegularizedRunsTest.regression(40, 100);
        RunSpec spec =
                RegularizedRunsTest.run(data, L1, lambda, "auto", RegularizedRunsTest.untilSpeed(1e-10 * lambda));
        Integration integration = RegularizedRunsTest.finished(
                method.equals("auto") ? spec : spec.with(new MethodSpec(method, new TreeMap<>())));
        double[] expected = lasso(data, lambda, integration.current().weights().length);
        assertThat(integration.current().weights()).containsExactly(expected, within(1e-8));
        for (int i = 0; i < expected.length; i++) {
            assertThat(integration.current().weights()[i] == 0)
                    .as("weight " + i)
                    .isEqualTo(expected[i] == 0);
        }
    }

    @Test
    void run_diagonalNetwork_endsAtAKktPoint() {
        RunSpec network = Specs.smallNetwork("auto", Map.of("relativeTolerance", 1e-9, "absoluteTolerance", 1e-12))
                .withRegularizers(List.of(L1))
                .with(RegularizedRunsTest.untilSpeed(1e-11));
        Integration integration = RegularizedRunsTest.finished(network);
        assertThat(integration.advance())
                .isInstanceOfSatisfying(
                        Advance.Ended.class, ended -> assertThat(ended.cause()).isEqualTo("speed-reached"));
        double[] w = integration.current().weights();
        double[] gradient = new double[w.length];
        integration.problem().flow().objective().gradient(w, gradient);
        int zeros = 0;
        for (int i = 0; i < w.length; i++) {
            if (w[i] == 0) {
                zeros++;
                assertThat(Math.abs(gradient[i])).isLessThanOrEqualTo(0.01 * (1 + 1e-8));
            } else {
                assertThat(gradient[i]).isCloseTo(-0.01 * Math.signum(w[i]), within(1e-9));
            }
        }
        assertThat(zeros).isBetween(4, 12);
    }

    /** Coordinate descent with the soft threshold. */
    private static double[] lasso(ObjectiveSpec data, double lambda, int d) {
        Dataset x = data.datasets().get("features");
        double[] y = data.datasets().get("targets").values();
        int n = x.rows();
        double[] w = new double[d];
        double[] r = y.clone();
        for (int sweep = 0; sweep < 2_000_000; sweep++) {
            double change = 0;
            for (int j = 0; j < d; j++) {
                double square = 0;
                double product = 0;
                for (int i = 0; i < n; i++) {
                    double entry = x.values()[i * d + j];
                    square += entry * entry / n;
                    product += entry * r[i] / n;
                }
                double aim = product + square * w[j];
                double next = Math.signum(aim) * Math.max(0, Math.abs(aim) - lambda) / square;
                for (int i = 0; i < n; i++) {
                    r[i] -= x.values()[i * d + j] * (next - w[j]);
                }
                change = Math.max(change, Math.abs(next - w[j]));
                w[j] = next;
            }
            if (change < 1e-15) {
                break;
            }
        }
        return w;
    }

    @Test
    void resume_anyRestartPoint_givesTheSameBits() {
        StopRule until = new StopRule(OptionalDouble.empty(), OptionalDouble.of(5), OptionalDouble.empty());
        RunSpec spec = RegularizedRunsTest.run(
                RegularizedRunsTest.regression(12, 20),
                RegularizedRunsTest.term("elastic-net", Map.of("l1Ratio", 0.7)),
                1e-2,
                "auto",
                until);
        List<StepTaken> all = steps(spec);
        for (StepTaken from : all) {
            if (from.restartPoint() && from.step() > 0) {
                Integration rest = Integration.resume(spec, from);
                while (rest.advance() instanceof Advance.Stepped) {
                    // to its end
                }
                assertThat(rest.current().digest())
                        .isEqualTo(all.get(all.size() - 1).digest());
            }
        }
    }
}
