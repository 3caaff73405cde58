package io.driftlog.simulator.flow.regularizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.events.Dataset;
import io.driftlog.events.InitialSpec;
import io.driftlog.events.Measures;
import io.driftlog.events.MethodSpec;
import io.driftlog.events.ObjectiveSpec;
import io.driftlog.events.RegularizerTerm;
import io.driftlog.events.RunSpec;
import io.driftlog.events.StepTaken;
import io.driftlog.events.StopRule;
import io.driftlog.simulator.flow.loop.Advance;
import io.driftlog.simulator.flow.loop.Integration;
import io.driftlog.simulator.flow.spec.Regularizers;
import io.driftlog.simulator.spi.InvalidSpecException;
import io.driftlog.simulator.spi.Regularizer;
import io.driftlog.simulator.spi.SplitMix64;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Goal: runs with any smooth regulariser end at the minimiser of the regularised loss, found here by Newton's method. */
final class RegularizedRunsTest {
    private static final int SAMPLES = 12;
    private static final int FEATURES = 20;

    static RegularizerTerm term(String type, Map<String, Double> parameters) {
        return new RegularizerTerm(type, 1, new TreeMap<>(parameters), new TreeMap<>(), new TreeMap<>());
    }

    static RegularizerTerm weighted(double[] factors) {
        return new RegularizerTerm(
                "weighted",
                1,
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(Map.of("weights", Dataset.column(factors))));
    }

    private static double[] factors() {
        double[] factors = new double[FEATURES];
        for (int i = 0; i < factors.length; i++) {
            factors[i] = 0.5 + (i % 5);
        }
        return factors;
    }

    /** Linear regression on Gaussian data with a sparse teacher. */
    static ObjectiveSpec regression(int samples, int features) {
        SplitMix64 random = new SplitMix64(11);
        double[] x = new double[samples * features];
        double[] y = new double[samples];
        random.gaussian(1, x);
        for (int i = 0; i < samples; i++) {
            y[i] = x[i * features] - 2 * x[i * features + 3];
        }
        return new ObjectiveSpec(
                "linear-regression",
                new TreeMap<>(),
                "",
                new TreeMap<>(),
                new TreeMap<>(Map.of("features", new Dataset(samples, features, x), "targets", Dataset.column(y))));
    }

    static RunSpec run(
            ObjectiveSpec objective, RegularizerTerm term, double weightDecay, String method, StopRule until) {
        return new RunSpec(
                objective,
                new InitialSpec.Gaussian(0.5),
                weightDecay,
                List.of(term),
                new MethodSpec(
                        method,
                        new TreeMap<>(
                                Map.of("relativeTolerance", 1e-9, "absoluteTolerance", 1e-12, "maxSteps", 100_000.0))),
                until,
                3,
                List.of(),
                List.of());
    }

    static StopRule untilSpeed(double speed) {
        return new StopRule(
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.of(speed),
                OptionalLong.empty());
    }

    static Integration finished(RunSpec spec) {
        Integration integration = Integration.start("r", spec);
        while (integration.advance() instanceof Advance.Stepped) {
            // to its end
        }
        return integration;
    }

    @ParameterizedTest
    @CsvSource({
        "lq, 1.5, radaug, 1e-2",
        "lq, 1.5, radaug-krylov, 1e-2",
        "lq, 3, radaug, 1e-2",
        "lq, 3, radaug-krylov, 1e-2",
        "lq, 3, rkc, 1e-1",
        "weighted, 0, radaug, 1e-3",
        "weighted, 0, radaug-krylov, 1e-3",
        "weighted, 0, auto, 1e-4",
        "lq, 1.3, auto, 1e-2",
        "lq, 2, radaug, 1e-3"
    })
    void run_smoothRegularizer_endsAtTheMinimiser(String type, double q, String method, double weightDecay) {
        RegularizerTerm term = type.equals("lq") ? term(type, Map.of("q", q)) : weighted(factors());
        ObjectiveSpec objective = regression(SAMPLES, FEATURES);
        Integration integration = finished(run(objective, term, weightDecay, method, untilSpeed(1e-9 * weightDecay)));
        StepTaken end = integration.current();
        double[] expected =
                minimiser(objective, integration.problem().flow().regularizer(), weightDecay, end.weights());
        assertThat(integration.advance())
                .isInstanceOfSatisfying(
                        Advance.Ended.class, ended -> assertThat(ended.cause()).isEqualTo("speed-reached"));
        assertThat(end.weights()).containsExactly(expected, within(1e-6));
        assertThat(end.measures()).containsOnlyKeys(Measures.REGULARIZER, Measures.REGULARIZER_GRADIENT_NORM);
    }

