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
import io.driftlog.node.home.NodeApi;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
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
        RunAnnotated change = RunAnnotated.note(runId, text, System.currentTimeMillis());
        return annotate(common, change, api -> api.note(runId, text));
    }

    /**
     * Writes a change of a run's annotations, and says what they are then.
     *
     * @param ask has the node of the data directory do so; empty if it does not
     */
    static int annotate(CommonOptions common, RunAnnotated change, Function<NodeApi, Optional<AnnotationsView>> ask) {
        Console console = common.console();
        AnnotationsView now = common.nodeApi(console)
                .flatMap(api -> console.during("waiting for the node", () -> ask.apply(api)))
                .orElseGet(() -> annotate(common, change, console));
        console.line(
                "run %s  tags: %s  note: %s",
                now.runId(),
                now.tags().isEmpty() ? "none" : String.join(", ", now.tags()),
                now.note().isEmpty() ? "none" : now.note());
        console.result(now);
        return 0;
    }

    private static AnnotationsView annotate(CommonOptions common, RunAnnotated change, Console console) {
        try (Cluster cluster = common.openCluster(console)) {
            LogConnection kafka = cluster.connection();
            String runId = change.runId();
            RunStarted run = RunReader.started(kafka, runId).orElseThrow(() -> RunOrFile.unknown(runId, common));
            Annotations.append(kafka, change);
            return AnnotationsView.of(runId, run.tags(), Annotations.read(kafka, runId));
        }
    }
}
