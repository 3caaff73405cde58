package io.driftlog.node.cli.log;

import static io.driftlog.events.NumberText.exact;
import static io.driftlog.events.NumberText.readable;

import io.driftlog.events.Finding;
import io.driftlog.http.EndView;
import io.driftlog.http.FindingView;
import io.driftlog.http.Numbers;
import io.driftlog.http.OriginView;
import io.driftlog.http.RunOverview;
import io.driftlog.http.StartView;
import io.driftlog.http.StepView;
import io.driftlog.http.Words;
import io.driftlog.log.archive.ArchiveReader;
import io.driftlog.node.cli.options.CommonOptions;
import io.driftlog.node.cli.options.RunOrFile;
import io.driftlog.node.cli.output.Console;
import io.driftlog.node.cli.output.RunReport;
import io.driftlog.node.home.Cluster;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows the spec, the state and the final findings of a run. */
@Command(
        name = "show",
        description =
                "Show a run or an archive: its spec, its last step, its state, how it ended, and its final findings.",
        mixinStandardHelpOptions = true)
public final class ShowCommand implements Callable<Integer> {
    @Mixin
    CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "RUN|FILE", description = "A run's id, or an archive.")
    String source = "";

    @Override
    public Integer call() {
        Console console = common.console();
        RunOverview overview = RunOrFile.isFile(source) ? ofFile(Path.of(source)) : ofRun(console);
        print(console, overview);
        console.result(overview);
        overview.damages().forEach(sentence -> System.err.println("driftlog: " + sentence));
        return overview.damages().isEmpty() ? 0 : 1;
    }

    private RunOverview ofRun(Console console) {
        return common.askNode(console, source, "/overview", RunOverview.class).orElseGet(() -> {
            try (Cluster cluster = common.openCluster(console)) {
                return RunOverview.read(cluster.connection(), source)
                        .orElseThrow(() -> RunOrFile.unknown(source, common));
            }
        });
    }

    private RunOverview ofFile(Path file) {
        try (ArchiveReader events = ArchiveReader.open(file)) {
            return RunOverview.read(events, source);
        }
    }

    private static void print(Console console, RunOverview overview) {
        StartView run = overview.run();
        Map<String, Object> spec = run.spec();
        console.line("run %s (%s)", run.runId(), run.name());
        console.line(
                "  objective    %s%s, %d weights, %d residuals",
                type(spec.get("objective")), data(run), run.dimension(), run.samples());
        console.line(
                "  weight decay %s, regularizer %s", exact(number(spec.get("weightDecay"))), spec.get("regularizer"));
        console.line("  method       %s %s", type(spec.get("method")), numbers(spec.get("method")));
        console.line("  until        %s, seed %s", numbers(spec.get("until")), spec.get("seed"));
        console.line("  recorded by  %s at %s", run.software(), run.startedAt());
        OriginView origin = run.origin();
        if (origin != null) {
            console.line(
                    "  fork of      %s at seq %d, t = %s, with %s",
                    origin.runId(), origin.seq(), readable(origin.time()), origin.changes());
        }
        StepView step = overview.last();
        if (step != null) {
            console.line(
                    "  last step    %d (seq %d) at t = %s: train loss %s, test loss %s, ||w||^2 %s",
                    step.step(),
                    step.seq(),
                    readable(step.time()),
                    readable(Numbers.orNan(step.trainLoss())),
                    readable(Numbers.orNan(step.testLoss())),
                    readable(Numbers.orNan(step.weightNormSquared())));
        }
        EndView end = overview.end();
        console.line("  state        %s%s", overview.state(), end == null ? "" : ": " + end.reason());
        if (end != null) {
            console.line("  digest       %s", end.digest());
        }
        if (!overview.tags().isEmpty()) {
            console.line("  tags         %s", String.join(", ", overview.tags()));
        }
        overview.note().lines().forEach(line -> console.line("  note         %s", line));
        List<FindingView> finals = overview.findings().stream()
                .filter(found -> found.stage().equals(Words.of(Finding.Stage.FINAL)))
                .toList();
        console.line(
                "  findings     %d, %d of them final%s",
                overview.findings().size(), finals.size(), finals.isEmpty() ? "" : ":");
        finals.forEach(found -> console.line("    %s", RunReport.line(found)));
    }

    private static String data(StartView run) {
        if (run.spec().get("objective") instanceof Map<?, ?> objective && objective.containsKey("generator")) {
            return " with data from " + type(objective.get("generator"));
        }
        var data = new TreeMap<String, Object>();
        run.data().forEach((role, set) -> data.put(role, "Dataset[" + set.rows() + " x " + set.columns() + "]"));
        run.dataReferences().forEach((role, sha256) -> data.put(role, "SHA-256 " + sha256));
        return data.isEmpty() ? "" : " with given data " + data;
    }

    private static @Nullable Object type(@Nullable Object part) {
        return part instanceof Map<?, ?> map ? map.get("type") : "";
    }

    private static double number(@Nullable Object value) {
        return value instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    /** The numbers of a part of the spec, in one line. */
    private static String numbers(@Nullable Object part) {
        var numbers = new LinkedHashMap<String, Double>();
        if (part instanceof Map<?, ?> map) {
            map.forEach((name, value) -> {
                if (value instanceof Number) {
                    numbers.put(name.toString(), number(value));
                }
            });
        }
        return RunReport.numbers(numbers);
    }
}
