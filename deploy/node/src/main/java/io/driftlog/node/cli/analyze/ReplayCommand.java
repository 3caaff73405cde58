package io.driftlog.node.cli.analyze;

import io.driftlog.analyzer.service.Replay;
import io.driftlog.analyzer.service.Replays;
import io.driftlog.analyzer.spi.driver.Analyzers;
import io.driftlog.events.Finding;
import io.driftlog.events.RunStarted;
import io.driftlog.events.UserException.BadInput;
import io.driftlog.http.FindingView;
import io.driftlog.log.RunStatus;
import io.driftlog.log.archive.ArchiveReader;
import io.driftlog.log.run.RunReader;
import io.driftlog.node.cli.options.AnalyzerWords;
import io.driftlog.node.cli.options.CommonOptions;
import io.driftlog.node.cli.options.PluginOptions;
import io.driftlog.node.cli.options.RunOrFile;
import io.driftlog.node.cli.output.Console;
import io.driftlog.node.cli.output.Interruption;
import io.driftlog.node.cli.output.RunReport;
import io.driftlog.node.home.Cluster;
import io.micronaut.serde.annotation.Serdeable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Replays recorded runs through analyzers. */
@Command(
        name = "replay",
        description = {
            "Replay recorded runs, from the log or from archives, through any analyzers with any parameters. Nothing is"
                    + " written to the log.",
            "The findings are those of the live analyzers, byte for byte. Several runs are read at the same time."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  driftlog replay run.avro --analyzer norm-drift:fraction=0.1",
            "  driftlog replay archives/*.avro --analyzer loss-plateau --json",
            "  driftlog replay 20261123-060150-paper-diagonal-c0b6 --plugins my-plugins --analyzer my-analyzer"
        })
public final class ReplayCommand implements Callable<Integer> {

    @Mixin
    CommonOptions common = new CommonOptions();

    @Parameters(arity = "1..*", paramLabel = "RUN|FILE", description = "Ids of runs, or archives.")
    List<String> sources = List.of();

    @Option(
            names = "--analyzer",
            paramLabel = AnalyzerWords.SYNTAX,
            description =
                    "Replay through this analyzer with these parameters. Default: all analyzers with their defaults."
                            + " Repeatable.")
    List<String> words = List.of();

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "How many runs are read at the same time. Default: one for each processor.")
    int threads = Runtime.getRuntime().availableProcessors();

    @Mixin
    PluginOptions plugins = new PluginOptions();

    private final Interruption interruption;

    ReplayCommand(Interruption interruption) {
        this.interruption = interruption;
    }

    /** What was seen so far, over all sources. */
    private static final class Tally {
        private final List<Replayed> runs = new ArrayList<>();
        private int failed;
    }

    @Override
    public Integer call() throws InterruptedException {
        Console console = common.console();
        if (threads < 1) {
            throw new BadInput("--threads must be at least 1, but is " + threads + ".");
        }
        Analyzers known = plugins.load(common, console);
        // Refuses bad analyzers before anything is read.
        AnalyzerWords.create(known, words);
        interruption.listen();
        Tally tally = new Tally();
        if (sources.stream().allMatch(RunOrFile::isFile)) {
            replay(null, known, console, tally);
        } else {
            try (Cluster cluster = common.openCluster(console)) {
                refuseUnknownRuns(cluster);
                replay(cluster, known, console, tally);
            }
        }
        console.result(new Result(tally.runs));
        if (interruption.isRequested()) {
            console.line("Interrupted after %d of %d runs.", tally.runs.size(), sources.size());
            return Interruption.EXIT_CODE;
        }
        return tally.failed == 0 ? 0 : 1;
    }

    private void refuseUnknownRuns(Cluster cluster) {
        Set<String> runs = RunReader.runs(cluster.connection()).stream()
                .map(RunStatus::runId)
                .collect(Collectors.toSet());
        for (String word : sources) {
            if (!RunOrFile.isFile(word) && !runs.contains(word)) {
                throw RunOrFile.unknown(word, common);
            }
        }
    }

    private void replay(@Nullable Cluster cluster, Analyzers known, Console console, Tally tally)
            throws InterruptedException {
        List<Replays.Source> all = sources.stream()
                .map(word -> new Replays.Source(
                        word,
                        () -> cluster == null || RunOrFile.isFile(word)
                                ? ArchiveReader.open(Path.of(word))
                                : RunOrFile.open(word, common, cluster)))
                .toList();
        Replays.run(
                all,
                () -> AnalyzerWords.create(known, words),
                threads,
                interruption::isRequested,
                outcome -> report(outcome, console, tally));
    }

    private static void report(Replays.Outcome outcome, Console console, Tally tally) {
        outcome.failure()
                .or(() -> outcome.result().flatMap(Replay.Result::damage))
                .ifPresent(sentence -> {
                    tally.failed++;
                    System.err.println("driftlog: " + sentence);
                });
        outcome.result().ifPresent(result -> print(result, console));
        tally.runs.add(Replayed.of(outcome));
    }

    private static void print(Replay.Result result, Console console) {
        console.line(
                "run %s: %d steps%s",
                result.run().map(RunStarted::runId).orElse(""),
                result.steps(),
                result.end().isPresent() ? "" : result.damage().isPresent() ? ", incomplete" : ", not finished");
        result.findings().stream()
                .filter(recorded -> recorded.finding().stage() == Finding.Stage.FINAL
                        || result.end().isEmpty())
                .forEach(recorded -> console.line("  %s", RunReport.line(FindingView.of(recorded, false))));
    }

    @Serdeable
    record Result(List<Replayed> runs) {}

    /**
     * What a replay of one source gave.
     *
     * @param source as it was named
     * @param failure why it could not be read at all; null when it could
     * @param damage what could not be read of it; null when nothing is damaged
     */
    @Serdeable
    record Replayed(
            String source,
            @Nullable String failure,
            @Nullable String damage,
            String runId,
            long steps,
            boolean finished,
            List<FindingView> findings) {
        static Replayed of(Replays.Outcome outcome) {
            Optional<Replay.Result> result = outcome.result();
            return new Replayed(
                    outcome.name(),
                    outcome.failure().orElse(null),
                    result.flatMap(Replay.Result::damage).orElse(null),
                    result.flatMap(Replay.Result::run).map(RunStarted::runId).orElse(""),
                    result.map(Replay.Result::steps).orElse(0L),
                    result.flatMap(Replay.Result::end).isPresent(),
                    FindingView.of(result.map(Replay.Result::findings).orElse(List.of())));
        }
    }
}
