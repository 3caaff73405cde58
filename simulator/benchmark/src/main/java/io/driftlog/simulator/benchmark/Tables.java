package io.driftlog.simulator.benchmark;

import io.driftlog.simulator.benchmark.Ladder.Rung;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/** Prints what was measured. */
final class Tables {
    private static final String NONE = "-";

    private final Results results;
    private final PrintStream out;

    Tables(Results results, PrintStream out) {
        this.results = results;
        this.out = out;
    }

    /** Costs at equal error, a problem at a time, and under them what lies behind each. */
    void print() {
        for (String problem : results.problems()) {
            out.printf("%n%s: CPU ms at measured error 1e-6%n", problem);
            table(problem, ladder -> milliseconds(ladder.cost()));
            out.printf("%n%s: measured error, at the loosest tolerance that meets 1e-6%n", problem);
            table(
                    problem,
                    ladder -> shown(ladder, rung -> number("%.1e", rung.best().error())));
            out.printf("%n%s: steps, there%n", problem);
            table(problem, ladder -> shown(ladder, rung -> count(rung.best().steps())));
            out.printf("%n%s: factorisations, there%n", problem);
            table(problem, ladder -> shown(ladder, rung -> count(rung.best().factorizations())));
            out.printf("%n%s: evaluations, there%n", problem);
            table(problem, ladder -> shown(ladder, rung -> count(rung.best().evaluations())));
        }
    }

    private void table(String problem, Function<Ladder, String> cell) {
        List<Double> weightDecays = results.weightDecays(problem);
        out.printf("  %-24s", "lambda");
        weightDecays.forEach(value -> out.printf("%10s", ProblemFile.exponent(value)));
        out.println();
        for (String contender : results.contenders(problem)) {
            out.printf("  %-24s", contender);
            for (double weightDecay : weightDecays) {
                out.printf(
                        "%10s",
                        results.find(problem, weightDecay, contender).map(cell).orElse(NONE));
            }
            out.println();
        }
    }

    private static String shown(Ladder ladder, Function<Rung, String> cell) {
        Optional<Rung> rung = ladder.shown();
        return rung.map(cell).orElse(NONE);
    }

    private static String milliseconds(OptionalDouble seconds) {
        if (seconds.isEmpty()) {
            return NONE;
        }
        double ms = 1e3 * seconds.getAsDouble();
        return number(ms < 0.1 ? "%.3f" : ms < 10 ? "%.2f" : ms < 100 ? "%.1f" : "%.0f", ms);
    }

    private static String count(long count) {
        return count < 0 ? NONE : Long.toString(count);
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
