package io.driftlog.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Prints the rows of the sections as they come, and at the end which requirements are met. */
final class Report {
    private final List<String> verdicts = new ArrayList<>();

    void title(String text) {
        line("%n%s", text);
    }

    void line(String format, Object... arguments) {
        System.out.println(String.format(Locale.ROOT, format, arguments));
        System.out.flush();
    }

    /**
     * Rates of both sides, and the median of the ratios of each round: by the wall clock, which the verdict is about, and
     * by processor time.
     */
    void ratio(String what, Pace[] ours, Pace[] reference, double atLeast) {
        double[] ratios = new double[ours.length];
        double[] cpuRatios = new double[ours.length];
        for (int i = 0; i < ours.length; i++) {
            ratios[i] = ours[i].perSecond() / reference[i].perSecond();
            cpuRatios[i] = ours[i].perCpuSecond() / reference[i].perCpuSecond();
        }
        double median = median(ratios);
        line(
                "  %-36s %,12.0f /s  reference %,12.0f /s  ratio %s",
                what, median(perSecond(ours)), median(perSecond(reference)), range(ratios));
        line(
                "  %-36s %,12.0f /s  reference %,12.0f /s  ratio %s",
                "  by processor time", median(perCpuSecond(ours)), median(perCpuSecond(reference)), range(cpuRatios));
        verdict(
                what + ": ratio " + round(median) + ", by processor time " + round(median(cpuRatios)),
                atLeast,
                median >= atLeast,
                "at least");
    }

    /** A rate that must be reached, by the wall clock. */
    void rate(String what, Pace[] rates, double atLeast) {
        double median = median(perSecond(rates));
        line("  %-36s %,12.0f /s  by processor time %,12.0f /s", what, median, median(perCpuSecond(rates)));
        verdict(String.format(Locale.ROOT, "%s: %,.0f /s", what, median), atLeast, median >= atLeast, "at least");
    }

    private static double[] perSecond(Pace[] paces) {
        return Arrays.stream(paces).mapToDouble(Pace::perSecond).toArray();
    }

    private static double[] perCpuSecond(Pace[] paces) {
        return Arrays.stream(paces).mapToDouble(Pace::perCpuSecond).toArray();
    }

    private static String range(double[] ratios) {
        return String.format(
                Locale.ROOT,
                "%.2f [%.2f .. %.2f]",
                median(ratios),
                Arrays.stream(ratios).min().orElseThrow(),
                Arrays.stream(ratios).max().orElseThrow());
    }

    /** A time that must not be exceeded. */
    void time(String what, double millis, double atMost) {
        line("  %-44s %12.1f ms", what, millis);
        verdict(what + ": " + round(millis) + " ms", atMost, millis <= atMost, "at most");
    }

    /** Prints which requirements are met. */
    void verdicts() {
        title("Requirements");
        verdicts.forEach(this::print);
    }

    private void print(String verdict) {
        line("%s", verdict);
    }

    private void verdict(String what, double bound, boolean met, String how) {
        if (Double.isFinite(bound)) {
            verdicts.add(String.format(Locale.ROOT, "  %-3s %s (%s %s)", met ? "met" : "NOT", what, how, round(bound)));
        }
    }

    private static String round(double value) {
        return value >= 1e6 ? String.format(Locale.ROOT, "%.1e", value) : String.format(Locale.ROOT, "%.4g", value);
    }

    static double median(double[] values) {
        return quantile(values, 0.5);
    }

    /** The smallest value that this fraction of all does not exceed. */
    static double quantile(double[] values, double fraction) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[Math.max(0, (int) Math.ceil(fraction * sorted.length) - 1)];
    }
}
