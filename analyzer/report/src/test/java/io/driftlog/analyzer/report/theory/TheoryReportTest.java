package io.driftlog.analyzer.report.theory;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftlog.simulator.flow.loop.UnregularizedLimit;
import io.driftlog.simulator.flow.theory.Convergence;
import io.driftlog.simulator.flow.theory.TheoryCheck.Settings;
import io.driftlog.simulator.flow.theory.TheoryFindings;
import io.driftlog.simulator.flow.theory.TheoryFindings.Agreement;
import io.driftlog.simulator.flow.theory.TheoryFindings.DoubleLimits;
import io.driftlog.simulator.flow.theory.TheoryFindings.FastPhase;
import io.driftlog.simulator.flow.theory.TheoryFindings.LateMatching;
import io.driftlog.simulator.flow.theory.TheoryFindings.Limits;
import io.driftlog.simulator.flow.theory.TheoryFindings.Matching;
import io.driftlog.simulator.flow.theory.TheoryFindings.SlowPhase;
import io.driftlog.simulator.flow.theory.TheoryFindings.SlowWindow;
import io.driftlog.simulator.flow.theory.TheoryFindings.Window;
import io.driftlog.simulator.flow.theory.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** Goal: each finding is worded by its numbers. Method: findings made by hand, with errors that are powers of lambda. */
final class TheoryReportTest {
    private static final double[] LAMBDAS = {1e-3, 1e-4, 1e-5, 1e-6};
    private static final Convergence FIRST_ORDER = error(lambda -> lambda);
    private static final Convergence ROOT = error(Math::sqrt);
    private static final Convergence LATE = error(lambda -> lambda + 1e6 * lambda * lambda * lambda);
    private static final Convergence CONSTANT = error(lambda -> 0.3);

    private static Convergence error(DoubleUnaryOperator error) {
        return new Convergence(
                LAMBDAS, LAMBDAS, Arrays.stream(LAMBDAS).map(error).toArray(), 1, 1e-9);
    }

    private static TheoryReport report(boolean holds) {
        TheoryFindings findings = new TheoryFindings(
                20,
                0.0033,
                holds,
                holds ? OptionalDouble.empty() : OptionalDouble.of(0.25),
                new FastPhase(
                        holds ? Verdict.PASS : Verdict.FAIL,
                        List.of(new Window(0, 1, FIRST_ORDER), new Window(0, 10, holds ? LATE : CONSTANT))),
                new SlowPhase(
                        holds ? Verdict.PASS : Verdict.UNDETERMINED,
                        List.of(
                                new SlowWindow(
                                        new Window(0.05, 1, FIRST_ORDER),
                                        0.5,
                                        Optional.of(new LateMatching(1e-4, 0.123456))),
                                new SlowWindow(new Window(1, 2, ROOT), 0.01, Optional.empty()))),
                new Matching(holds ? Verdict.PASS : Verdict.UNDETERMINED, ROOT, holds, 304.4, 303.1, holds),
                new Limits(holds ? Verdict.PASS : Verdict.UNDETERMINED, FIRST_ORDER, CONSTANT, 3e-3, holds),
                new DoubleLimits(
                        holds ? Verdict.PASS : Verdict.UNDETERMINED,
                        ROOT,
                        holds ? Optional.of(FIRST_ORDER) : Optional.empty(),
                        1e-4,
                        !holds,
                        1e-3,
                        2e-9,
                        0.7,
                        holds ? Agreement.DIFFER : Agreement.UNKNOWN,
                        holds ? 1.5 : Double.NaN,
                        1e-6,
                        0.02));
        return new TheoryReport(
                "B",
                Settings.DEFAULT,
                new UnregularizedLimit(new double[1], true, 10, 1e-13, 0, 0, 7, "it came to rest"),
                List.of(new TheoryReport.Run(1e-3, "B-0.001-x", 77, 2e4)),
                findings,
                1500);
    }

    @Test
    void lines_everyPropositionHolds_sayRatesAndRemarks() {
        String text = String.join("\n", report(true).lines());

        assertThat(text)
                .contains(
                        "pass  P1  On fixed windows of time",
                        "found:    it falls like lambda for t in [0, 1], t in [0, 10]",
                        "t in [0, 1]: exponent 1 [1, 1]; that holds from lambda = 1e-3 on, the largest there is",
                        "that holds from lambda = 1e-4 on, not yet at 1e-3 (2e-3, exponent 1.3",
                        "it falls like lambda for slow time in [0.05, 1]; it falls, but not like lambda, for slow time"
                                + " in [1, 2]",
                        "; at lambda = 1e-4 the window begins before the slow phase does, at slow time 0.123",
                        "the Morse-Bott bound, is 0.01 of that at the start: the singular limit spoils the rate here",
                        "t_WD grows by 304 per unit of ln(1/lambda)",
                        "of rate 3.3e-3, gives 303; over -lambda ln lambda itself: exponent 0.5",
                        "at slow time 20 the KKT residual is at most 3e-3; the residual: exponent 1",
                        "they lie 0.7 apart: the limits differ, which is grokking; the test loss is 1.5 at Phi(w0)",
                        "it is singular, and weights near 0 come to it like a root of lambda",
                        "P1 pass, P2 pass, matching pass, P3 pass, P4 pass; 1 runs in 1.5 s.")
                .doesNotContain("kinks", "take weight decays", "too early");
        assertThat(report(true).hasFailure()).isFalse();
    }

    @Test
    void lines_propositionsThatFailOrCannotBeTold_sayWhy() {
        String text = String.join("\n", report(false).lines());

        assertThat(text)
                .contains(
                        "FAIL  P1",
                        "it does not fall for t in [0, 10]",
                        "over the three smallest lambda: it does not fall with lambda",
                        "undetermined  P2",
                        "of rate 3.3e-3: take weight decays of 3.3e-4 and below",
                        "neurons reach kinks or leave them from slow time 0.25 on",
                        "some run has no t_WD: weight decay never balances the loss gradient",
                        "the KKT residual is at most 3e-3, not small: run to a larger slow time",
                        "the runs end too early to tell, for at slow time 20 the effective flow itself is still 1e-4"
                                + " from its limit",
                        ", but runs still end 1e-3 away: too far to tell whether they differ");
        assertThat(report(false).hasFailure()).isTrue();
    }

    @Test
    void json_anyReport_hasSeriesWithNumbersAndWords() {
        Map<String, ?> json = report(true).json();

        assertThat(json.get("propositions"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .hasSize(5);
        assertThat(json.toString()).contains("outcome=at-the-expected-rate", "holdsFrom=1.0E-4", "verdict=pass");
    }
}
