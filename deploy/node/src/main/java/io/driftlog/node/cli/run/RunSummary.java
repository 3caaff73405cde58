package io.driftlog.node.cli.run;

import static io.driftlog.events.NumberText.readable;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.driftlog.events.Finding;
import io.driftlog.events.FindingKinds;
import io.driftlog.events.FindingRecorded;
import io.driftlog.events.Outcome;
import io.driftlog.events.RunEnded;
import io.driftlog.events.StepTaken;
import io.driftlog.http.FindingView;
import io.driftlog.http.Words;
import io.driftlog.log.Topics;
import io.driftlog.node.cli.options.CommonOptions;
import io.driftlog.node.cli.output.Console;
import io.driftlog.node.cli.output.FindingWords;
import io.driftlog.node.cli.output.Predictor;
import io.driftlog.node.cli.output.RunReport;
import io.driftlog.node.cli.output.TextTable;
import io.driftlog.node.cli.output.TextTable.Column;
import io.driftlog.simulator.flow.spec.MethodChoice;
import io.driftlog.simulator.service.RunResult;
import io.micronaut.serde.annotation.Serdeable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The result of a run, for a person and as JSON. For a person it has at most 25 lines of 100 columns. */
final class RunSummary {
    private static final int MOST_LINES = 25;

    private final String kafka;
    private final CommonOptions options;
    private final RunResult result;
    private final MethodChoice method;
    private final StepTaken first;
    private final RunEnded end;
    private final List<FindingRecorded> findings;
    private final Set<String> missing;
    private final Optional<String> other;
    private final long elapsedMillis;
    private final Predictor predictor;

    /**
     * A summary.
     *
     * @param kafka where the log is
     * @param predictor what the run came to
     * @param first the first step of the run
     * @param missing the analyzers that have not read the run to its end
     * @param other another run of the same objective, to compare with
     */
    RunSummary(
            String kafka,
            CommonOptions options,
            RunResult result,
            Predictor predictor,
            MethodChoice method,
            StepTaken first,
            List<FindingRecorded> findings,
            Set<String> missing,
            Optional<String> other,
            long elapsedMillis) {
        this.kafka = kafka;
        this.options = options;
        this.result = result;
        this.method = method;
        this.first = first;
        this.end = result.end().orElseThrow();
        this.findings = findings;
        this.missing = missing;
        this.other = other;
        this.elapsedMillis = elapsedMillis;
        this.predictor = predictor;
    }

    /** Prints it; the exit code. */
    int print(Console console) {
        List<String> after = new ArrayList<>(List.of(""));
        after.addAll(facts());
        after.add("");
        after.add("Next:");
        after.addAll(nextCommands());
        List<String> lines = new ArrayList<>(List.of("", TextTable.cut(end.reason(), TextTable.WIDTH), ""));
        lines.addAll(phases(MOST_LINES - lines.size() - after.size()));
        lines.addAll(after);
        lines.forEach(line -> console.line("%s", line));
        printDetails(console);
        console.result(result());
        return end.outcome() == Outcome.FAILED || !missing.isEmpty() ? 1 : 0;
    }

    private List<FindingRecorded> finals() {
        return findings.stream()
                .filter(recorded -> recorded.finding().stage() == Finding.Stage.FINAL)
                .filter(recorded -> !recorded.finding().kind().equals(Finding.COMPLETED))
                .sorted(Comparator.comparingDouble(recorded ->
                        recorded.finding().time().map(t -> t.estimate()).orElse(Double.MAX_VALUE)))
                .toList();
    }

    /**
     * The final findings that are answers, no verdicts, and carry no vectors, such as spectra: at most so many lines.
     */
    private List<String> phases(int most) {
        List<Finding> phases = finals().stream()
                .filter(recorded -> !FindingKinds.isVerdict(recorded) && !isUndetermined(recorded))
                .map(FindingRecorded::finding)
                .filter(finding -> finding.vectors().isEmpty())
                .toList();
        if (phases.isEmpty()) {
            return List.of("No phase was found.");
        }
        var table = new TextTable(Column.of("phase"), Column.number("t"), Column.of("bracket"), Column.cut("", 20));
        int shown = phases.size() < most ? phases.size() : most - 2;
        phases.subList(0, shown)
                .forEach(finding -> table.row(
                        finding.kind(),
                        FindingWords.time(finding),
                        FindingWords.bracket(finding),
                        FindingWords.phrase(finding)));
        List<String> lines = new ArrayList<>(table.lines());
        if (shown < phases.size()) {
            lines.add("and " + (phases.size() - shown) + " more");
        }
        return lines;
    }

