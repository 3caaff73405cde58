package io.driftlog.node.cli.output;

import static io.driftlog.events.NumberText.readable;
import static io.driftlog.events.NumberText.readableOrHyphen;

import io.driftlog.events.FindingKinds;
import io.driftlog.events.NumberText;
import io.driftlog.http.ComparisonView;
import io.driftlog.http.ComparisonView.Compared;
import io.driftlog.http.ComparisonView.Distance;
import io.driftlog.http.ComparisonView.Exponent;
import io.driftlog.http.ComparisonView.Parting;
import io.driftlog.http.ComparisonView.Quantity;
import io.driftlog.http.ComparisonView.SpecDifference;
import io.driftlog.http.ComparisonView.Value;
import io.driftlog.http.ComparisonView.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A comparison as lines for a person, of at most 100 columns. */
public final class ComparisonTable {
    private static final int WIDTH = 100;
    private static final int LABEL = 32;
    private static final int COLUMN = 17;
    private static final int COLUMNS = (WIDTH - LABEL) / COLUMN;
    private static final Map<String, String> SYMBOLS = Map.of(
            FindingKinds.LOSS_PLATEAU,
            " (t_GF)",
            FindingKinds.NORM_DRIFT_ONSET,
            " (t_WD)",
            "time",
            " of the last step");

    private final ComparisonView comparison;
    private final List<String> lines = new ArrayList<>();

    private ComparisonTable(ComparisonView comparison) {
        this.comparison = comparison;
    }

    /** The lines. */
    public static List<String> lines(ComparisonView comparison) {
        var table = new ComparisonTable(comparison);
        table.print();
        return table.lines;
    }

    private void print() {
        comparison.runs().forEach(this::run);
        int count = comparison.runs().size();
        for (int from = 0; from < count; from += COLUMNS) {
            table(from, Math.min(count, from + COLUMNS));
        }
        distances();
        partings();
        powers();
        boolean provisional = Stream.concat(comparison.times().stream(), comparison.ends().stream())
                .flatMap(quantity -> quantity.values().stream())
                .anyMatch(value -> value != null && value.provisional());
        if (provisional) {
            lines.add("");
            lines.add("* may still change: the run has no end, or its analysis is not over");
        }
        if (!comparison.notes().isEmpty()) {
            lines.add("");
            comparison.notes().forEach(this::wrapped);
        }
    }

    private void run(Compared run) {
        wrapped(run.label() + "  " + run.source()
                + (run.source().equals(run.runId()) ? "" : " (run " + run.runId() + ")")
                + ": " + run.state() + ", " + run.objective() + ", d = " + run.dimension()
                + (run.tags().isEmpty() ? "" : ", tags " + String.join(", ", run.tags())));
    }

    private void table(int from, int to) {
        heading("Spec, where it differs", from, to);
        if (comparison.spec().isEmpty()) {
            lines.add("  nothing differs");
        }
        for (SpecDifference each : comparison.spec()) {
            row(each.key(), from, to, i -> word(each.values().get(i)));
        }
        heading("Times t (and ratio to A)", from, to);
        if (comparison.times().isEmpty()) {
            lines.add("  no findings state a time");
        }
        comparison.times().forEach(each -> quantity(each, from, to));
        heading("At the end (and ratio to A)", from, to);
        comparison.ends().forEach(each -> quantity(each, from, to));
        row("verdict", from, to, i -> {
            Verdict verdict = comparison.verdicts().get(i);
            return verdict == null ? "-" : verdict.kind() + (verdict.stage().equals("provisional") ? "*" : "");
        });
    }

    private void heading(String title, int from, int to) {
        lines.add("");
        row(title, from, to, ComparisonTable::label, "");
    }

    private static String label(int index) {
        return String.valueOf((char) ('A' + index));
    }

    private void quantity(Quantity quantity, int from, int to) {
        @Nullable Value first = quantity.values().get(0);
        row(
                quantity.name() + SYMBOLS.getOrDefault(quantity.name(), ""),
                from,
                to,
                i -> cell(quantity.values().get(i), first));
    }

