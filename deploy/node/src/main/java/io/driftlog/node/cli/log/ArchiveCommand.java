package io.driftlog.node.cli.log;

import io.driftlog.events.UserException.BadInput;
import io.driftlog.http.LossView;
import io.driftlog.http.Words;
import io.driftlog.log.archive.ArchiveSchema;
import io.driftlog.log.archive.RunArchiver;
import io.driftlog.log.archive.RunArchiver.Archived;
import io.driftlog.node.cli.options.CommonOptions;
import io.driftlog.node.cli.output.Console;
import io.driftlog.node.home.Cluster;
import io.micronaut.serde.annotation.Serdeable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Copies a run into a file. */
@Command(
        name = "archive",
        description = {
            "Copy a run with its findings into one file: an Avro object container file (zstd), which any Avro library reads.",
            "The file must not exist; it appears when it is complete. The run stays in the log. A run that has not ended is"
                    + " archived up to its last committed event. A run that has lost events is refused without --partial."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  driftlog archive 20261123-060150-paper-diagonal-c0b6 run.avro",
            "  driftlog archive --schema > archive.avsc      # for a program that writes archives"
        })
public final class ArchiveCommand implements Callable<Integer> {
    @Mixin
    CommonOptions common = new CommonOptions();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "RUN",
            description = "The run's id; `driftlog runs` lists them.")
    @Nullable
    String runId;

    @Parameters(index = "1", arity = "0..1", paramLabel = "FILE", description = "The file to write, such as run.avro.")
    @Nullable
    Path file;

    @Option(
            names = "--partial",
            description = "Archive a run that lacks events, too: what is there. Names what is missing.")
    boolean partial;

    @Option(names = "--schema", description = "Only print the schema of archives, as JSON.")
    boolean schema;

    @Override
    public Integer call() throws Exception {
        if (schema) {
            System.out.println(ArchiveSchema.json());
            return 0;
        }
        if (runId == null || file == null) {
            throw new BadInput("Name the run and the file: driftlog archive RUN FILE.");
        }
        Console console = common.console();
        if (Files.exists(file)) {
            throw new BadInput(file + " exists and is left as it is; name another file or remove it.");
        }
        try (Cluster cluster = common.openCluster(console)) {
            Archived archived = RunArchiver.archive(cluster.connection(), runId, file, partial);
            long bytes = Files.size(file);
            console.line(
                    "Run %s with %d steps and %d findings is in %s (%,d bytes).",
                    runId, archived.steps(), archived.findings(), file, bytes);
            if (archived.end().isEmpty() && archived.lost().isEmpty()) {
                console.line("The run has not ended: the archive has its events up to the last committed one.");
            }
            console.result(new Result(
                    runId,
                    file.toString(),
                    archived.steps(),
                    archived.findings(),
                    archived.end().isPresent(),
                    archived.end().map(end -> Words.of(end.outcome())).orElse("unfinished"),
                    bytes,
                    archived.lost().map(LossView::of).orElse(null)));
            archived.lost().ifPresent(lost -> System.err.println("driftlog: " + lost.sentence()));
            return archived.lost().isEmpty() ? 0 : 1;
        }
    }

    /** @param lost what the archive lacks of the run; null if nothing is missing */
    @Serdeable
    record Result(
            String runId,
            String file,
            long steps,
            long findings,
            boolean finished,
            String outcome,
            long bytes,
            @Nullable LossView lost) {}
}
