package io.driftlog.simulator.flow.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftlog.events.Dataset;
import io.driftlog.events.RunSpec;
import io.driftlog.simulator.flow.GradientFlow;
import io.driftlog.simulator.flow.Objective;
import io.driftlog.simulator.flow.Specs;
import io.driftlog.simulator.flow.SquaredL2;
import io.driftlog.simulator.flow.loop.Integration;
import java.util.Map;
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
    void choose_lossThatIsNoSumOfSquares_takesAnExplicitMethod() {
        assertThat(choose(new Cosine(true)).method().type()).isEqualTo("rkc");
        assertThat(choose(new Cosine(false)).method().type()).isEqualTo("dormand-prince");
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
