package io.driftlog.node.cli.run;

import static io.driftlog.simulator.spi.Numbers.readable;

import io.driftlog.analyzer.report.Chart;
import io.driftlog.analyzer.report.Chart.Line;
import io.driftlog.analyzer.report.Chart.Scale;
import io.driftlog.analyzer.report.HtmlReport;
import io.driftlog.analyzer.report.HtmlReport.Mood;
import io.driftlog.node.cli.output.Console;
import io.driftlog.simulator.flow.theory.Convergence;
import io.driftlog.simulator.flow.theory.PowerLaw;
import io.driftlog.simulator.flow.theory.Proposition;
import io.driftlog.simulator.flow.theory.Proposition.Series;
import io.driftlog.simulator.flow.theory.Proposition.Verdict;
import io.driftlog.simulator.flow.theory.TheoryCheck;
import io.driftlog.simulator.flow.theory.TheoryCheck.Settings;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The verdicts on the theory for a person, as JSON, and as HTML. */
final class TheoryReportWriter {
    private final String name;
    private final Settings settings;
    private final TheoryCheck check;
    private final List<TheoryRun> runs;
    private final List<Proposition> propositions;
    private final long elapsedMillis;

    TheoryReportWriter(
            String name,
            Settings settings,
            TheoryCheck check,
            List<TheoryRun> runs,
            List<Proposition> propositions,
            long elapsedMillis) {
        this.name = name;
        this.settings = settings;
        this.check = check;
        this.runs = runs;
        this.propositions = propositions;
        this.elapsedMillis = elapsedMillis;
    }

    void print(Console console) {
        for (Proposition proposition : propositions) {
            console.line("");
            console.line("%s  %s  %s", word(proposition.verdict()), proposition.id(), proposition.title());
            console.line("  expected: %s", proposition.expected());
            console.line("  found:    %s", proposition.reason());
            table(proposition).forEach(row -> console.line("%s", row));
            for (Series series : proposition.series()) {
                console.line(
                        "    %s: %s",
                        series.convergence().name(), series.convergence().sentence());
                if (!series.remark().isEmpty()) {
                    console.line("      %s", series.remark());
                }
            }
        }
        console.line("");
        console.line("%s", summary());
    }

    private String summary() {
        return propositions.stream()
                        .map(proposition -> proposition.id() + " " + word(proposition.verdict()))
                        .collect(Collectors.joining(", "))
                + String.format(Locale.ROOT, "; %d runs in %.1f s.", runs.size(), elapsedMillis * 1e-3);
    }

    private static String word(Verdict verdict) {
        return verdict == Verdict.PASS ? "pass" : verdict == Verdict.FAIL ? "FAIL" : "undetermined";
    }

