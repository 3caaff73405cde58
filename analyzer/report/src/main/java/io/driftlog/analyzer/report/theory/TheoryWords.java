package io.driftlog.analyzer.report.theory;

import static io.driftlog.analyzer.report.theory.ConvergenceWords.rounded;
import static io.driftlog.analyzer.report.theory.ConvergenceWords.sentence;
import static io.driftlog.events.NumberText.readable;

import io.driftlog.analyzer.report.theory.Statement.Series;
import io.driftlog.simulator.flow.theory.Convergence.Outcome;
import io.driftlog.simulator.flow.theory.TheoryFindings;
import io.driftlog.simulator.flow.theory.TheoryFindings.DoubleLimits;
import io.driftlog.simulator.flow.theory.TheoryFindings.Limits;
import io.driftlog.simulator.flow.theory.TheoryFindings.Matching;
import io.driftlog.simulator.flow.theory.TheoryFindings.SlowWindow;
import io.driftlog.simulator.flow.theory.TheoryFindings.Window;
import java.util.ArrayList;
import java.util.List;

/** Words the findings on the propositions. */
final class TheoryWords {
    private final TheoryFindings findings;

    TheoryWords(TheoryFindings findings) {
        this.findings = findings;
    }

    List<Statement> statements() {
        return List.of(fastPhase(), slowPhase(), matching(), limits(), doubleLimits());
    }

    private Statement fastPhase() {
        List<Series> series = findings.fastPhase().windows().stream()
                .map(window -> new Series("t in " + interval(window), window.error(), ""))
                .toList();
        return new Statement(
                "P1",
                "On fixed windows of time the run follows the unregularised flow",
                "sup ||w - w_GF|| / ||w_GF|| falls with lambda; its bound lambda t e^(ct) sup ||w|| gives exponent 1",
                findings.fastPhase().verdict(),
                reason(series),
                series);
    }

    private Statement slowPhase() {
        List<Series> series = findings.slowPhase().windows().stream()
                .map(window -> new Series(
                        "slow time in " + interval(window.window()),
                        window.window().error(),
                        remark(window)))
                .toList();
        return new Statement(
                "P2",
                "In slow time tau = lambda t the run follows the effective flow",
                "sup ||w(tau / lambda) - w_eff(tau)|| / ||w_eff(tau)|| falls with lambda on every window; the paper states"
                        + " no rate, first-order perturbation gives exponent 1 while the smallest eigenvalue of J J^T on"
                        + " the manifold stays away from 0",
                findings.slowPhase().verdict(),
                reason(series) + notAsymptotic() + kinks(),
                series);
    }

    private static String interval(Window window) {
        return "[" + readable(window.from()) + ", " + readable(window.to()) + "]";
    }

    private static String remark(SlowWindow window) {
        return "by its end the smallest eigenvalue of J J^T, the Morse-Bott bound, is " + rounded(window.gap())
                + " of that at the start"
                + (window.isSpoiltBySingularity() ? ": the singular limit spoils the rate here" : "")
                + window.late()
                        .map(late -> "; at lambda = " + readable(late.weightDecay())
                                + " the window begins before the slow phase does, at slow time "
                                + rounded(late.slowTime()))
                        .orElse("");
    }

    private Statement matching() {
        Matching matching = findings.matching();
        String reason = matching.known()
                ? "t_WD grows by " + rounded(matching.growth())
                        + " per unit of ln(1/lambda); the slowest direction of the"
                        + " loss at Phi(w0), of rate " + rounded(findings.slowestRate()) + ", gives "
                        + rounded(matching.expectedGrowth()) + "; over -lambda ln lambda itself: "
                        + sentence(matching.slowTime())
                : "some run has no t_WD: weight decay never balances the loss gradient";
        return new Statement(
                "matching",
                "The slow phase takes over at slow time of order -lambda ln lambda",
                "lambda t_WD falls like -lambda ln lambda: t_WD grows like ln(1/lambda) over the smallest non-zero"
                        + " eigenvalue of the Hessian",
                matching.verdict(),
                reason + notAsymptotic() + (matching.expectedOrder() ? "" : kinks()),
                List.of(new Series(
                        "slow time lambda t_WD",
                        matching.slowTime(),
                        "the exponent comes to 1 slowly: t_WD is (ln(1/lambda) - constant) / rate")));
    }

