package io.driftlog.simulator.flow.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftlog.events.Dataset;
import io.driftlog.events.ObjectiveSpec;
import io.driftlog.events.Outcome;
import io.driftlog.events.RunSpec;
import io.driftlog.simulator.flow.GradientFlow;
import io.driftlog.simulator.flow.Specs;
import io.driftlog.simulator.flow.loop.Advance;
import io.driftlog.simulator.flow.loop.Integration;
import io.driftlog.simulator.flow.regularizer.SquaredL2;
import io.driftlog.simulator.spi.InvalidSpecException;
import io.driftlog.simulator.spi.Objective;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Goal: the default method suits the problem, says why, and is recorded as what it is. Method: one problem per rule. */
class AutoMethodTest {
    private static MethodChoice choose(RunSpec spec) {
        return Methods.choose(spec.method(), Problems.open(spec));
    }

    @Test
    void choose_linearModel_takesTheClosedForm() {
        RunSpec spec = Specs.with(
                Specs.smallNetwork("auto", Map.of()), Specs.generated("linear-regression", "gaussian", Map.of()));
        MethodChoice choice = choose(spec);
        assertThat(choice.method()).isEqualTo(Methods.complete(Specs.method("exact", Map.of())));
        assertThat(choice.reason()).contains("linear in its weights").doesNotEndWith(".");
    }

    @Test
    void choose_leastSquares_takesRadauWithTheGivenTolerance() {
        RunSpec spec = Specs.smallNetwork("auto", Map.of("relativeTolerance", 1e-4, "maxSteps", 77.0));
        MethodChoice choice = choose(spec);
        assertThat(choice.method())
                .isEqualTo(
                        Methods.complete(Specs.method("radaug", Map.of("relativeTolerance", 1e-4, "maxSteps", 77.0))));
        assertThat(choice.reason()).contains("4 samples");
    }

    @Test
    void choose_reluNetwork_takesTheMethodWithEvents() {
        MethodChoice choice = choose(Specs.reluNetwork(12, 6, 1e-2, Map.of()), "auto");
        assertThat(choice.method().type()).isEqualTo("radaug-events");
        assertThat(choice.reason()).contains("kinks");
    }

    @Test
    void choose_reluNetworkOfSeveralInputs_takesTheMethodWithEventsToo() {
        Dataset features = new Dataset(3, 2, new double[] {1, 0, 0, 1, 1, 1});
        Map<String, Dataset> data = Map.of("features", features, "targets", new Dataset(3, 1, new double[3]));
        RunSpec spec = Specs.with(Specs.reluNetwork(4, 3, 1e-2, Map.of()), Specs.given("two-layer-relu", data));
        assertThat(choose(spec, "auto").method().type()).isEqualTo("radaug-events");
    }

    private static MethodChoice choose(RunSpec spec, String method) {
        return Methods.choose(Specs.method(method, Map.of()), Problems.open(spec));
    }

    @Test
    void choose_lossThatIsNoSumOfSquares_takesTheHessianOfFewWeightsElseAnExplicitMethod() {
        assertThat(choose(new Cosine(true)).method().type()).isEqualTo("rodas");
        RunSpec large = Specs.with(
                Specs.smallNetwork("auto", Map.of()),
                Specs.generated("linear-classifier", "separable-gaussians", Map.of("features", 101.0)));
        assertThat(choose(large, "auto").method().type()).isEqualTo("rkc");
        assertThat(choose(new Cosine(false)).method().type()).isEqualTo("dormand-prince");
    }

    @Test
    void choose_manySamplesAndWeights_takesIterationsOrWhereHardlyStiffAnExplicitMethod() {
        RunSpec large = Specs.with(
                Specs.smallNetwork("auto", Map.of()),
                Specs.generated(
                        "diagonal-linear-network", "sparse-fourier", Map.of("features", 300.0, "samples", 220.0)));
        MethodChoice stiff = choose(large);
        assertThat(stiff.method().type()).isEqualTo("radaug-krylov");
        assertThat(stiff.reason()).contains("220 samples and 600 weights");
        RunSpec loose = Specs.with(large, Specs.method("auto", Map.of("relativeTolerance", 1e-3)));
        assertThat(choose(loose).method().type()).isEqualTo("radaug-krylov");
        MethodChoice explicit = choose(Specs.with(loose, 1, Specs.untilSlowTime(2)));
        assertThat(explicit.method().type()).isEqualTo("rkc");
        assertThat(explicit.reason()).contains("at this tolerance and weight decay");
    }

