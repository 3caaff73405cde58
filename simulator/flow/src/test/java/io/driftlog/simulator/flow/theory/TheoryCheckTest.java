package io.driftlog.simulator.flow.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.analyzer.testkit.BenchmarkProblems;
import io.driftlog.events.InitialSpec;
import io.driftlog.events.RegularizerTerm;
import io.driftlog.events.RunSpec;
import io.driftlog.simulator.flow.Specs;
import io.driftlog.simulator.flow.loop.Advance;
import io.driftlog.simulator.flow.loop.Integration;
import io.driftlog.simulator.flow.theory.Convergence.Outcome;
import io.driftlog.simulator.flow.theory.TheoryCheck.Settings;
import io.driftlog.simulator.flow.theory.TheoryFindings.Agreement;
import io.driftlog.simulator.flow.theory.TheoryFindings.SlowWindow;
import io.driftlog.simulator.flow.theory.TheoryFindings.Window;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Goal: the findings are those measured elsewhere, with other software. */
class TheoryCheckTest {
    @Test
    void findings_problemB_givesTheNumbersMeasuredElsewhere() {
        TheoryFindings found = findings("B", 1e-3, 1e-4, 3e-5, 1e-5, 3e-6, 1e-6);

        assertThat(verdicts(found)).containsOnly(Verdict.PASS);
        SlowWindow early = found.slowPhase().windows().get(0);
        assertThat(early.window().from()).isEqualTo(0.05);
        assertThat(early.window().to()).isEqualTo(1);
        Convergence error = early.window().error();
        assertThat(error.errors()[1]).as("at 1e-4").isCloseTo(5e-2, within(5e-3));
        assertThat(error.errors()[3]).as("at 1e-5").isCloseTo(5.1e-4, within(5e-6));
        assertThat(error.errors()[5]).as("at 1e-6").isCloseTo(5.1e-5, within(5e-7));
        assertThat(error.fit().orElseThrow().exponent()).isCloseTo(1, within(5e-3));
        assertThat(error.holdsFrom()).hasValue(1e-5);
        assertThat(early.late().orElseThrow().weightDecay()).isEqualTo(1e-4);

        SlowWindow towardsTheLimit = found.slowPhase().windows().get(2);
        assertThat(towardsTheLimit.window().from()).isEqualTo(2);
        error = towardsTheLimit.window().error();
        assertThat(error.outcome()).isEqualTo(Outcome.AT_ANOTHER_RATE);
        assertThat(error.fit().orElseThrow().exponent()).isCloseTo(0.8, within(0.05));
        assertThat(towardsTheLimit.isSpoiltBySingularity()).isTrue();

        assertThat(found.matching().growth()).isCloseTo(304.5, within(4.5));
        assertThat(found.matching().expectedGrowth()).isCloseTo(303, within(0.5));
        assertThat(found.fastPhase().windows())
                .allSatisfy(window -> assertThat(window.error().holdsFrom()).hasValue(1e-3));
        assertThat(found.doubleLimits().agreement()).isEqualTo(Agreement.DIFFER);
        Convergence predictor = found.doubleLimits().predictor().orElseThrow();
        assertThat(predictor.errors()[3]).as("at 1e-5").isCloseTo(1.5e-5, within(1e-6));
        assertThat(predictor.outcome()).isEqualTo(Outcome.AT_THE_EXPECTED_RATE);
    }

    /** The model is linear, its manifold flat: everything is first order everywhere. */
    @Test
    void findings_linearRegression_isFirstOrderEverywhere() {
        TheoryFindings found = findings("A", 1e-3, 1e-4, 1e-5, 1e-6);

        assertThat(verdicts(found)).containsOnly(Verdict.PASS);
        assertThat(Stream.of(
                                found.fastPhase().windows().stream().map(Window::error),
                                slowErrors(found),
                                Stream.of(found.doubleLimits().toLimit()),
                                found.doubleLimits().predictor().stream())
                        .flatMap(errors -> errors))
                .hasSize(3 + 4 + 2)
                .allSatisfy(TheoryCheckTest::isFirstOrder);
    }

