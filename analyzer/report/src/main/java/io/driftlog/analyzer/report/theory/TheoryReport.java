package io.driftlog.analyzer.report.theory;

import static io.driftlog.events.NumberText.readable;

import io.driftlog.analyzer.report.Chart;
import io.driftlog.analyzer.report.Chart.Line;
import io.driftlog.analyzer.report.Chart.Scale;
import io.driftlog.analyzer.report.HtmlReport;
import io.driftlog.analyzer.report.HtmlReport.Mood;
import io.driftlog.analyzer.report.theory.Statement.Series;
import io.driftlog.simulator.flow.loop.UnregularizedLimit;
import io.driftlog.simulator.flow.theory.Convergence;
import io.driftlog.simulator.flow.theory.PowerLaw;
import io.driftlog.simulator.flow.theory.TheoryCheck.Settings;
import io.driftlog.simulator.flow.theory.TheoryFindings;
import io.driftlog.simulator.flow.theory.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The findings on the theory as lines of text, as JSON and as HTML. */
public final class TheoryReport {
    private final String name;
    private final Settings settings;
    private final UnregularizedLimit limit;
    private final List<Run> runs;
    private final List<Statement> statements;
    private final long elapsedMillis;

    /**
     * A report.
     *
     * @param name of the spec
     * @param settings of the check
     * @param limit Phi(w0)
     * @param runs the runs that were measured
     * @param findings what they say
     * @param elapsedMillis how long it all took
     */
    public TheoryReport(
            String name,
            Settings settings,
            UnregularizedLimit limit,
            List<Run> runs,
            TheoryFindings findings,
            long elapsedMillis) {
        this.name = name;
        this.settings = settings;
        this.limit = limit;
        this.runs = List.copyOf(runs);
        this.statements = new TheoryWords(findings).statements();
        this.elapsedMillis = elapsedMillis;
    }

    /**
     * A run that was measured.
     *
     * @param weightDecay lambda
     * @param runId in the log
     * @param steps accepted steps
     * @param time flow time at its end
     */
    public record Run(double weightDecay, String runId, long steps, double time) {}

    /** Whether a proposition fails. */
    public boolean hasFailure() {
        return statements.stream().anyMatch(statement -> statement.verdict() == Verdict.FAIL);
    }

    /** The report as text. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (Statement statement : statements) {
            lines.add("");
            lines.add(word(statement.verdict()) + "  " + statement.id() + "  " + statement.title());
            lines.add("  expected: " + statement.expected());
            lines.add("  found:    " + statement.reason());
            lines.addAll(table(statement));
            for (Series series : statement.series()) {
                lines.add("    " + series.name() + ": " + series.sentence());
                if (!series.remark().isEmpty()) {
                    lines.add("      " + series.remark());
                }
            }
        }
        lines.add("");
        lines.add(summary());
        return lines;
    }

    private String summary() {
        return statements.stream()
                        .map(statement -> statement.id() + " " + word(statement.verdict()))
                        .collect(Collectors.joining(", "))
                + String.format(Locale.ROOT, "; %d runs in %.1f s.", runs.size(), elapsedMillis * 1e-3);
    }

    private static String word(Verdict verdict) {
        return verdict == Verdict.PASS ? "pass" : verdict == Verdict.FAIL ? "FAIL" : "undetermined";
    }

    /** One line per lambda, one column per series. */
    private static List<String> table(Statement statement) {
        List<String> lines = new ArrayList<>();
        StringBuilder header = new StringBuilder(String.format(Locale.ROOT, "    %10s", "lambda"));
        statement.series().forEach(series -> header.append("  ").append(column(series)));
        lines.add(header.toString());
        double[] weightDecays = statement.series().get(0).convergence().weightDecays();
        for (int i = 0; i < weightDecays.length; i++) {
            StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "    %10s", readable(weightDecays[i])));
            for (Series series : statement.series()) {
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
        return padded(series.name(), 10);
    }

    private static String padded(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }

    private static String rounded(double value) {
        return Double.isFinite(value) ? ConvergenceWords.rounded(value) : "-";
    }

    /** The report as JSON; numbers that are not finite are null. */
    public Map<String, @Nullable Object> json() {
        var json = new LinkedHashMap<String, @Nullable Object>();
        json.put("name", name);
        json.put("slowTime", settings.slowTime());
        json.put("tolerance", settings.tolerance());
        json.put("unregularizedLimitReached", limit.reached());
        json.put(
                "runs",
                runs.stream()
                        .map(run -> Map.of(
                                "weightDecay", run.weightDecay(),
                                "runId", run.runId(),
                                "steps", run.steps()))
                        .toList());
        json.put("propositions", statements.stream().map(TheoryReport::json).toList());
        json.put("elapsedMs", elapsedMillis);
        return json;
    }

