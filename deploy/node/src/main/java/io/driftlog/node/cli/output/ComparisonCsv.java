package io.driftlog.node.cli.output;

import io.driftlog.http.ComparisonView;
import io.driftlog.http.ComparisonView.Compared;
import io.driftlog.http.ComparisonView.Distance;
import io.driftlog.http.ComparisonView.Exponent;
import io.driftlog.http.ComparisonView.Quantity;
import io.driftlog.http.ComparisonView.Value;
import io.driftlog.http.ComparisonView.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A comparison as CSV (RFC 4180 with line feeds), a row for each value: section, name, run, value, lower, upper, ratio,
 * provisional, n. Numbers have all their digits.
 */
public final class ComparisonCsv {
    private final List<Compared> runs;
    private final StringBuilder out = new StringBuilder();

    private ComparisonCsv(List<Compared> runs) {
        this.runs = runs;
    }

    /** The text. */
    public static String of(ComparisonView comparison) {
        var csv = new ComparisonCsv(comparison.runs());
        csv.row("section", "name", "run", "value", "lower", "upper", "ratio", "provisional", "n");
        comparison.spec().forEach(each -> {
            for (int i = 0; i < each.values().size(); i++) {
                csv.row("spec", each.key(), csv.runId(i), each.values().get(i));
            }
        });
        comparison.times().forEach(each -> csv.quantity("time", each));
        comparison.ends().forEach(each -> csv.quantity("end", each));
        for (int i = 0; i < comparison.verdicts().size(); i++) {
            Verdict verdict = comparison.verdicts().get(i);
            csv.row("verdict", "verdict", csv.runId(i), verdict == null ? null : verdict.kind());
        }
        for (Distance each : comparison.distances()) {
            String run = csv.runId(each.run().charAt(0) - 'A');
            csv.row("distance", "largest", run, each.max(), null, null, null, null, each.points());
            csv.row("distance", "last", run, each.last(), null, null, null, null, each.points());
        }
        ComparisonView.Power power = comparison.power();
        if (power != null) {
            for (Exponent each : power.exponents()) {
                csv.row(
                        "exponent",
                        each.quantity(),
                        power.key(),
                        each.exponent(),
                        each.low(),
                        each.high(),
                        null,
                        null,
                        each.n());
            }
        }
        return csv.out.toString();
    }

    private String runId(int index) {
        return runs.get(index).runId();
    }

    private void quantity(String section, Quantity quantity) {
        for (int i = 0; i < quantity.values().size(); i++) {
            Value value = quantity.values().get(i);
            if (value != null) {
                row(
                        section,
                        quantity.name(),
                        runId(i),
                        value.value(),
                        value.lower(),
                        value.upper(),
                        value.ratio(),
                        value.provisional());
            }
        }
    }

    private void row(@Nullable Object... cells) {
        out.append(Arrays.stream(Arrays.copyOf(cells, 9))
                        .map(cell -> cell == null ? "" : quoted(cell.toString()))
                        .collect(Collectors.joining(",")))
                .append('\n');
    }

    private static String quoted(String text) {
        return text.matches("(?s).*[\",\n\r].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
