package io.driftlog.node.cli.log;

import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.UserException.BadInput;
import io.driftlog.export.CsvSteps;
import io.driftlog.export.StepTableWriter;
import io.driftlog.http.Words;
import io.driftlog.log.NewFile;
import io.driftlog.log.run.TrajectoryReader;
import io.driftlog.node.cli.options.CommonOptions;
import io.driftlog.node.cli.options.RunOrFile;
import io.driftlog.node.cli.output.Console;
import io.micronaut.serde.annotation.Serdeable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes the steps of a run as a table. */
@Command(
        name = "export",
        description = {
            "Write the recorded steps of a run or an archive as a table, one row for each: seq, step, time, stepSize, trainLoss,"
                    + " testLoss, weightNormSquared, gradientNorm, restartPoint, rejected, digest, and the weights.",
            "CSV has the weights in columns w1 … wd, Parquet in one list. Numbers have all their digits."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  driftlog export run.avro --to parquet --out run.parquet",
            "  driftlog export 20261123-060150-paper-diagonal-c0b6 --to csv --without-weights"
        })
public final class ExportCommand implements Callable<Integer> {
    @Mixin
    CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "RUN|FILE", description = "A run's id, or an archive.")
    String source = "";

    @Option(names = "--to", required = true, paramLabel = "csv|parquet", description = "The kind of table.")
    Format format = Format.CSV;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description =
                    "The file to write; it must not exist. Default: the run's id with .csv or .parquet, in this folder.")
    @Nullable
    Path out;

    @Option(names = "--without-weights", description = "Leave the weights out.")
    boolean withoutWeights;

    /** The kinds of table. */
    enum Format {
        CSV,
        PARQUET;

        String extension() {
            return Words.of(this);
        }
    }

    @Override
    public Integer call() {
        Console console = common.console();
        return RunOrFile.read(source, common, console, events -> export(events, console));
    }

    private int export(TrajectoryReader events, Console console) {
        if (!events.hasNext() || !(events.next() instanceof RunStarted run)) {
            throw new BadInput(source + " does not begin with the start of a run; there is nothing to export.");
        }
        Path target = out == null ? Path.of(run.runId() + "." + format.extension()) : out;
        if (Files.exists(target)) {
            throw new BadInput(target + " exists and is left as it is; name another file with --out.");
        }
        long rows = 0;
        try (NewFile file = NewFile.create(target)) {
            try (StepTableWriter table = table(file, run)) {
                while (events.hasNext()) {
                    if (events.next() instanceof StepTaken step) {
                        table.append(step);
                        rows++;
                    }
                }
                table.finish();
            }
            file.publish();
        }
        console.line("%d rows of run %s are in %s.", rows, run.runId(), target);
        console.result(new Result(run.runId(), target.toString(), rows));
        return RunOrFile.done(events);
    }

    @Serdeable
    record Result(String runId, String file, long rows) {}

    private StepTableWriter table(NewFile file, RunStarted run) {
        int weights = withoutWeights ? 0 : run.dimension();
        return format == Format.CSV
                ? new CsvSteps(file.temporary(), weights)
                : StepTableWriter.parquet(file.temporary(), !withoutWeights);
    }
}