    private List<String> facts() {
        StepTaken last = result.last();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("train loss", change(first.trainLoss(), last.trainLoss()));
        if (!Double.isNaN(last.testLoss())) {
            facts.put("test loss", change(first.testLoss(), last.testLoss()));
        }
        facts.put("||w||^2", change(first.weightNormSquared(), last.weightNormSquared()));
        verdict().ifPresent(verdict -> facts.put("verdict", FindingWords.verdict(verdict, TextTable.WIDTH - 12)));
        String silent = finals().stream()
                .filter(recorded -> !FindingKinds.isVerdict(recorded) && isUndetermined(recorded))
                .map(FindingRecorded::analyzer)
                .distinct()
                .collect(Collectors.joining(", "));
        if (!silent.isEmpty()) {
            facts.put("no answer", "from " + silent + "; `driftlog findings` says why");
        }
        if (predictor.isKnown()) {
            facts.put("predictor", predictor.sentence());
        }
        if (!missing.isEmpty()) {
            facts.put("not read", "to its end by " + String.join(", ", missing));
        }
        facts.put(
                "run",
                String.format(
                        Locale.ROOT,
                        "%s in %s, %d events, %.1f s",
                        result.started().runId(),
                        options.where(),
                        result.events(),
                        elapsedMillis * 1e-3));
        return facts.entrySet().stream()
                .map(fact -> TextTable.cut(
                        String.format(Locale.ROOT, "%-10s  %s", fact.getKey(), fact.getValue()), TextTable.WIDTH))
                .toList();
    }

    private static boolean isUndetermined(FindingRecorded recorded) {
        return recorded.finding().kind().equals(FindingKinds.UNDETERMINED);
    }

    private static String change(double before, double after) {
        return readable(before) + " at the start, " + readable(after) + " at the end";
    }

    private Optional<Finding> verdict() {
        return finals().stream()
                .filter(FindingKinds::isVerdict)
                .map(FindingRecorded::finding)
                .findFirst();
    }

    private List<String> nextCommands() {
        String where = result.started().runId() + options.whereWords();
        List<String> commands = new ArrayList<>();
        commands.add("driftlog findings " + where + "   # all " + findings.size() + ", in sentences");
        other.ifPresent(run ->
                commands.add("driftlog compare " + run + " " + where + "   # with another run of the same objective"));
        commands.add("driftlog report " + where + "   # report.html, with figures");
        commands.add(new NextExperiment(result, finals()).command(options.whereWords()));
        return commands.stream()
                .flatMap(command -> screenLines(command).stream())
                .toList();
    }

    /** A command with its remark; in two lines, and without the remark, where it is too long for one. */
    private static List<String> screenLines(String command) {
        String line = "  " + command;
        if (line.length() <= TextTable.WIDTH) {
            return List.of(line);
        }
        String bare = line.replaceFirst(" +# .*$", "");
        int cut = bare.length() <= TextTable.WIDTH ? -1 : bare.lastIndexOf(" --", TextTable.WIDTH - 2);
        return cut < 0 ? List.of(bare) : List.of(bare.substring(0, cut) + " \\", "     " + bare.substring(cut));
    }

    /** Where the events are, the digest, each finding in its sentence, the learned coefficients. */
    private void printDetails(Console console) {
        String runId = result.started().runId();
        console.detail("");
        console.detail(
                "Kafka at %s, topic %s, partition %d; digest %s",
                kafka, Topics.TRAJECTORIES.name(), Topics.partitionOf(runId), digest());
        finals().forEach(recorded -> console.detail("%s", RunReport.line(FindingView.of(recorded, false))));
        if (predictor.isKnown()) {
            predictor.table().forEach(line -> console.detail("%s", line));
        }
    }

    private String digest() {
        return HexFormat.of().formatHex(end.digest());
    }

    private Result result() {
        return new Result(
                result.started().runId(),
                result.started().name(),
                RunReport.Method.of(method),
                Words.of(end.outcome()),
                end.cause(),
                end.reason(),
                end.time(),
                end.steps(),
                result.events(),
                digest(),
                FindingView.of(findings),
                missing,
                RunReport.Final.of(result.last()),
                predictor.solution(),
                new Log(
                        kafka,
                        Topics.TRAJECTORIES.name(),
                        Topics.partitionOf(result.started().runId())),
                elapsedMillis);
    }

    /** A run and its findings. */
    @Serdeable
    record Result(
            String runId,
            String name,
            RunReport.Method method,
            String outcome,
            String cause,
            String reason,
            double time,
            long steps,
            long events,
            String digest,
            List<FindingView> findings,
            Set<String> analyzersMissing,
            @JsonProperty("final") RunReport.Final last,
            Predictor.@Nullable Solution solution,
            Log log,
            long elapsedMs) {}

    /** Where the events are. */
    @Serdeable
    record Log(String bootstrapServers, String topic, int partition) {}
}
