package io.driftlog.simulator.flow.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.analyzer.testkit.BenchmarkProblems;
import io.driftlog.events.RunSpec;
import io.driftlog.simulator.flow.Specs;
import io.driftlog.simulator.flow.loop.Advance;
import io.driftlog.simulator.flow.loop.Integration;
import io.driftlog.simulator.flow.theory.Convergence.Outcome;
import io.driftlog.simulator.flow.theory.Proposition.Series;
import io.driftlog.simulator.flow.theory.Proposition.Verdict;
import io.driftlog.simulator.flow.theory.TheoryCheck.Settings;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Goal: the measures give what was measured elsewhere, with other software, and tell it. */
class TheoryCheckTest {
    @Test
    void report_problemB_givesTheNumbersMeasuredElsewhere() {
        Map<String, Proposition> found = report("B", 1e-3, 1e-4, 3e-5, 1e-5, 3e-6, 1e-6);

        assertThat(found.values()).extracting(Proposition::verdict).containsOnly(Verdict.PASS);
        Proposition slow = found.get("P2");
        Convergence early = slow.series().get(0).convergence();
        assertThat(early.name()).isEqualTo("slow time in [0.05, 1]");
        assertThat(early.errors()[1]).as("at 1e-4").isCloseTo(5e-2, within(5e-3));
        assertThat(early.errors()[3]).as("at 1e-5").isCloseTo(5.1e-4, within(5e-6));
        assertThat(early.errors()[5]).as("at 1e-6").isCloseTo(5.1e-5, within(5e-7));
        assertThat(early.fit().orElseThrow().exponent()).isCloseTo(1, within(5e-3));
        assertThat(early.holdsFrom()).hasValue(1e-5);
        assertThat(slow.series().get(0).remark())
                .contains("at lambda = 0.0001 the window begins before the slow phase");

        Series towardsTheLimit = slow.series().get(2);
        assertThat(towardsTheLimit.convergence().name()).isEqualTo("slow time in [2, 5]");
        assertThat(towardsTheLimit.convergence().outcome()).isEqualTo(Outcome.AT_ANOTHER_RATE);
        assertThat(towardsTheLimit.convergence().fit().orElseThrow().exponent()).isCloseTo(0.8, within(0.05));
        assertThat(towardsTheLimit.remark()).contains("the singular limit spoils the rate here");

        assertThat(found.get("matching").reason())
                .startsWith("t_WD grows by 30")
                .contains("gives 303");
        assertThat(found.get("P1").series())
                .allSatisfy(
                        series -> assertThat(series.convergence().holdsFrom()).hasValue(1e-3));
        assertThat(found.get("P4").reason()).contains("the limits differ, which is grokking");
        Convergence predictor = found.get("P4").series().get(1).convergence();
        assertThat(predictor.errors()[3]).as("at 1e-5").isCloseTo(1.5e-5, within(1e-6));
        assertThat(predictor.outcome()).isEqualTo(Outcome.AT_THE_EXPECTED_RATE);
    }

    /** The model is linear, its manifold flat: everything is first order everywhere. */
    @Test
    void report_linearRegression_isFirstOrderEverywhere() {
        Map<String, Proposition> found = report("A", 1e-3, 1e-4, 1e-5, 1e-6);

        assertThat(found.values()).extracting(Proposition::verdict).containsOnly(Verdict.PASS);
        for (String id : List.of("P1", "P2", "P4")) {
            assertThat(found.get(id).series())
                    .allSatisfy(series -> assertThat(
                                    series.convergence().fit().orElseThrow().exponent())
                            .isCloseTo(1, within(0.02)));
        }
    }

    /** Too large a lambda throughout: nothing can be said of the limit, and that is said. */
    @Test
    void report_weightDecaysThatAreNotSmall_isUndeterminedNotFalse() {
        Proposition slow = report("B", 0.1, 0.03, 0.01).get("P2");

        assertThat(slow.verdict()).isNotEqualTo(Verdict.PASS);
        assertThat(slow.reason()).contains("take weight decays of 0.00033 and below");
    }

    /** Neurons cross kinks, slide along several at once and leave them, and the derived flow does the same. */
    @Test
    void report_reluOfSeveralInputs_isFirstOrderAlongKinksToo() {
        Map<String, Proposition> found = report(Specs.reluOfInputs(3, 30, 12, 1e-3, 10), 1e-5, 3e-6, 1e-6);

        assertThat(found.get("P2").verdict()).isEqualTo(Verdict.PASS);
        assertThat(found.get("P2").reason()).contains("neurons reach kinks or leave them");
        assertThat(found.get("P2").series())
                .hasSize(4)
                .allSatisfy(series -> assertThat(
                                series.convergence().fit().orElseThrow().exponent())
                        .isCloseTo(1, within(0.02)));
        assertThat(found.get("P3").verdict()).isEqualTo(Verdict.PASS);
    }

    /** One input, a hundred neurons, most of which die: kinks are no evidence against a theory of smooth losses. */
    @Test
    void report_reluNetworkOfOneInput_failsNothing() {
        Map<String, Proposition> found = report("D", 1e-3, 1e-4, 1e-5);

        assertThat(found.get("P1").verdict()).isEqualTo(Verdict.PASS);
        assertThat(found.get("P3").verdict())
                .as("P is that of motion along kinks")
                .isEqualTo(Verdict.PASS);
        assertThat(found.values()).extracting(Proposition::verdict).doesNotContain(Verdict.FAIL);
        assertThat(found.get("P4").reason()).doesNotContain("the limits agree");
    }

    private static Map<String, Proposition> report(String problem, double... lambdas) {
        return report(BenchmarkProblems.run(problem, 1e-4, 20), lambdas);
    }

    private static Map<String, Proposition> report(RunSpec spec, double... lambdas) {
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
        return check.report(unregularized, measures).stream()
                .collect(Collectors.toMap(Proposition::id, Function.identity()));
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
