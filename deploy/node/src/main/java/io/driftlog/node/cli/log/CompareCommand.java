package io.driftlog.node.cli.log;

import io.driftlog.events.UserException.BadInput;
import io.driftlog.http.ComparisonView;
import io.driftlog.log.FileException;
import io.driftlog.log.NewFile;
import io.driftlog.node.cli.options.CommonOptions;
import io.driftlog.node.cli.options.RunOrFile;
import io.driftlog.node.cli.output.ComparisonCsv;
import io.driftlog.node.cli.output.ComparisonTable;
import io.driftlog.node.cli.output.Console;
import io.driftlog.node.home.Cluster;
import io.driftlog.node.home.NodeApi;
import io.driftlog.simulator.service.compare.Comparison;
import io.driftlog.simulator.service.compare.RecordedRun;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compares recorded runs. */
@Command(
        name = "compare",
        description = {
            "Compare runs of the log and archives, each with the first: what differs in their specs, when their phases begin and"
                    + " end and how many times later than in the first run, their last losses, whether they grokked, and how"
                    + " far their weights are apart.",
            "Three or more runs that differ in one number alone, apart from `until` and `emit`, also give exponents: each time as"
                    + " a power of that number, by least squares in logarithms, with its 95 %% interval by Student's t.",
            "A fork that changes nothing takes the same steps as its ancestor, bit for bit; the table says up to which step two"
                    + " runs are the same."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Times come from findings: `driftlog analyze` or `driftlog replay` makes them. A time has as many digits as the steps"
                    + " around it support; * marks what may still change.",
            "",
            "Examples:",
            "  driftlog compare RUN run.avro                      a run of the log and an archive",
            "  driftlog compare RUN RUN RUN --at slow-time        weights at equal weightDecay times t",
            "  driftlog compare RUN RUN RUN --csv=lambda.csv      a file for a plot",
            "  driftlog compare RUN RUN RUN --json | jq '.power.exponents[] | [.quantity, .exponent, .low, .high]'"
        })
public final class CompareCommand implements Callable<Integer> {
    private static final String STANDARD_OUTPUT = "-";

    /** Weights in memory, of all runs together: 128 MB. */
    private static final long NUMBERS = 16L << 20;

    @Mixin
    CommonOptions common = new CommonOptions();

    @Parameters(arity = "2..*", paramLabel = "RUN|FILE", description = "Runs and archives, at least two.")
    List<String> sources = List.of();

    @Option(
            names = "--at",
            paramLabel = "time|slow-time",
            description =
                    "Where weights are compared: at equal time t, or at equal slow time weightDecay t. Default: slow-time where"
                            + " the weight decays differ, else time.")
    @Nullable
    String at;

    @Option(
            names = "--csv",
            arity = "0..1",
            fallbackValue = STANDARD_OUTPUT,
            paramLabel = "FILE",
            description = "Write a CSV file, whose name ends in .csv; without a name, print it instead of the table.")
    @Nullable
    String csv;

    @Override
    public Integer call() {
        Console console = common.console();
        check(console);
        ComparisonView comparison = ofNode(console).orElseGet(() -> Comparison.of(read(console), at));
        if (STANDARD_OUTPUT.equals(csv)) {
            System.out.print(ComparisonCsv.of(comparison));
            System.out.flush();
            return 0;
        }
        if (csv != null) {
            write(Path.of(csv), ComparisonCsv.of(comparison));
        }
        ComparisonTable.lines(comparison).forEach(line -> console.line("%s", line));
        if (csv != null) {
            console.line("");
            console.line("wrote %s", csv);
        }
        console.result(comparison);
        return 0;
    }

    private void check(Console console) {
        if (sources.size() > Comparison.MOST_RUNS) {
            throw new BadInput("Name at most " + Comparison.MOST_RUNS + " runs, not " + sources.size() + ".");
        }
        if (at != null && !at.equals(Comparison.TIME) && !at.equals(Comparison.SLOW_TIME)) {
            throw new BadInput("--at is " + at + "; give time or slow-time.");
        }
        if (csv != null && !csv.equals(STANDARD_OUTPUT) && !csv.endsWith(".csv")) {
            throw new BadInput("--csv takes a name that ends in .csv, not " + csv
                    + "; to print CSV, put --csv behind the runs or write --csv=-.");
        }
        if (console.isJson() && STANDARD_OUTPUT.equals(csv)) {
            throw new BadInput("--json and --csv both print to standard output; give --csv a file name.");
        }
    }

    /** The answer of the node; empty if it left something out, because it keeps fewer weights in memory. */
    private Optional<ComparisonView> ofNode(Console console) {
        if (sources.stream().anyMatch(RunOrFile::isFile)) {
            return Optional.empty();
        }
        String runs = sources.stream().map(run -> "run=" + NodeApi.encoded(run)).collect(Collectors.joining("&"));
        String path = "/compare?" + runs + (at == null ? "" : "&at=" + at);
        return common.askNode(console, path, ComparisonView.class)
                .filter(comparison -> comparison.notes().isEmpty());
    }

    private List<RecordedRun> read(Console console) {
        long numbers = NUMBERS / sources.size();
        if (sources.stream().allMatch(RunOrFile::isFile)) {
            return sources.stream()
                    .map(file -> RecordedRun.ofFile(file, numbers))
                    .toList();
        }
        List<RecordedRun> runs = new ArrayList<>();
        try (Cluster cluster = common.openCluster(console)) {
            for (String source : sources) {
                runs.add(
                        RunOrFile.isFile(source)
                                ? RecordedRun.ofFile(source, numbers)
                                : RecordedRun.ofLog(cluster.connection(), source, numbers)
                                        .orElseThrow(() -> RunOrFile.unknown(source, common)));
            }
        }
        return runs;
    }

    private static void write(Path target, String text) {
        try (NewFile file = NewFile.create(target)) {
            try (OutputStream out = file.open()) {
                out.write(text.getBytes(StandardCharsets.UTF_8));
            }
            file.publish();
        } catch (IOException e) {
            throw FileException.writing(target, e);
        }
    }
}