    /** The flow of l1 is a chain of straight lines, and ends at basis pursuit: everything is first order there too. */
    @Test
    void findings_l1OfALinearModel_areFirstOrderToBasisPursuit() {
        RunSpec spec = new RunSpec(
                        Specs.generated("linear-regression", "gaussian", Map.of("features", 30.0, "samples", 12.0)),
                        new InitialSpec.Gaussian(0.1),
                        1e-3,
                        "l2",
                        Specs.method("auto", Map.of()),
                        Specs.untilSlowTime(20),
                        1)
                .withRegularizers(List.of(RegularizerTerm.plain("l1")));
        TheoryFindings found = findings(spec, 3e-4, 3e-5, 3e-6);

        assertThat(verdicts(found)).containsOnly(Verdict.PASS);
        assertThat(slowErrors(found)).allSatisfy(TheoryCheckTest::isFirstOrder);
        assertThat(found.doubleLimits().toLimit()).satisfies(TheoryCheckTest::isFirstOrder);
        assertThat(found.doubleLimits().agreement()).isEqualTo(Agreement.DIFFER);
    }

    /** No lambda is small, so the runs show nothing of the limit. */
    @Test
    void findings_weightDecaysThatAreNotSmall_areUndeterminedNotFalse() {
        TheoryFindings found = findings("B", 0.1, 0.03, 0.01);

        assertThat(found.asymptotic()).isFalse();
        assertThat(found.slowPhase().verdict()).isNotEqualTo(Verdict.PASS);
        assertThat(found.slowestRate()).isCloseTo(3.3e-3, within(5e-5));
    }

    /** Neurons cross kinks, slide along several at once and leave them, and the derived flow does the same. */
    @Test
    void findings_reluOfSeveralInputs_areFirstOrderAlongKinksToo() {
        TheoryFindings found = findings(Specs.reluOfInputs(3, 30, 12, 1e-3, 10), 1e-5, 3e-6, 1e-6);

        assertThat(found.slowPhase().verdict()).isEqualTo(Verdict.PASS);
        assertThat(found.firstKink()).isPresent();
        assertThat(slowErrors(found)).hasSize(4).allSatisfy(TheoryCheckTest::isFirstOrder);
        assertThat(found.limits().verdict()).isEqualTo(Verdict.PASS);
    }

    /** One input, a hundred neurons, most of which die: kinks are no evidence against a theory of smooth losses. */
    @Test
    void findings_reluNetworkOfOneInput_failNothing() {
        TheoryFindings found = findings("D", 1e-3, 1e-4, 1e-5);

        assertThat(found.fastPhase().verdict()).isEqualTo(Verdict.PASS);
        assertThat(found.limits().verdict())
                .as("P is that of motion along kinks")
                .isEqualTo(Verdict.PASS);
        assertThat(verdicts(found)).doesNotContain(Verdict.FAIL);
        assertThat(found.doubleLimits().agreement()).isNotEqualTo(Agreement.AGREE);
    }

    private static List<Verdict> verdicts(TheoryFindings found) {
        return List.of(
                found.fastPhase().verdict(),
                found.slowPhase().verdict(),
                found.matching().verdict(),
                found.limits().verdict(),
                found.doubleLimits().verdict());
    }

    private static Stream<Convergence> slowErrors(TheoryFindings found) {
        return found.slowPhase().windows().stream().map(SlowWindow::window).map(Window::error);
    }

    private static void isFirstOrder(Convergence error) {
        assertThat(error.fit().orElseThrow().exponent()).isCloseTo(1, within(0.02));
    }

    private static TheoryFindings findings(String problem, double... lambdas) {
        return findings(BenchmarkProblems.run(problem, 1e-4, 20), lambdas);
    }

    private static TheoryFindings findings(RunSpec spec, double... lambdas) {
        TheoryCheck check = TheoryCheck.of(spec, Settings.DEFAULT);
        UnregularizedRun unregularized = check.unregularized();
        double smallest = Arrays.stream(lambdas).min().orElseThrow();
        Integration free = Integration.start("free", check.run(0, smallest));
        while (free.advance() instanceof Advance.Stepped stepped) {
            unregularized.step(stepped.step(), stepped.interpolant());
        }
        List<RunMeasures> measures = Arrays.stream(lambdas)
                .mapToObj(lambda -> measured(check, unregularized, lambda))
                .toList();
        return check.findings(unregularized, measures);
    }

    private static RunMeasures measured(TheoryCheck check, UnregularizedRun unregularized, double lambda) {
        ObservedRun observed = check.observe(lambda, unregularized);
        Integration run = Integration.start("run", check.run(lambda, lambda));
        observed.begin(run.current());
        while (run.advance() instanceof Advance.Stepped stepped) {
            observed.step(stepped.step(), stepped.interpolant());
        }
        return observed.measures();
    }
}
