package io.driftlog.simulator.benchmark;

import io.driftlog.simulator.benchmark.Contender.Measurement;
import io.driftlog.simulator.benchmark.Contender.Origin;
import io.driftlog.simulator.benchmark.Ladder.Rung;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * What the integrator has to reach, each requirement with what was measured and whether that meets it.
 *
 * <p>Costs of ours are those of the bare steps, which is the work the peers do. Counts and errors are those at relative
 * tolerance 1e-6.
 */
final class Requirements {
    private static final double TOLERANCE = 1e-6;
    private static final String STIFF_METHOD = "radaug";
    private static final String EVENT_METHOD = "radaug-events";
    private static final String PROTOTYPE = "Java prototype";

    private final Results results;
    private final PrintStream out;
    private int checked;
    private int unmet;

    Requirements(Results results, PrintStream out) {
        this.results = results;
        this.out = out;
    }

    /** The last line: how many of those printed are not met. */
    String summary() {
        if (checked == 0) {
            return "No requirement was checked: none applies to the problems, methods and peers that were measured.";
        }
        return unmet + " of " + checked + " requirements not met.";
    }

    /** Prints all that can be judged by what was measured. */
    void print() {
        out.printf("%nRequirements%n");
        for (String problem : List.of("A", "B", "C")) {
            counts(problem);
        }
        for (String problem : List.of("B", "C")) {
            fasterThanPeers(problem);
            asFastAsPrototype(problem);
        }
        ratio("C", STIFF_METHOD, name -> name.equals("CVODE dense LAPACK"), 100);
        ratio("A", "exact", name -> name.startsWith("CVODE"), 10);
        for (String problem : results.problems()) {
            if (problem.startsWith("completion-")) {
                ratio(problem, STIFF_METHOD, name -> name.equals("CVODE + Woodbury"), 4);
            }
            bestChoice(problem);
        }
        relu();
    }

    /** Prints how long the first integration of problem C takes in a fresh JVM. */
    void coldStart(double weightDecay, OptionalDouble seconds) {
        double measured = seconds.orElse(Double.NaN);
        judge(
                measured < 1,
                "C %s: the first integration in a fresh JVM takes %.2f s at lambda %s, less than 1 asked for",
                STIFF_METHOD,
                measured,
                ProblemFile.exponent(weightDecay));
    }

    private void counts(String problem) {
        List<Measurement> runs = atTolerance(problem);
        if (runs.isEmpty()) {
            return;
        }
        double error = runs.stream().mapToDouble(Measurement::error).max().orElseThrow();
        judge(
                error <= TOLERANCE,
                "%s %s: largest error at tolerance 1e-6 is %.1e, at most 1e-6 asked for",
                problem,
                STIFF_METHOD,
                error);
        double steps = growth(runs, Measurement::steps);
        judge(
                steps < 1.5,
                "%s %s: steps grow %.2f x over lambda, less than 1.5 asked for",
                problem,
                STIFF_METHOD,
                steps);
        double factorizations = growth(runs, Measurement::factorizations);
        long most = runs.stream().mapToLong(Measurement::factorizations).max().orElseThrow();
        judge(
                factorizations < 2.5 || most <= 20,
                "%s %s: factorisations grow %.2f x to at most %d; less than 2.5 x or 20 asked for",
                problem,
                STIFF_METHOD,
                factorizations,
                most);
        long evaluations =
                runs.stream().mapToLong(Measurement::evaluations).max().orElseThrow();
        judge(
                evaluations <= 2000,
                "%s %s: at most %d stage evaluations, 2000 asked for",
                problem,
                STIFF_METHOD,
                evaluations);
    }

    private List<Measurement> atTolerance(String problem) {
        List<Measurement> runs = new ArrayList<>();
        for (double weightDecay : results.weightDecays(problem)) {
            results.find(problem, weightDecay, STIFF_METHOD)
                    .flatMap(ladder -> ladder.at(TOLERANCE))
                    .map(Rung::best)
                    .ifPresent(runs::add);
        }
        return runs;
    }

    /** The largest count over that at the largest lambda. */
    private static double growth(List<Measurement> runs, ToLongFunction<Measurement> count) {
        double largest = runs.stream().mapToLong(count).max().orElseThrow();
        return largest / Math.max(1, count.applyAsLong(runs.get(0)));
    }

    private void fasterThanPeers(String problem) {
        List<String> peers = results.contenders(problem, Origin.PEER);
        for (String peer : peers) {
            ratio(problem, STIFF_METHOD, peer::equals, 1);
        }
    }

