package io.driftlog.simulator.flow.theory;

import io.driftlog.simulator.flow.theory.Convergence.Outcome;
import io.driftlog.simulator.flow.theory.TheoryFindings.Agreement;
import io.driftlog.simulator.flow.theory.TheoryFindings.DoubleLimits;
import io.driftlog.simulator.flow.theory.TheoryFindings.FastPhase;
import io.driftlog.simulator.flow.theory.TheoryFindings.LateMatching;
import io.driftlog.simulator.flow.theory.TheoryFindings.Limits;
import io.driftlog.simulator.flow.theory.TheoryFindings.Matching;
import io.driftlog.simulator.flow.theory.TheoryFindings.SlowPhase;
import io.driftlog.simulator.flow.theory.TheoryFindings.SlowWindow;
import io.driftlog.simulator.flow.theory.TheoryFindings.Window;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** Judges the propositions by what was measured on each run. */
final class TheoryAssessment {
    /** Residuals up to this are rounding noise. */
    private static final double ROUNDING = 1e-13;
    /** t_WD grows as expected within this factor. */
    private static final double ABOUT = 1.5;
    /** A limit counts as a KKT point when its residual is below this. */
    private static final double STATIONARY = 1e-2;
    /** A run shows the limit while its distance to it is more than this factor times that of the effective flow. */
    private static final double UNFINISHED = 2;
    /** Two limits differ when their distance is more than this factor times the remaining errors. */
    private static final double CLEARLY = 10;
    /** Two limits agree when they are closer than this, relative to their size. */
    private static final double CLOSE = 1e-2;

    private final TheoryCheck check;
    private final UnregularizedRun unregularized;
    private final List<RunMeasures> measures;
    private final double[] weightDecays;
    private final boolean asymptotic;
    private final boolean kinks;

    TheoryAssessment(TheoryCheck check, UnregularizedRun unregularized, List<RunMeasures> measures) {
        this.check = check;
        this.unregularized = unregularized;
        this.measures = measures.stream()
                .sorted(Comparator.comparingDouble(RunMeasures::weightDecay).reversed())
                .toList();
        weightDecays = of(RunMeasures::weightDecay);
        asymptotic = weightDecays[weightDecays.length - 1] <= TheoryFindings.MUCH_LESS * check.slowestRate();
        kinks = check.effectiveFlow().end().patternChanges() > 0;
    }

    TheoryFindings findings() {
        return new TheoryFindings(
                check.settings().slowTime(),
                check.slowestRate(),
                asymptotic,
                kinks ? OptionalDouble.of(check.effectiveFlow().end().firstPatternChange()) : OptionalDouble.empty(),
                fastPhase(),
                slowPhase(),
                matching(),
                limits(),
                doubleLimits());
    }

    private double[] of(ToDoubleFunction<RunMeasures> value) {
        return measures.stream().mapToDouble(value).toArray();
    }

    private Convergence firstOrder(ToDoubleFunction<RunMeasures> value) {
        return firstOrder(value, check.settings().floor());
    }

    private Convergence firstOrder(ToDoubleFunction<RunMeasures> value, double floor) {
        return new Convergence(weightDecays, weightDecays, of(value), 1, floor);
    }

    private FastPhase fastPhase() {
        List<Window> windows = new ArrayList<>();
        double[] ends = check.settings().flowWindows();
        for (int k = 0; k < ends.length; k++) {
            int window = k;
            windows.add(new Window(0, ends[k], firstOrder(run -> run.toUnregularized()[window])));
        }
        return new FastPhase(verdict(windows), List.copyOf(windows));
    }

    private SlowPhase slowPhase() {
        List<SlowWindow> windows = new ArrayList<>();
        double[] edges = check.settings().slowWindows();
        for (int k = 0; k + 1 < edges.length; k++) {
            int window = k;
            Window error = new Window(edges[k], edges[k + 1], firstOrder(run -> run.toEffective()[window]));
            windows.add(new SlowWindow(error, check.gap(k + 1), lateMatching(edges[k])));
        }
        List<Window> errors = windows.stream().map(SlowWindow::window).toList();
        boolean known = asymptotic
                || errors.stream().allMatch(window -> window.error().outcome() == Outcome.AT_THE_EXPECTED_RATE);
        return new SlowPhase(known ? unlessKinks(verdict(errors)) : Verdict.UNDETERMINED, List.copyOf(windows));
    }

