package io.driftlog.node.cli.run;

import io.driftlog.events.Finding;
import io.driftlog.events.FindingRecorded;
import io.driftlog.events.RunEnded;
import io.driftlog.events.RunSpec;
import io.driftlog.events.StepTaken;
import io.driftlog.log.Topics;
import io.driftlog.node.cli.options.CommonOptions;
import io.driftlog.node.cli.output.Console;
import io.driftlog.node.cli.output.Predictor;
import io.driftlog.node.cli.output.RunReport;
import io.driftlog.node.home.Cluster;
import io.driftlog.simulator.flow.spec.MethodChoice;
import io.driftlog.simulator.service.RunResult;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What a run came to, for a person and as JSON. */
final class RunSummary {
    private static final String PLATEAU = "plateauTestLoss";
    private static final String FINAL_LOSS = "finalTestLoss";

    private final Cluster cluster;
    private final RunResult result;
    private final MethodChoice method;
    private final RunEnded end;
    private final List<FindingRecorded> findings;
    private final Set<String> missing;
    private final long elapsedMillis;
    private final Predictor predictor;

    RunSummary(
            Cluster cluster,
            RunResult result,
            MethodChoice method,
            List<FindingRecorded> findings,
            Set<String> missing,
            long elapsedMillis) {
        this.cluster = cluster;
        this.result = result;
        this.method = method;
        this.end = result.end().orElseThrow();
        this.findings = findings;
        this.missing = missing;
        this.elapsedMillis = elapsedMillis;
        this.predictor =
                Predictor.of(result.problem().flow().objective(), result.state().weights());
    }

    void print(Console console, CommonOptions options) {
        StepTaken last = result.last();
        console.line("");
        console.line("%s", end.reason());
        console.line("");
        console.line("Phases:");
        List<Finding> finals = findings.stream()
                .map(FindingRecorded::finding)
                .filter(finding -> finding.stage() == Finding.Stage.FINAL)
                .filter(finding -> !finding.kind().equals(Finding.COMPLETED))
                .sorted(Comparator.comparingDouble(
                        finding -> finding.time().map(t -> t.estimate()).orElse(Double.MAX_VALUE)))
                .toList();
        finals.forEach(finding ->
                console.line("  %-21s %s%n  %21s   %s", finding.kind(), time(finding), "", finding.sentence()));
        if (finals.isEmpty()) {
            console.line("  none was found");
        }
        missing.forEach(analyzer -> console.line("  %s has not read the run to its end.", analyzer));
        console.line("");
        console.line(
                "At the end: train loss %.3g, test loss %.3g, ||w||^2 %.5g.",
                last.trainLoss(), last.testLoss(), last.weightNormSquared());
        finals.forEach(finding -> printDrop(console, finding));
        if (predictor.isKnown()) {
            predictor.print(console);
        }
        String runId = result.started().runId();
        console.line("");
        console.line(
                "%d events of run %s are in topic %s, partition %d, of Kafka at %s%s.",
                result.events(),
                runId,
                Topics.TRAJECTORIES.name(),
                Topics.partitionOf(runId),
                cluster.bootstrapServers(),
                cluster.isEmbedded() ? " (data in " + options.data.resolve("kafka") + ")" : "");
        console.line("Digest %s: the same spec gives the same one on any machine.", digest());
        console.line("Took %.1f s.", elapsedMillis * 1e-3);
        console.line("");
        tryNext(console, options, runId);
    }

    /** The test loss before and after, if a finding speaks of both. */
    private static void printDrop(Console console, Finding finding) {
        double before = finding.values().getOrDefault(PLATEAU, Double.NaN);
        double after = finding.values().getOrDefault(FINAL_LOSS, Double.NaN);
        if (finding.kind().endsWith("-end") && before > after) {
            console.line(
                    "Test loss: %.4g on the plateau before the drift, %.3g at the end, %.3g times less.",
                    before, after, before / after);
        }
    }

    private static String time(Finding finding) {
        return finding.time()
                .map(t -> String.format(Locale.ROOT, "t = %.4g  in [%.4g, %.4g]", t.estimate(), t.lower(), t.upper()))
                .orElse("");
    }

    private void tryNext(Console console, CommonOptions options, String runId) {
        RunSpec spec = result.started().spec();
        console.line("Try next:");
        console.line("  driftlog findings %s%s   # what the analyzers said", runId, options.whereWords());
        if (spec.weightDecay() > 0) {
            console.line(
                    "  driftlog run paper/diagonal --set weightDecay=1e-5 --set until.time=1e6   # the drift scales as"
                            + " 1/lambda");
        }
        console.line("  driftlog run paper/diagonal --set method.type=gradient-descent   # 260,000 steps, seen live");
        if (cluster.isEmbedded()) {
            console.line("  driftlog broker%s   # then, in another terminal:", options.whereWords());
        }
        console.line(
                "  kcat -b %s -C -e -t %s -f '%%k %%S bytes\\n'   # the events",
                cluster.isEmbedded() ? "127.0.0.1:9092" : cluster.bootstrapServers(), Topics.TRAJECTORIES.name());
    }

    private String digest() {
        return HexFormat.of().formatHex(end.digest());
    }

    Map<String, Object> json() {
        var json = new LinkedHashMap<String, Object>();
        json.put("runId", result.started().runId());
        json.put("name", result.started().name());
        json.put("method", RunReport.method(method));
        json.put("outcome", end.outcome().name().toLowerCase(Locale.ROOT));
        json.put("cause", end.cause());
        json.put("reason", end.reason());
        json.put("time", Console.number(end.time()));
        json.put("steps", end.steps());
        json.put("events", result.events());
        json.put("digest", digest());
        json.put("findings", RunReport.findings(findings));
        json.put("analyzersMissing", missing);
        json.put("final", RunReport.finalValues(result.last()));
        if (predictor.isKnown()) {
            json.put("solution", predictor.json());
        }
        json.put(
                "log",
                Map.of(
                        "bootstrapServers", cluster.bootstrapServers(),
                        "topic", Topics.TRAJECTORIES.name(),
                        "partition", Topics.partitionOf(result.started().runId())));
        json.put("elapsedMs", elapsedMillis);
        return json;
    }
}