    private static Map<String, @Nullable Object> json(Statement statement) {
        var json = new LinkedHashMap<String, @Nullable Object>();
        json.put("id", statement.id());
        json.put("title", statement.title());
        json.put("expected", statement.expected());
        json.put("verdict", statement.verdict().name().toLowerCase(Locale.ROOT));
        json.put("reason", statement.reason());
        json.put("series", statement.series().stream().map(TheoryReport::json).toList());
        return json;
    }

    private static Map<String, @Nullable Object> json(Series series) {
        Convergence convergence = series.convergence();
        var json = new LinkedHashMap<String, @Nullable Object>();
        json.put("name", series.name());
        json.put("weightDecays", convergence.weightDecays());
        json.put("errors", numbers(convergence.errors()));
        json.put("localExponents", numbers(convergence.localExponents()));
        json.put("expectedExponent", convergence.expected());
        convergence.fit().ifPresent(law -> json.put("fit", json(law)));
        convergence.holdsFrom().ifPresent(lambda -> json.put("holdsFrom", lambda));
        json.put(
                "outcome", convergence.outcome().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        json.put("sentence", series.sentence());
        json.put("remark", series.remark());
        return json;
    }

    private static Map<String, @Nullable Object> json(PowerLaw law) {
        var json = new LinkedHashMap<String, @Nullable Object>();
        json.put("exponent", law.exponent());
        json.put("low", number(law.low()));
        json.put("high", number(law.high()));
        json.put("points", law.points());
        return json;
    }

    private static @Nullable Double number(double value) {
        return Double.isFinite(value) ? value : null;
    }

    private static List<@Nullable Double> numbers(double[] values) {
        return Arrays.stream(values).mapToObj(TheoryReport::number).toList();
    }

    /** The report as one HTML page that needs nothing else. */
    public String html() {
        var report = new HtmlReport("The theory of grokking, measured: " + name);
        report.paragraph(summary());
        report.paragraph("Boursier, Pesme & Dragomir, A Theoretical Framework for Grokking, NeurIPS 2025"
                + " (arXiv:2505.20172). Runs end at slow time " + readable(settings.slowTime())
                + "; relative tolerance " + readable(settings.tolerance()) + "; "
                + limit.sentence() + ".");
        for (Statement statement : statements) {
            section(report, statement);
        }
        report.section("Runs");
        report.table(
                List.of("lambda", "steps", "t", "run"),
                runs.stream()
                        .map(run -> List.of(
                                readable(run.weightDecay()),
                                Long.toString(run.steps()),
                                rounded(run.time()),
                                run.runId()))
                        .toList());
        return report.html();
    }

    private static void section(HtmlReport report, Statement statement) {
        Mood mood = statement.verdict() == Verdict.PASS
                ? Mood.GOOD
                : statement.verdict() == Verdict.FAIL ? Mood.BAD : Mood.NEUTRAL;
        report.section(statement.id() + ". " + statement.title(), word(statement.verdict()), mood);
        report.paragraph("Expected: " + statement.expected() + ".");
        report.paragraph("Found: " + statement.reason() + ".");
        report.chart(new Chart(
                statement.id().equals("matching") ? "-lambda ln lambda" : "lambda",
                "",
                Scale.LOGARITHMIC,
                Scale.LOGARITHMIC,
                statement.series().stream()
                        .map(series -> new Line(
                                series.name(),
                                series.convergence().scale(),
                                series.convergence().errors()))
                        .toList()));
        List<String> headers = new ArrayList<>(List.of("lambda"));
        statement.series().forEach(series -> headers.add(series.name()));
        double[] weightDecays = statement.series().get(0).convergence().weightDecays();
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < weightDecays.length; i++) {
            List<String> row = new ArrayList<>(List.of(readable(weightDecays[i])));
            for (Series series : statement.series()) {
                row.add(rounded(series.convergence().errors()[i]));
            }
            rows.add(row);
        }
        report.table(headers, rows);
        report.list(statement.series().stream()
                .map(series -> series.name() + ": "
                        + series.sentence()
                        + (series.remark().isEmpty() ? "" : "; " + series.remark()))
                .toList());
    }
}