    private static String cell(@Nullable Value value, @Nullable Value first) {
        if (value == null) {
            return "-";
        }
        String text = within(value.value(), value.lower(), value.upper()) + (value.provisional() ? "*" : "");
        if (value.ratio() == null || first == null) {
            return text;
        }
        boolean bracketed = value.lower() != null && first.upper() != null && first.lower() != null;
        return text + " ("
                + (bracketed
                        ? within(
                                value.ratio(),
                                orNaN(value.lower()) / orNaN(first.upper()),
                                orNaN(value.upper()) / orNaN(first.lower()))
                        : readable(value.ratio()))
                + ")";
    }

    private static double orNaN(@Nullable Double number) {
        return number == null ? Double.NaN : number;
    }

    private static String within(double value, @Nullable Double lower, @Nullable Double upper) {
        return NumberText.within(value, orNaN(lower), orNaN(upper));
    }

    private static String word(@Nullable String value) {
        return value == null ? "-" : value;
    }

    private void row(String name, int from, int to, IntFunction<String> cells) {
        row(name, from, to, cells, "  ");
    }

    private void row(String name, int from, int to, IntFunction<String> cells, String indent) {
        var line = new StringBuilder(cut(indent + name, LABEL));
        line.append(" ".repeat(LABEL - line.length()));
        for (int i = from; i < to; i++) {
            line.append(String.format(Locale.ROOT, "%" + COLUMN + "s", cut(cells.apply(i), COLUMN - 1)));
        }
        lines.add(line.toString());
    }

    private static String cut(String text, int width) {
        return text.length() <= width ? text : text.substring(0, width - 1) + "…";
    }

    private void distances() {
        lines.add("");
        lines.add("Distance of weights, ||w_A - w|| / ||w_A||, at equal "
                + comparison.at().replace('-', ' '));
        lines.add(String.format(
                Locale.ROOT,
                "  %-4s%12s%12s%12s%14s%14s%24s",
                "",
                "largest",
                "at",
                "last",
                "from",
                "to",
                "widest gap in ln t"));
        for (Distance each : comparison.distances()) {
            if (each.reason() != null) {
                wrapped("  " + each.run() + "   none: " + each.reason());
            } else {
                lines.add(String.format(
                        Locale.ROOT,
                        "  %-4s%12s%12s%12s%14s%14s%24s",
                        each.run(),
                        readableOrHyphen(orNaN(each.max())),
                        readableOrHyphen(orNaN(each.maxAt())),
                        readableOrHyphen(orNaN(each.last())),
                        readableOrHyphen(orNaN(each.from())),
                        readableOrHyphen(orNaN(each.to())),
                        readableOrHyphen(orNaN(each.widestGap()))));
            }
        }
    }

    private void partings() {
        if (!comparison.partings().isEmpty()) {
            lines.add("");
        }
        for (Parting each : comparison.partings()) {
            String same = "A and " + each.run() + " are the same, bit for bit, in " + each.same()
                    + " recorded steps, t = " + readable(each.sameFrom()) + " to " + readable(each.sameTo());
            wrapped(
                    each.step() == null
                            ? same + ", as far as both go."
                            : same + "; they part at step " + each.step() + " of " + each.run() + ", t = "
                                    + readable(orNaN(each.time())) + ".");
        }
    }

    private void powers() {
        ComparisonView.Power power = comparison.power();
        if (power == null) {
            return;
        }
        lines.add("");
        lines.add(String.format(
                Locale.ROOT, "%-40s%12s%26s%6s", "Powers of " + power.key(), "exponent", "95 % interval", "n"));
        for (Exponent each : power.exponents()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "  %-38s%12s%26s%6d",
                    cut(each.quantity(), 37),
                    NumberText.within(each.exponent(), each.low(), each.high()),
                    "[" + readable(each.low()) + ", " + readable(each.high()) + "]",
                    each.n()));
        }
    }

    /** A sentence in lines that are not too long. */
    private void wrapped(String sentence) {
        String rest = sentence;
        while (rest.length() > WIDTH && rest.lastIndexOf(' ', WIDTH) > 4) {
            int end = rest.lastIndexOf(' ', WIDTH);
            lines.add(rest.substring(0, end));
            rest = "   " + rest.substring(end + 1);
        }
        lines.add(rest);
    }
}
