package io.driftlog.simulator.flow.theory;

import static io.driftlog.simulator.spi.Numbers.readable;

import io.driftlog.simulator.flow.theory.Convergence.Outcome;
import io.driftlog.simulator.flow.theory.Proposition.Series;
import io.driftlog.simulator.flow.theory.Proposition.Verdict;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** The verdicts on the propositions, from what was measured on each run. */
final class TheoryReport {
    /** Residuals up to this are rounding noise. */
    private static final double ROUNDING = 1e-13;
    /** A rate is small against another when it is at most this fraction of it. */
    private static final double MUCH_LESS = 0.1;

    /** t_WD grows as expected within this factor. */
    private static final double ABOUT = 1.5;

    /** A limit counts as a KKT point when its residual is below this. */
    private static final double STATIONARY = 1e-2;
    /** Runs tell of the limit while they are further from it than so many times the effective flow is. */
    private static final double UNFINISHED = 2;
    /** Two limits differ when their distance is so many times what is left of the errors. */
    private static final double CLEARLY = 10;
    /** Two limits agree when they are closer than this, relative to their size. */
    private static final double CLOSE = 1e-2;

    private final TheoryCheck check;
    private final UnregularizedRun unregularized;
    private final List<RunMeasures> measures;
    private final double[] weightDecays;

    TheoryReport(TheoryCheck check, UnregularizedRun unregularized, List<RunMeasures> measures) {
        this.check = check;
        this.unregularized = unregularized;
        this.measures = measures.stream()
                .sorted(Comparator.comparingDouble(RunMeasures::weightDecay).reversed())
                .toList();
        weightDecays = of(RunMeasures::weightDecay);
    }

    List<Proposition> propositions() {
        return List.of(fastPhase(), slowPhase(), matching(), limits(), doubleLimits());
    }

    private double[] of(ToDoubleFunction<RunMeasures> value) {
        return measures.stream().mapToDouble(value).toArray();
    }

    private Convergence firstOrder(String name, ToDoubleFunction<RunMeasures> value) {
        return new Convergence(
                name, weightDecays, weightDecays, of(value), 1, check.settings().floor());
    }

    private Proposition fastPhase() {
        List<Series> series = new ArrayList<>();
        double[] windows = check.settings().flowWindows();
        for (int k = 0; k < windows.length; k++) {
            int window = k;
            Convergence convergence =
                    firstOrder("t in [0, " + readable(windows[k]) + "]", run -> run.toUnregularized()[window]);
            series.add(new Series(convergence, ""));
        }
        return new Proposition(
                "P1",
                "On fixed windows of time the run follows the unregularised flow",
                "sup ||w - w_GF|| / ||w_GF|| falls with lambda; its bound lambda t e^(ct) sup ||w|| gives exponent 1",
                verdict(series),
                reason(series),
                series);
    }

    private Proposition slowPhase() {
        List<Series> series = new ArrayList<>();
        double[] edges = check.settings().slowWindows();
        for (int k = 0; k + 1 < edges.length; k++) {
            int window = k;
            Convergence convergence = firstOrder(
                    "slow time in [" + readable(edges[k]) + ", " + readable(edges[k + 1]) + "]",
                    run -> run.toEffective()[window]);
            series.add(new Series(convergence, singularity(convergence, k + 1) + beforeMatching(edges[k])));
        }
        return new Proposition(
                "P2",
                "In slow time tau = lambda t the run follows the effective flow",
                "sup ||w(tau / lambda) - w_eff(tau)|| / ||w_eff(tau)|| falls with lambda on every window; the paper states"
                        + " no rate, first-order perturbation gives exponent 1 while the smallest eigenvalue of J J^T on"
                        + " the manifold stays away from 0",
                isAsymptotic() || names(series, Outcome.AT_THE_EXPECTED_RATE).size() == series.size()
                        ? unlessKinks(verdict(series))
                        : Verdict.UNDETERMINED,
                reason(series) + notAsymptotic() + kinks(),
                series);
    }

    /** Whether some lambda is small against the slowest direction of the loss at Phi(w0). */
    private boolean isAsymptotic() {
        return weightDecays[weightDecays.length - 1] <= MUCH_LESS * check.slowestRate();
    }

    private String notAsymptotic() {
        return isAsymptotic()
                ? ""
                : "; no lambda here is small against the slowest direction of the loss at Phi(w0), of rate "
                        + rounded(check.slowestRate()) + ": take weight decays of "
                        + rounded(MUCH_LESS * check.slowestRate()) + " and below";
    }

    /** What happens to the Morse-Bott bound by the end of a window, and whether it shows. */
    private String singularity(Convergence convergence, int edge) {
        double gap = check.gap(edge);
        String bound = "by its end the smallest eigenvalue of J J^T, the Morse-Bott bound, is " + rounded(gap)
                + " of that at the start";
        if (convergence.outcome() == Outcome.AT_ANOTHER_RATE && gap < 0.1) {
            return bound + ": the singular limit spoils the rate here";
        }
        return bound;
    }

