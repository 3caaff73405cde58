package io.driftlog.node.cli.log;

import static io.driftlog.events.NumberText.readable;

import io.driftlog.events.UserException.Unavailable;
import io.driftlog.http.RunList;
import io.driftlog.index.IndexSettings;
import io.driftlog.index.RunIndex;
import io.driftlog.log.RunStatus;
import io.driftlog.log.admin.NoLogException;
import io.driftlog.log.run.RunReader;
import io.driftlog.node.cli.options.CommonOptions;
import io.driftlog.node.cli.output.Console;
import io.driftlog.node.home.Cluster;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the runs of the log. */
@Command(name = "runs", description = "List the runs in the log, the newest first.", mixinStandardHelpOptions = true)
public final class RunsCommand implements Callable<Integer> {
    private static final DateTimeFormatter STARTED =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneId.systemDefault());

    private static final RunList NONE = new RunList(0, 0, 0, List.of());
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @Mixin
    CommonOptions common = new CommonOptions();

    @Override
    public Integer call() throws InterruptedException {
        Console console = common.console();
        try (Cluster cluster = common.openCluster(console)) {
            List<RunStatus> runs = RunReader.runs(cluster.connection());
            if (runs.isEmpty()) {
                console.line("There are no runs in %s yet; make one with: driftlog run paper/diagonal", common.where());
            } else {
                console.line("%-44s %-12s %9s %11s  %s", "run", "state", "events", "t", "started");
            }
            runs.forEach(run -> console.line(
                    "%-44s %-12s %9d %11s  %s",
                    run.runId(),
                    run.state().word(),
                    events(run),
                    readable(run.time()),
                    STARTED.format(Instant.ofEpochMilli(run.startedAtMillis()))));
            if (console.isJson()) {
                console.result(runs.isEmpty() ? NONE : inFull(cluster));
            }
        } catch (NoLogException e) {
            console.line("%s", e.getMessage());
            console.result(NONE);
        }
        return 0;
    }

    /** All events of a run, with the first and the last one. */
    private static long events(RunStatus run) {
        return 1 + run.nextSeq() + (run.state().ended() ? 1 : 0);
    }

    /** The runs as the HTTP API lists them. */
    private static RunList inFull(Cluster cluster) throws InterruptedException {
        try (RunIndex index = RunIndex.open(IndexSettings.of(cluster.connection()))) {
            if (!index.awaitCaughtUp(PATIENCE)) {
                throw new Unavailable(
                        "The list of runs could not be read within " + PATIENCE.toSeconds()
                                + " s; see whether the broker is reachable.",
                        null);
            }
            index.readAll();
            return RunList.newest(index, Integer.MAX_VALUE);
        }
    }
}