    /** Newton's method with halving on F + lambda R, from a point nearby. */
    private static double[] minimiser(ObjectiveSpec data, Regularizer regularizer, double lambda, double[] near) {
        Dataset x = data.datasets().get("features");
        double[] y = data.datasets().get("targets").values();
        int n = x.rows();
        int d = x.columns();
        DMatrixRMaj features = DMatrixRMaj.wrap(n, d, x.values());
        DMatrixRMaj w = new DMatrixRMaj(d, 1, true, near.clone());
        DMatrixRMaj gram = new DMatrixRMaj(d, d);
        CommonOps_DDRM.multTransA(1.0 / n, features, features, gram);
        double[] slope = new double[d];
        double[] second = new double[d];
        for (int k = 0; k < 60; k++) {
            DMatrixRMaj r = new DMatrixRMaj(n, 1);
            CommonOps_DDRM.mult(features, w, r);
            for (int i = 0; i < n; i++) {
                r.data[i] -= y[i];
            }
            DMatrixRMaj g = new DMatrixRMaj(d, 1);
            CommonOps_DDRM.multTransA(1.0 / n, features, r, g);
            regularizer.gradient(w.data, slope);
            regularizer.secondDerivative(w.data, second);
            DMatrixRMaj hessian = gram.copy();
            for (int i = 0; i < d; i++) {
                g.data[i] += lambda * slope[i];
                hessian.add(i, i, lambda * second[i]);
            }
            DMatrixRMaj step = new DMatrixRMaj(d, 1);
            CommonOps_DDRM.solve(hessian, g, step);
            for (int i = 0; i < d; i++) {
                // A weight may not pass 0 in one go: there the second derivative of lq jumps.
                double next = w.data[i] - step.data[i];
                w.data[i] = next * w.data[i] > 0 || k > 40 ? next : 0.1 * w.data[i];
            }
        }
        return w.data;
    }

    @Test
    void derivatives_everyRegularizer_areThoseOfItsValue() {
        double[] w = {0.7, -1.3, 0.2, 2.5, -0.4};
        List<RegularizerTerm> terms = List.of(
                term("l2", Map.of()),
                term("l1", Map.of()),
                term("lq", Map.of("q", 1.5)),
                term("lq", Map.of("q", 3.0)),
                term("elastic-net", Map.of("l1Ratio", 0.3)),
                weighted(new double[] {1, 2, 0, 4, 5}));
        for (RegularizerTerm each : terms) {
            Regularizer r = Regularizers.named(each.type()).create(each, w.length);
            double[] gradient = new double[w.length];
            double[] second = new double[w.length];
            r.gradient(w, gradient);
            r.secondDerivative(w, second);
            double h = 1e-5;
            for (int i = 0; i < w.length; i++) {
                double[] up = w.clone();
                double[] down = w.clone();
                up[i] += h;
                down[i] -= h;
                double[] slopeUp = new double[w.length];
                double[] slopeDown = new double[w.length];
                r.gradient(up, slopeUp);
                r.gradient(down, slopeDown);
                assertThat((r.value(up) - r.value(down)) / (2 * h))
                        .as(each.type())
                        .isCloseTo(gradient[i], within(1e-8));
                assertThat((slopeUp[i] - slopeDown[i]) / (2 * h))
                        .as(each.type())
                        .isCloseTo(second[i], within(1e-8));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-1 | regularizer.weights holds -1; give numbers of at least 0.",
                "NaN | regularizer.weights holds NaN",
            })
    void create_badFactor_isRefusedWithASentence(double factor, String sentence) {
        RegularizerTerm term = weighted(new double[] {1, factor, 2});
        assertThatThrownBy(() -> Regularizers.named("weighted").create(term, 3))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageStartingWith(sentence);
    }
}
