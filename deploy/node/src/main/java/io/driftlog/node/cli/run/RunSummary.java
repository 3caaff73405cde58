package io.driftlog.node.cli.run;

import static io.driftlog.events.NumberText.readable;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.driftlog.events.Finding;
import io.driftlog.events.FindingKinds;
import io.driftlog.events.FindingRecorded;
import io.driftlog.events.RunEnded;
import io.driftlog.events.StepTaken;
import io.driftlog.http.FindingView;
import io.driftlog.http.Words;
import io.driftlog.log.Topics;
import io.driftlog.node.cli.options.CommonOptions;
import io.driftlog.node.cli.output.Console;
import io.driftlog.node.cli.output.Predictor;
import io.driftlog.node.cli.output.RunReport;
import io.driftlog.node.home.Cluster;
import io.driftlog.simulator.flow.spec.MethodChoice;
import io.driftlog.simulator.service.RunResult;
import io.micronaut.serde.annotation.Serdeable;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a run came to, for a person and as JSON. */
final class RunSummary {
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
                "At the end: train loss %s, test loss %s, ||w||^2 %s.",
                readable(last.trainLoss()), readable(last.testLoss()), readable(last.weightNormSquared()));
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
        double before = finding.values().getOrDefault(FindingKinds.PLATEAU_TEST_LOSS, Double.NaN);
        double after = finding.values().getOrDefault(FindingKinds.FINAL_TEST_LOSS, Double.NaN);
        if (finding.kind().equals(FindingKinds.TEST_LOSS_DROP_END) && before > after) {
            console.line(
                    "Test loss: %s on the plateau before the drift, %s at the end, %s times less.",
                    readable(before), readable(after), readable(before / after));
        }
    }

    private static String time(Finding finding) {
        return finding.time()
                .map(t -> "t = " + readable(t.estimate()) + "  in [" + readable(t.lower()) + ", " + readable(t.upper())
                        + "]")
                .orElse("");
    }

    private void tryNext(Console console, CommonOptions options, String runId) {
        console.line("Try next:");
        console.line("  driftlog findings %s%s   # what the analyzers said", runId, options.whereWords());
        console.line("  driftlog report %s%s   # report.html, with figures", runId, options.whereWords());
        if (result.started().name().equals("paper-diagonal")) {
            console.line(
                    "  driftlog run paper/diagonal --set weightDecay=1e-5 --set until.time=1e6   # the drift scales as"
                            + " 1/lambda");
            console.line(
                    "  driftlog run paper/diagonal --set method.type=gradient-descent   # 260,000 steps, seen live");
        }
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

    Result result() {
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
                        cluster.bootstrapServers(),
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
