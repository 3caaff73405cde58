package io.driftlog.simulator.flow.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftlog.events.Dataset;
import io.driftlog.events.InitialSpec;
import io.driftlog.events.Outcome;
import io.driftlog.events.RunSpec;
import io.driftlog.events.StepTaken;
import io.driftlog.simulator.flow.Specs;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Goal: an integration that cannot go on ends with an outcome, one sentence and its last good state. Method: a run for
 * each kind of failure.
 */
class FailureTest {
    private record Run(StepTaken last, Advance.Ended end) {
        static Run of(RunSpec spec) {
            Integration integration = Integration.start("run", spec);
            Advance advance = integration.advance();
            while (advance instanceof Advance.Stepped) {
                advance = integration.advance();
            }
            return new Run(integration.current(), (Advance.Ended) advance);
        }
    }

    private static void checkFailure(Run run, String cause, String... words) {
        assertThat(run.end().outcome()).isEqualTo(Outcome.FAILED);
        assertThat(run.end().cause()).isEqualTo(cause);
        assertThat(run.end().reason()).matches("[A-Z][^\n]*\\.").contains(words);
        assertThat(run.last().weights()).doesNotContain(Double.NaN, Double.POSITIVE_INFINITY);
        assertThat(run.last().trainLoss()).isFinite();
        assertThat(run.last().gradientNorm()).isFinite();
    }

    private static RunSpec regression(String method, double feature, double start) {
        RunSpec spec = Specs.with(
                Specs.smallNetwork(method, Map.of()),
                Specs.given(
                        "linear-regression",
                        Map.of(
                                "features", new Dataset(1, 1, new double[] {feature}),
                                "targets", new Dataset(1, 1, new double[1]))));
        return Specs.with(spec, new InitialSpec.Given(new double[] {start}));
    }

    @Test
    void advance_gramMatrixThatOverflows_failsAsUnderflowAndNamesIt() {
        checkFailure(Run.of(regression("radaug", 1e160, 0)), "step-size-underflow", "Gram matrix", "t = 0 (step 0)");
    }

    @Test
    void advance_stepsThatOverflow_failsAsNonFiniteWithTheLastGoodState() {
        RunSpec spec = Specs.with(
                Specs.smallNetwork("runge-kutta-4", Map.of("stepSize", 20.0)),
                new InitialSpec.Given(new double[] {3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3}));
        Run run = Run.of(Specs.with(spec, 0, Specs.untilTime(1e6)));
        checkFailure(run, "non-finite", "20", "smaller");
    }

    @Test
    void advance_momentumBeyondStability_failsAsNonFinite() {
        RunSpec spec = Specs.smallNetwork("gradient-descent", Map.of("stepSize", 100.0, "momentum", 0.5));
        checkFailure(Run.of(Specs.with(spec, 0, Specs.untilTime(1e7))), "non-finite", "smaller");
    }

    @Test
    void advance_stiffnessTooGreatForTheBudget_failsAtTheStepLimit() {
        RunSpec spec = Specs.with(
                Specs.smallNetwork("dormand-prince", Map.of("maxSteps", 50.0)), new InitialSpec.Gaussian(1e8));
        checkFailure(Run.of(spec), "step-limit", "its 50 steps", "method.maxSteps");
    }

    @Test
    void advance_gradientNormNeverReached_failsBeforeTimeOverflows() {
        RunSpec spec = Specs.with(regression("exact", 0, 1), 0, Specs.untilGradientNorm(Double.MIN_VALUE));
        assertThat(Run.of(spec).end().cause()).isEqualTo("gradient-norm-reached");
        RunSpec impossible = Specs.with(
                Specs.with(
                        Specs.smallNetwork("exact", Map.of()),
                        Specs.generated("linear-regression", "gaussian", Map.of("samples", 60.0, "noise", 1.0))),
                0.0,
                Specs.untilGradientNorm(Double.MIN_VALUE));
        Run run = Run.of(impossible);
        assertThat(run.end().outcome()).isNotNull();
        assertThat(run.end().reason()).isNotBlank();
        assertThat(run.last().weights()).doesNotContain(Double.NaN);
    }
}