    /** Each peer's cost over ours, the smallest ratio over lambda, must be above the given one. */
    private void ratio(String problem, String ours, Predicate<String> peers, double wanted) {
        if (!results.contenders(problem).contains(ours)) {
            return;
        }
        for (String peer : results.contenders(problem, Origin.PEER)) {
            if (!peers.test(peer)) {
                continue;
            }
            List<String> ratios = new ArrayList<>();
            double smallest = Double.POSITIVE_INFINITY;
            for (double weightDecay : results.weightDecays(problem)) {
                OptionalDouble own = results.cost(problem, weightDecay, ours);
                OptionalDouble other = results.cost(problem, weightDecay, peer);
                if (own.isEmpty()) {
                    smallest = 0;
                }
                if (own.isPresent() && other.isPresent()) {
                    double ratio = other.getAsDouble() / own.getAsDouble();
                    smallest = Math.min(smallest, ratio);
                    ratios.add(number(ratio));
                } else {
                    ratios.add("-");
                }
            }
            if (smallest == Double.POSITIVE_INFINITY) {
                out.printf("  unknown  %s %s against %s: it came to no end anywhere.%n", problem, ours, peer);
                continue;
            }
            judge(
                    smallest > wanted,
                    "%s %s: faster than %s by %s, more than %s asked for",
                    problem,
                    ours,
                    peer,
                    String.join(" ", ratios),
                    number(wanted));
        }
    }

    private void asFastAsPrototype(String problem) {
        if (!results.contenders(problem).containsAll(List.of(STIFF_METHOD, PROTOTYPE))) {
            return;
        }
        List<String> ratios = new ArrayList<>();
        double largest = 0;
        for (double weightDecay : results.weightDecays(problem)) {
            OptionalDouble own = results.cost(problem, weightDecay, STIFF_METHOD);
            OptionalDouble prototype = results.cost(problem, weightDecay, PROTOTYPE);
            if (own.isEmpty()) {
                largest = Double.POSITIVE_INFINITY;
            }
            if (own.isPresent() && prototype.isPresent()) {
                double ratio = own.getAsDouble() / prototype.getAsDouble();
                largest = Math.max(largest, ratio);
                ratios.add(number(ratio));
            } else {
                ratios.add("-");
            }
        }
        if (largest == 0) {
            out.printf(
                    "  unknown  %s %s against the %s: it came to no end anywhere.%n", problem, STIFF_METHOD, PROTOTYPE);
            return;
        }
        judge(
                largest <= 1.3,
                "%s %s: %s times the cost of the Java prototype, at most 1.3 asked for",
                problem,
                STIFF_METHOD,
                String.join(" ", ratios));
    }

    /** What {@code auto} chooses may cost at most 1.5 times the best of our methods; whole integrations compared. */
    private void bestChoice(String problem) {
        List<String> ours = results.contenders(problem, Origin.OURS_WITH_EVENTS);
        String auto = new OwnMethod("auto", true).name();
        if (!ours.contains(auto)) {
            return;
        }
        double largest = 0;
        for (double weightDecay : results.weightDecays(problem)) {
            double best = ours.stream()
                    .map(name -> results.cost(problem, weightDecay, name))
                    .filter(OptionalDouble::isPresent)
                    .mapToDouble(OptionalDouble::getAsDouble)
                    .min()
                    .orElse(Double.NaN);
            double chosen = results.cost(problem, weightDecay, auto).orElse(Double.POSITIVE_INFINITY);
            largest = Math.max(largest, chosen / best);
        }
        judge(
                largest <= 1.5,
                "%s auto: at most %s times the cost of the best method, 1.5 asked for",
                problem,
                number(largest));
    }

    private void relu() {
        List<Double> weightDecays = results.weightDecays("D");
        if (!results.contenders("D").contains(EVENT_METHOD)) {
            return;
        }
        List<Double> costs = new ArrayList<>();
        for (double weightDecay : weightDecays) {
            results.cost("D", weightDecay, EVENT_METHOD).ifPresent(costs::add);
        }
        double growth = costs.isEmpty() ? Double.NaN : Collections.max(costs) / costs.get(0);
        judge(
                costs.size() == weightDecays.size() && growth <= 1.5,
                "D %s: f and ||w||^2 right to 1e-6 at %d of %d lambdas, the slowest at %s times the cost of the first;"
                        + " all and no growth (1.5) asked for",
                EVENT_METHOD,
                costs.size(),
                weightDecays.size(),
                number(growth));
    }

    private void judge(boolean met, String format, Object... arguments) {
        checked++;
        if (!met) {
            unmet++;
        }
        out.printf("  %-7s  %s.%n", met ? "met" : "NOT MET", String.format(Locale.ROOT, format, arguments));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.0f", value);
    }
}