    /** One line per lambda, one column per series, numbered where their names are long. */
    private static List<String> table(Proposition proposition) {
        List<String> lines = new ArrayList<>();
        StringBuilder header = new StringBuilder(String.format(Locale.ROOT, "    %10s", "lambda"));
        proposition.series().forEach(series -> header.append("  ").append(column(series)));
        lines.add(header.toString());
        double[] weightDecays = proposition.series().get(0).convergence().weightDecays();
        for (int i = 0; i < weightDecays.length; i++) {
            StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "    %10s", readable(weightDecays[i])));
            for (Series series : proposition.series()) {
                row.append("  ")
                        .append(padded(
                                rounded(series.convergence().errors()[i]),
                                column(series).length()));
            }
            lines.add(row.toString());
        }
        return lines;
    }

    private static String column(Series series) {
        return padded(series.convergence().name(), 10);
    }

    private static String padded(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }

    private static String rounded(double value) {
        return Double.isFinite(value)
                ? readable(new BigDecimal(value).round(new MathContext(3)).doubleValue())
                : "-";
    }

    Map<String, Object> json() {
        var json = new LinkedHashMap<String, Object>();
        json.put("name", name);
        json.put("slowTime", settings.slowTime());
        json.put("tolerance", settings.tolerance());
        json.put("unregularizedLimitReached", check.unregularizedLimit().reached());
        json.put(
                "runs",
                runs.stream()
                        .map(run -> Map.of(
                                "weightDecay", run.weightDecay(),
                                "runId", run.runId(),
                                "steps", run.result().last().step()))
                        .toList());
        json.put(
                "propositions",
                propositions.stream().map(TheoryReportWriter::json).toList());
        json.put("elapsedMs", elapsedMillis);
        return json;
    }

    private static Map<String, Object> json(Proposition proposition) {
        var json = new LinkedHashMap<String, Object>();
        json.put("id", proposition.id());
        json.put("title", proposition.title());
        json.put("expected", proposition.expected());
        json.put("verdict", proposition.verdict().name().toLowerCase(Locale.ROOT));
        json.put("reason", proposition.reason());
        json.put(
                "series",
                proposition.series().stream().map(TheoryReportWriter::json).toList());
        return json;
    }

    private static Map<String, Object> json(Series series) {
        Convergence convergence = series.convergence();
        var json = new LinkedHashMap<String, Object>();
        json.put("name", convergence.name());
        json.put("weightDecays", convergence.weightDecays());
        json.put("errors", numbers(convergence.errors()));
        json.put("localExponents", numbers(convergence.localExponents()));
        json.put("expectedExponent", convergence.expected());
        convergence.fit().ifPresent(law -> json.put("fit", json(law)));
        convergence.holdsFrom().ifPresent(lambda -> json.put("holdsFrom", lambda));
        json.put(
                "outcome", convergence.outcome().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        json.put("sentence", convergence.sentence());
        json.put("remark", series.remark());
        return json;
    }

    private static Map<String, Object> json(PowerLaw law) {
        var json = new LinkedHashMap<String, Object>();
        json.put("exponent", law.exponent());
        json.put("low", Console.number(law.low()));
        json.put("high", Console.number(law.high()));
        json.put("points", law.points());
        return json;
    }

    private static List<Object> numbers(double[] values) {
        return Arrays.stream(values).mapToObj(Console::number).toList();
    }

    String html() {
        var report = new HtmlReport("The theory of grokking, measured: " + name);
        report.paragraph(summary());
        report.paragraph("Boursier, Pesme & Dragomir, A Theoretical Framework for Grokking, NeurIPS 2025"
                + " (arXiv:2505.20172). Runs end at slow time " + readable(settings.slowTime())
                + "; relative tolerance " + readable(settings.tolerance()) + "; "
                + check.unregularizedLimit().sentence() + ".");
        for (Proposition proposition : propositions) {
            section(report, proposition);
        }
        report.section("Runs");
        report.table(
                List.of("lambda", "steps", "t", "run"),
                runs.stream()
                        .map(run -> List.of(
                                readable(run.weightDecay()),
                                Long.toString(run.result().last().step()),
                                rounded(run.result().last().time()),
                                run.runId()))
                        .toList());
        return report.html();
    }

    private static void section(HtmlReport report, Proposition proposition) {
        Mood mood = proposition.verdict() == Verdict.PASS
                ? Mood.GOOD
                : proposition.verdict() == Verdict.FAIL ? Mood.BAD : Mood.NEUTRAL;
        report.section(proposition.id() + ". " + proposition.title(), word(proposition.verdict()), mood);
        report.paragraph("Expected: " + proposition.expected() + ".");
        report.paragraph("Found: " + proposition.reason() + ".");
        report.chart(new Chart(
                proposition.id().equals("matching") ? "-lambda ln lambda" : "lambda",
                "",
                Scale.LOGARITHMIC,
                Scale.LOGARITHMIC,
                proposition.series().stream()
                        .map(Series::convergence)
                        .map(c -> new Line(c.name(), c.scale(), c.errors()))
                        .toList()));
        List<String> headers = new ArrayList<>(List.of("lambda"));
        proposition.series().forEach(series -> headers.add(series.convergence().name()));
        double[] weightDecays = proposition.series().get(0).convergence().weightDecays();
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < weightDecays.length; i++) {
            List<String> row = new ArrayList<>(List.of(readable(weightDecays[i])));
            for (Series series : proposition.series()) {
                row.add(rounded(series.convergence().errors()[i]));
            }
            rows.add(row);
        }
        report.table(headers, rows);
        report.list(proposition.series().stream()
                .map(series -> series.convergence().name() + ": "
                        + series.convergence().sentence()
                        + (series.remark().isEmpty() ? "" : "; " + series.remark()))
                .toList());
    }
}