    /** The smallest lambda for which the slow phase takes over only after a window has begun. */
    private Optional<LateMatching> lateMatching(double edge) {
        return measures.stream()
                .filter(run -> run.weightDecay() * run.matchingTime() > edge)
                .min(Comparator.comparingDouble(RunMeasures::weightDecay))
                .map(run -> new LateMatching(run.weightDecay(), run.weightDecay() * run.matchingTime()));
    }

    /** The loss is not smooth at kinks, as the theory assumes: a failure there is no evidence against it. */
    private Verdict unlessKinks(Verdict verdict) {
        return verdict == Verdict.FAIL && kinks ? Verdict.UNDETERMINED : verdict;
    }

    private Matching matching() {
        double[] scale = new double[weightDecays.length];
        for (int i = 0; i < scale.length; i++) {
            scale[i] = -weightDecays[i] * StrictMath.log(weightDecays[i]);
        }
        Convergence slowTime =
                new Convergence(weightDecays, scale, of(run -> run.weightDecay() * run.matchingTime()), 1, 0);
        double growth = growthPerLog();
        double expected = 1 / check.slowestRate();
        boolean order = slowTime.falls() && growth <= ABOUT * expected && growth >= expected / ABOUT;
        boolean known = measures.stream().noneMatch(run -> Double.isNaN(run.matchingTime()));
        Verdict verdict = !known || !order && !asymptotic
                ? Verdict.UNDETERMINED
                : order ? Verdict.PASS : unlessKinks(Verdict.FAIL);
        return new Matching(verdict, slowTime, known, growth, expected, order);
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

    private Limits limits() {
        Convergence residual = firstOrder(RunMeasures::infeasibility, ROUNDING);
        Convergence stationarity = firstOrder(RunMeasures::stationarity);
        double largest = largest(of(RunMeasures::stationarity));
        boolean stationary = largest <= STATIONARY;
        Verdict verdict = stationary ? verdictOf(List.of(residual.outcome())) : Verdict.UNDETERMINED;
        return new Limits(verdict, residual, stationarity, largest, stationary);
    }

    private DoubleLimits doubleLimits() {
        double unfinished = check.unfinished();
        Convergence toLimit = firstOrder(
                RunMeasures::toLimit,
                Math.max(UNFINISHED * unfinished, check.settings().floor()));
        double[] limit = check.limit();
        double apart = TheoryCheck.distance(limit, check.start());
        double early = TheoryCheck.distance(unregularized.end(), check.start());
        double left = measures.get(measures.size() - 1).toLimit();
        boolean tooEarly =
                left <= toLimit.floor() && toLimit.floor() > check.settings().floor();
        Verdict verdict = tooEarly ? Verdict.UNDETERMINED : unlessKinks(verdictOf(List.of(toLimit.outcome())));
        return new DoubleLimits(
                verdict,
                toLimit,
                predictor(),
                unfinished,
                tooEarly,
                left,
                early,
                apart,
                agreement(apart, Math.max(left, early)),
                check.objective().testLoss(check.start()),
                check.objective().testLoss(limit),
                check.endGap());
    }

    private static Agreement agreement(double apart, double error) {
        if (apart > CLEARLY * error) {
            return Agreement.DIFFER;
        }
        return apart <= CLOSE ? Agreement.AGREE : Agreement.UNKNOWN;
    }

    /** The distance to the limit in the coefficients of the predictor, where it has a short form. */
    private Optional<Convergence> predictor() {
        return measures.stream().anyMatch(run -> Double.isNaN(run.predictorToLimit()))
                ? Optional.empty()
                : Optional.of(firstOrder(
                        RunMeasures::predictorToLimit,
                        Math.max(
                                UNFINISHED * check.unfinishedPredictor(),
                                check.settings().floor())));
    }

    private static Verdict verdict(List<Window> windows) {
        return verdictOf(
                windows.stream().map(window -> window.error().outcome()).toList());
    }

    /** A proposition holds when every error falls. */
    private static Verdict verdictOf(List<Outcome> outcomes) {
        if (outcomes.contains(Outcome.NOT)) {
            return Verdict.FAIL;
        }
        return outcomes.contains(Outcome.UNDETERMINED) ? Verdict.UNDETERMINED : Verdict.PASS;
    }

    private static double largest(double[] values) {
        double largest = 0;
        for (double value : values) {
            largest = Math.max(largest, value);
        }
        return largest;
    }
}