    /** For which lambda the slow phase takes over only after a window has begun. */
    private String beforeMatching(double edge) {
        return measures.stream()
                .filter(run -> run.weightDecay() * run.matchingTime() > edge)
                .min(Comparator.comparingDouble(RunMeasures::weightDecay))
                .map(run -> "; at lambda = " + readable(run.weightDecay())
                        + " the window begins before the slow phase does," + " at slow time "
                        + rounded(run.weightDecay() * run.matchingTime()))
                .orElse("");
    }

    /** Whether neurons bend at samples on the way, where the loss is not smooth, as the theory assumes. */
    private boolean hasKinks() {
        return check.effectiveFlow().end().patternChanges() > 0;
    }

    /** What does not hold where neurons bend need not be the theory's fault. */
    private Verdict unlessKinks(Verdict verdict) {
        return verdict == Verdict.FAIL && hasKinks() ? Verdict.UNDETERMINED : verdict;
    }

    private String kinks() {
        return hasKinks()
                ? "; neurons reach kinks or leave them from slow time "
                        + rounded(check.effectiveFlow().end().firstPatternChange())
                        + " on, where the loss is not smooth, as the theory assumes"
                : "";
    }

    private Proposition matching() {
        double[] scale = new double[weightDecays.length];
        for (int i = 0; i < scale.length; i++) {
            scale[i] = -weightDecays[i] * StrictMath.log(weightDecays[i]);
        }
        Convergence convergence = new Convergence(
                "slow time lambda t_WD", weightDecays, scale, of(run -> run.weightDecay() * run.matchingTime()), 1, 0);
        double growth = growthPerLog();
        double expected = 1 / check.slowestRate();
        String remark =
                "t_WD grows by " + rounded(growth) + " per unit of ln(1/lambda); the slowest direction of the loss"
                        + " at Phi(w0), of rate " + rounded(check.slowestRate()) + ", gives " + rounded(expected);
        boolean order = convergence.falls() && growth <= ABOUT * expected && growth >= expected / ABOUT;
        boolean known = measures.stream().noneMatch(run -> Double.isNaN(run.matchingTime()));
        String reason = known
                ? remark + "; over -lambda ln lambda itself: " + convergence.sentence()
                : "some run has no t_WD: weight decay never balances the loss gradient";
        return new Proposition(
                "matching",
                "The slow phase takes over at slow time of order -lambda ln lambda",
                "lambda t_WD falls like -lambda ln lambda: t_WD grows like ln(1/lambda) over the smallest non-zero"
                        + " eigenvalue of the Hessian",
                !known || !order && !isAsymptotic()
                        ? Verdict.UNDETERMINED
                        : order ? Verdict.PASS : unlessKinks(Verdict.FAIL),
                reason + notAsymptotic() + (order ? "" : kinks()),
                List.of(new Series(
                        convergence, "the exponent comes to 1 slowly: t_WD is (ln(1/lambda) - constant) / rate")));
    }

    /** How much t_WD grows from the second smallest to the smallest lambda, per unit of ln(1/lambda). */
    private double growthPerLog() {
        int n = measures.size();
        if (n < 2) {
            return Double.NaN;
        }
        RunMeasures smaller = measures.get(n - 1);
        RunMeasures larger = measures.get(n - 2);
        return (smaller.matchingTime() - larger.matchingTime())
                / StrictMath.log(larger.weightDecay() / smaller.weightDecay());
    }

    private Proposition limits() {
        Convergence feasibility = new Convergence(
                "residual ||r|| / ||r(w0)||", weightDecays, weightDecays, of(RunMeasures::infeasibility), 1, ROUNDING);
        Convergence stationarity = firstOrder("KKT residual ||P grad R|| / ||grad R||", RunMeasures::stationarity);
        double worst = largest(of(RunMeasures::stationarity));
        boolean stationary = worst <= STATIONARY;
        String reason = "at slow time " + readable(check.settings().slowTime())
                + " the KKT residual is at most " + rounded(worst)
                + (stationary ? "" : ", not small: run to a larger slow time") + "; the residual: "
                + feasibility.sentence();
        Verdict verdict = !stationary
                ? Verdict.UNDETERMINED
                : feasibility.falls()
                        ? Verdict.PASS
                        : feasibility.outcome() == Outcome.UNDETERMINED ? Verdict.UNDETERMINED : Verdict.FAIL;
        return new Proposition(
                "P3",
                "Limits are KKT points of min R subject to F = 0",
                "at the end of every run ||P grad R|| / ||grad R|| is small, and the residual falls with lambda,"
                        + " exponent 1",
                verdict,
                reason,
                List.of(
                        new Series(
                                stationarity,
                                "small because the runs have come to rest; no power of lambda is expected"),
                        new Series(feasibility, "")));
    }

