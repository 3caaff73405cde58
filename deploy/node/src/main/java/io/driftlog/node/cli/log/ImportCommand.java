package io.driftlog.node.cli.log;

import static io.driftlog.events.NumberText.readable;

import io.driftlog.events.RunEnded;
import io.driftlog.log.archive.RunImporter;
import io.driftlog.log.archive.RunImporter.Imported;
import io.driftlog.node.cli.options.CommonOptions;
import io.driftlog.node.cli.options.ForeignOptions;
import io.driftlog.node.cli.output.Console;
import io.driftlog.node.home.Cluster;
import io.driftlog.simulator.service.foreign.ForeignRun;
import io.micronaut.serde.annotation.Serdeable;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Copies a run from a file into the log: an archive, or a table that another program wrote. */
@Command(
        name = "import",
        description = {
            "Copy the run of an archive, with its findings, into the log.",
            "A run that the log already has is left as it is if its events are the same, and refused if they differ. Nothing"
                    + " of a damaged file is imported, unless the damage is in its header alone.",
            "A .csv or .npy file is a trajectory w(t) that another program recorded, one row for each time. It becomes a run"
                    + " of unknown objective, which analyzers read like any other; they name what needs the objective."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  driftlog import run.avro",
            "  driftlog import sgd.csv --time-column t --train-loss-column loss --weight-columns 'w*' --weight-decay 1e-4",
            "  driftlog import weights.npy --step-size 0.01 --momentum 0.9 --weight-decay 1e-4   # a row for each iteration"
        })
public final class ImportCommand implements Callable<Integer> {
    @Mixin
    CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "FILE", description = "An archive, or a .csv or .npy file.")
    Path file = Path.of("");

    @ArgGroup(exclusive = false, validate = false, heading = "%nOf a .csv or .npy file:%n")
    ForeignOptions foreign = new ForeignOptions();

    @Override
    public Integer call() {
        Console console = common.console();
        if (ForeignOptions.isForeign(file)) {
            return importForeign(console);
        }
        try (Cluster cluster = common.openClusterToWrite(console)) {
            Imported imported = RunImporter.importFrom(cluster.connection(), file);
            report(console, imported);
            imported.damage().ifPresent(sentence -> System.err.println("driftlog: " + sentence));
        }
        return 0;
    }

    private int importForeign(Console console) {
        // Refuses a bad file before anything is started.
        ForeignRun run = foreign.read(file);
        try (Cluster cluster = common.openClusterToWrite(console)) {
            RunEnded end = run.write(cluster.connection());
            String runId = run.started().runId();
            console.line(
                    "Run %s is in the log: %d rows of %d weights, up to t = %s.",
                    runId, run.steps(), run.started().dimension(), readable(end.time()));
            console.line(
                    "Its objective is unknown. Analyze it with:  driftlog replay %s%s", runId, common.whereWords());
            console.result(new ForeignResult(runId, end.steps(), run.started().dimension(), end.time()));
        }
        return 0;
    }

    private void report(Console console, Imported imported) {
        String runId = imported.run().runId();
        if (imported.newEvents() == 0) {
            console.line("The log has run %s already, with the same events; nothing of it was imported.", runId);
        } else {
            console.line("Run %s is in the log: %d events are new.", runId, imported.newEvents());
        }
        if (imported.newFindings() > 0) {
            console.line("%d findings are new.", imported.newFindings());
        }
        if (imported.end().isEmpty()) {
            console.line(
                    "The run has not ended; its last step is %d. Continue it with:  driftlog resume %s%s",
                    imported.steps(), runId, common.whereWords());
        }
        console.result(new Result(
                runId, imported.steps(), imported.end().isPresent(), imported.newEvents(), imported.newFindings()));
    }

    /** Of an archive. */
    @Serdeable
    record Result(String runId, long steps, boolean finished, long newEvents, long newFindings) {}

    /** Of a .csv or .npy file. */
    @Serdeable
    record ForeignResult(String runId, long steps, int dimension, double time) {}
}
