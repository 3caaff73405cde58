package io.driftlog.node.cli.log;

import static io.driftlog.events.NumberText.readable;

import io.driftlog.events.UserException.Unavailable;
import io.driftlog.http.Limits;
import io.driftlog.http.LossList;
import io.driftlog.http.RunList;
import io.driftlog.http.RunView;
import io.driftlog.index.IndexSettings;
import io.driftlog.index.RunIndex;
import io.driftlog.log.admin.NoLogException;
import io.driftlog.node.cli.options.CommonOptions;
import io.driftlog.node.cli.output.Console;
import io.driftlog.node.home.Cluster;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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

    /** The runs of the log, and what it lacks. */
    private record Found(RunList list, LossList losses) {}

    @Override
    public Integer call() throws InterruptedException {
        Console console = common.console();
        Found found;
        try {
            Optional<Found> answered = ofNode(console);
            found = answered.isPresent() ? answered.get() : ofLog(console);
        } catch (NoLogException e) {
            console.line("%s", e.getMessage());
            console.result(NONE);
            return 0;
        }
        List<RunView> runs = found.list().runs();
        if (runs.isEmpty()) {
            console.line("There are no runs in %s yet; make one with: driftlog run paper/diagonal", common.where());
        } else {
            console.line("%-44s %-12s %9s %11s  %s", "run", "state", "events", "t", "started");
        }
        runs.forEach(run -> console.line(
                "%-44s %-12s %9d %11s  %s",
                run.runId(), run.state(), run.events(), readable(run.time()), STARTED.format(run.startedAt())));
        console.result(runs.isEmpty() ? NONE : found.list());
        found.losses().sentences().forEach(sentence -> System.err.println("driftlog: " + sentence));
        return found.losses().sentences().isEmpty() ? 0 : 1;
    }

    /** Empty if no node answers, or it has more runs than one answer. */
    private Optional<Found> ofNode(Console console) {
        // First, because the node then reads what it has not read of the runs.
        return common.askNode(console, "/losses", LossList.class)
                .flatMap(losses -> common.askNode(console, "/runs?limit=" + Limits.RUNS, RunList.class)
                        .filter(list -> list.runs().size() == list.total())
                        .map(list -> new Found(list, losses)));
    }

    private Found ofLog(Console console) throws InterruptedException {
        try (Cluster cluster = common.openCluster(console);
                RunIndex index = RunIndex.open(IndexSettings.of(cluster.connection()))) {
            if (!index.awaitCaughtUp(PATIENCE)) {
                throw new Unavailable(
                        "The list of runs could not be read within " + PATIENCE.toSeconds()
                                + " s; see whether the broker is reachable.",
                        null);
            }
            LossList losses = LossList.of(index);
            return new Found(RunList.newest(index, Integer.MAX_VALUE), losses);
        }
    }
}