    /** One full row of 50000 entries: every pair of them shares it. */
    @Test
    void choose_completionWhoseGramMatrixIsFull_needsNoMatrix() {
        int entries = 50_000;
        double[] observed = new double[3 * entries];
        for (int j = 0; j < entries; j++) {
            observed[3 * j + 1] = j;
            observed[3 * j + 2] = j % 7;
        }
        ObjectiveSpec row = new ObjectiveSpec(
                "matrix-completion",
                new TreeMap<>(Map.of("innerDimension", 2.0)),
                "",
                new TreeMap<>(),
                new TreeMap<>(Map.of("observations", new Dataset(entries, 3, observed))));
        RunSpec spec =
                Specs.with(Specs.with(Specs.smallNetwork("auto", Map.of()), row), 1e-2, Specs.untilSlowTime(1e-3));
        assertThat(choose(spec).method().type()).isEqualTo("radaug-krylov");
        Integration integration = Integration.start("run", spec);
        Advance advance = integration.advance();
        while (advance instanceof Advance.Stepped) {
            advance = integration.advance();
        }
        assertThat(((Advance.Ended) advance).outcome()).isEqualTo(Outcome.COMPLETED);
        Problem problem = Problems.open(spec);
        assertThatThrownBy(() -> Methods.create(Specs.method("radaug", Map.of()), problem))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("2.5e9")
                .hasMessageContaining("radaug-krylov");
    }

    private static MethodChoice choose(Objective objective) {
        Problem problem = new Problem(new GradientFlow(objective, new SquaredL2(), 0.1), new double[2]);
        return Methods.choose(Specs.method("auto", Map.of()), problem);
    }

    @Test
    void choose_namedMethod_isThatOne() {
        MethodChoice choice = choose(Specs.smallNetwork("gradient-descent", Map.of()));
        assertThat(choice.method().type()).isEqualTo("gradient-descent");
        assertThat(choice.reason()).isEqualTo("the spec asks for it");
    }

    @Test
    void choose_parameterOfAnotherMethod_isRefused() {
        RunSpec spec = Specs.smallNetwork("auto", Map.of("stepSize", 0.1));
        assertThatThrownBy(() -> choose(spec))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("method.stepSize")
                .hasMessageContaining("relativeTolerance");
    }

    /** The run of the spec with auto and of the spec with the method named are one and the same. */
    @Test
    void start_auto_recordsTheConcreteMethod() {
        Integration chosen = Integration.start("a", Specs.smallNetwork("auto", Map.of()));
        Integration named = Integration.start("a", Specs.smallNetwork("radaug", Map.of()));
        assertThat(chosen.spec()).isEqualTo(named.spec());
        assertThat(chosen.current()).isEqualTo(named.current());
        assertThat(chosen.method().reason()).isNotEqualTo(named.method().reason());
    }

    /** {@code F = 2 - cos w1 - cos w2}. */
    private record Cosine(boolean hasHessianProduct) implements Objective {
        @Override
        public int dimension() {
            return 2;
        }

        @Override
        public double value(double[] w) {
            return 2 - Math.cos(w[0]) - Math.cos(w[1]);
        }

        @Override
        public void gradient(double[] w, double[] out) {
            out[0] = Math.sin(w[0]);
            out[1] = Math.sin(w[1]);
        }

        @Override
        public void hessianProduct(double[] w, double[] v, double[] out) {
            out[0] = Math.cos(w[0]) * v[0];
            out[1] = Math.cos(w[1]) * v[1];
        }

        @Override
        public double testLoss(double[] w) {
            return Double.NaN;
        }
    }
}