    private Proposition doubleLimits() {
        double unfinished = check.unfinished();
        Convergence toLimit = new Convergence(
                "end of the run to the limit of the effective flow",
                weightDecays,
                weightDecays,
                of(RunMeasures::toLimit),
                1,
                Math.max(UNFINISHED * unfinished, check.settings().floor()));
        double[] limit = check.limit();
        double gap = TheoryCheck.distance(limit, check.start());
        double early = TheoryCheck.distance(unregularized.end(), check.start());
        double left = measures.get(measures.size() - 1).toLimit();
        boolean tooEarly =
                left <= toLimit.floor() && toLimit.floor() > check.settings().floor();
        String reason = "lim lambda->0 lim t->inf is the limit of the effective flow: "
                + (tooEarly
                        ? "the runs end too early to tell, for at slow time "
                                + readable(check.settings().slowTime()) + " the effective flow itself is still "
                                + rounded(unfinished) + " from its limit"
                        : toLimit.sentence())
                + "; lim t->inf lim lambda->0 is Phi(w0): the run without weight decay ends " + rounded(early)
                + " from it; they lie " + rounded(gap) + " apart"
                + comparison(gap, left, early)
                + testLosses(limit)
                + kinks();
        Verdict verdict = toLimit.outcome() == Outcome.UNDETERMINED || tooEarly
                ? Verdict.UNDETERMINED
                : toLimit.falls() ? Verdict.PASS : unlessKinks(Verdict.FAIL);
        return new Proposition(
                "P4",
                "The limits lambda to 0 and t to infinity do not commute",
                "runs end at the limit of the effective flow as lambda falls, and without weight decay at Phi(w0); grokking"
                        + " is that these differ",
                verdict,
                reason,
                Stream.concat(Stream.of(new Series(toLimit, singularLimit(toLimit))), predictor().stream())
                        .toList());
    }

    /** Whether two limits differ that lie a gap apart, with what is left of the errors of both. */
    private static String comparison(double gap, double left, double early) {
        if (gap > CLEARLY * Math.max(left, early)) {
            return ": the limits differ, which is grokking";
        }
        return gap <= CLOSE
                ? ": the limits agree, no grokking"
                : ", but runs still end " + rounded(Math.max(left, early))
                        + " away: too far to tell whether they differ";
    }

    private String testLosses(double[] limit) {
        double before = check.objective().testLoss(check.start());
        double after = check.objective().testLoss(limit);
        return Double.isNaN(before)
                ? ""
                : "; the test loss is " + rounded(before) + " at Phi(w0) and " + rounded(after)
                        + " at the limit of the effective flow";
    }

    /** The same for what the weights stand for, where that has a short form. */
    private Optional<Series> predictor() {
        Convergence convergence = new Convergence(
                "largest difference of a predictor's coefficient there",
                weightDecays,
                weightDecays,
                of(RunMeasures::predictorToLimit),
                1,
                Math.max(
                        UNFINISHED * check.unfinishedPredictor(),
                        check.settings().floor()));
        return measures.stream().anyMatch(run -> Double.isNaN(run.predictorToLimit()))
                ? Optional.empty()
                : Optional.of(new Series(convergence, ""));
    }

    private String singularLimit(Convergence toLimit) {
        double gap = check.endGap();
        return "at the limit the smallest eigenvalue of J J^T is " + rounded(gap) + " of that at Phi(w0)"
                + (toLimit.outcome() == Outcome.AT_ANOTHER_RATE && gap < 0.1
                        ? ": it is singular, and weights near 0 come to it like a root of lambda"
                        : "");
    }

    /** A proposition over windows holds when it falls on each that can tell. */
    private static Verdict verdict(List<Series> series) {
        List<Outcome> outcomes =
                series.stream().map(one -> one.convergence().outcome()).toList();
        if (outcomes.contains(Outcome.NOT)) {
            return Verdict.FAIL;
        }
        return outcomes.contains(Outcome.UNDETERMINED) ? Verdict.UNDETERMINED : Verdict.PASS;
    }

    private static String reason(List<Series> series) {
        List<String> atRate = names(series, Outcome.AT_THE_EXPECTED_RATE);
        List<String> otherRate = names(series, Outcome.AT_ANOTHER_RATE);
        List<String> not = names(series, Outcome.NOT);
        List<String> unclear = names(series, Outcome.UNDETERMINED);
        List<String> parts = new ArrayList<>();
        say(parts, "it falls like lambda for ", atRate);
        say(parts, "it falls, but not like lambda, for ", otherRate);
        say(parts, "it does not fall for ", not);
        say(parts, "too few values can tell for ", unclear);
        return String.join("; ", parts);
    }

    private static void say(List<String> parts, String what, List<String> names) {
        if (!names.isEmpty()) {
            parts.add(what + String.join(", ", names));
        }
    }

    private static List<String> names(List<Series> series, Outcome outcome) {
        return series.stream()
                .map(Series::convergence)
                .filter(convergence -> convergence.outcome() == outcome)
                .map(Convergence::name)
                .toList();
    }

    private static double largest(double[] values) {
        double largest = 0;
        for (double value : values) {
            largest = Math.max(largest, value);
        }
        return largest;
    }

    private static String rounded(double value) {
        return Double.isFinite(value)
                ? readable(new BigDecimal(value).round(new MathContext(3)).doubleValue())
                : readable(value);
    }
}
