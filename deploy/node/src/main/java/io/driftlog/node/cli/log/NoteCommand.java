package io.driftlog.node.cli.log;

import io.driftlog.events.RunStarted;
import io.driftlog.http.AnnotationsView;
import io.driftlog.log.LogConnection;
import io.driftlog.log.RunAnnotated;
import io.driftlog.log.run.Annotations;
import io.driftlog.log.run.RunReader;
import io.driftlog.node.cli.options.CommonOptions;
import io.driftlog.node.cli.options.RunOrFile;
import io.driftlog.node.cli.output.Console;
import io.driftlog.node.home.Cluster;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Writes the note of a run. */
@Command(
        name = "note",
        description = {
            "Write the note of a run, in place of the one before. The log and archives keep it; no digest changes.",
            "`driftlog show RUN` prints it."
        },
        mixinStandardHelpOptions = true)
public final class NoteCommand implements Callable<Integer> {
    @Mixin
    CommonOptions common = new CommonOptions();

    @Parameters(index = "0", paramLabel = "RUN", description = "The run's id; `driftlog runs` lists them.")
    String runId = "";

    @Parameters(index = "1", paramLabel = "TEXT", description = "The note, in quotes; \"\" removes it.")
    String text = "";

    @Override
    public Integer call() {
        return annotate(common, RunAnnotated.note(runId, text, System.currentTimeMillis()));
    }

    /** Writes a change of a run's annotations, and says what they are then. */
    static int annotate(CommonOptions common, RunAnnotated change) {
        Console console = common.console();
        try (Cluster cluster = common.openCluster(console)) {
            LogConnection kafka = cluster.connection();
            String runId = change.runId();
            RunStarted run = RunReader.started(kafka, runId).orElseThrow(() -> RunOrFile.unknown(runId, common));
            Annotations.append(kafka, change);
            AnnotationsView now = AnnotationsView.of(runId, run.tags(), Annotations.read(kafka, runId));
            console.line(
                    "run %s  tags: %s  note: %s",
                    runId,
                    now.tags().isEmpty() ? "none" : String.join(", ", now.tags()),
                    now.note().isEmpty() ? "none" : now.note());
            console.result(now);
        }
        return 0;
    }
}