    private Statement limits() {
        Limits limits = findings.limits();
        String reason = "at slow time " + readable(findings.slowTime()) + " the KKT residual is at most "
                + rounded(limits.largest()) + (limits.stationary() ? "" : ", not small: run to a larger slow time")
                + "; the residual: " + sentence(limits.residual());
        return new Statement(
                "P3",
                "Limits are KKT points of min R subject to F = 0",
                "at the end of every run ||P grad R|| / ||grad R|| is small, and the residual falls with lambda,"
                        + " exponent 1",
                limits.verdict(),
                reason,
                List.of(
                        new Series(
                                "KKT residual ||P grad R|| / ||grad R||",
                                limits.stationarity(),
                                "small because the runs have come to rest; no power of lambda is expected"),
                        new Series("residual ||r|| / ||r(w0)||", limits.residual(), "")));
    }

    private Statement doubleLimits() {
        DoubleLimits limits = findings.doubleLimits();
        String reason = "lim lambda->0 lim t->inf is the limit of the effective flow: "
                + (limits.tooEarly()
                        ? "the runs end too early to tell, for at slow time " + readable(findings.slowTime())
                                + " the effective flow itself is still " + rounded(limits.unfinished())
                                + " from its limit"
                        : sentence(limits.toLimit()))
                + "; lim t->inf lim lambda->0 is Phi(w0): the run without weight decay ends "
                + rounded(limits.early()) + " from it; they lie " + rounded(limits.apart()) + " apart"
                + comparison(limits) + testLosses(limits) + kinks();
        List<Series> series = new ArrayList<>();
        series.add(new Series(
                "end of the run to the limit of the effective flow",
                limits.toLimit(),
                "at the limit the smallest eigenvalue of J J^T is " + rounded(limits.gap()) + " of that at Phi(w0)"
                        + (limits.isSpoiltBySingularity()
                                ? ": it is singular, and weights near 0 come to it like a root of lambda"
                                : "")));
        limits.predictor()
                .ifPresent(error ->
                        series.add(new Series("largest difference of a predictor's coefficient there", error, "")));
        return new Statement(
                "P4",
                "The limits lambda to 0 and t to infinity do not commute",
                "runs end at the limit of the effective flow as lambda falls, and without weight decay at Phi(w0); grokking"
                        + " is that these differ",
                limits.verdict(),
                reason,
                series);
    }

    private static String comparison(DoubleLimits limits) {
        return switch (limits.agreement()) {
            case DIFFER -> ": the limits differ, which is grokking";
            case AGREE -> ": the limits agree, no grokking";
            case UNKNOWN ->
                ", but runs still end " + rounded(Math.max(limits.left(), limits.early()))
                        + " away: too far to tell whether they differ";
        };
    }

    private static String testLosses(DoubleLimits limits) {
        return Double.isNaN(limits.startTestLoss())
                ? ""
                : "; the test loss is " + rounded(limits.startTestLoss()) + " at Phi(w0) and "
                        + rounded(limits.limitTestLoss()) + " at the limit of the effective flow";
    }

    private String notAsymptotic() {
        return findings.asymptotic()
                ? ""
                : "; no lambda here is small against the slowest direction of the loss at Phi(w0), of rate "
                        + rounded(findings.slowestRate()) + ": take weight decays of "
                        + rounded(TheoryFindings.MUCH_LESS * findings.slowestRate()) + " and below";
    }

    private String kinks() {
        return findings.firstKink().isPresent()
                ? "; neurons reach kinks or leave them from slow time "
                        + rounded(findings.firstKink().getAsDouble())
                        + " on, where the loss is not smooth, as the theory assumes"
                : "";
    }

    private static String reason(List<Series> series) {
        List<String> parts = new ArrayList<>();
        say(parts, "it falls like lambda for ", series, Outcome.AT_THE_EXPECTED_RATE);
        say(parts, "it falls, but not like lambda, for ", series, Outcome.AT_ANOTHER_RATE);
        say(parts, "it does not fall for ", series, Outcome.NOT);
        say(parts, "too few values can tell for ", series, Outcome.UNDETERMINED);
        return String.join("; ", parts);
    }

    private static void say(List<String> parts, String what, List<Series> series, Outcome outcome) {
        List<String> names = series.stream()
                .filter(one -> one.convergence().outcome() == outcome)
                .map(Series::name)
                .toList();
        if (!names.isEmpty()) {
            parts.add(what + String.join(", ", names));
        }
    }
}
