package io.driftlog.node.cli.log;

import static io.driftlog.events.NumberText.readable;

import io.driftlog.events.UserException.Unavailable;
import io.driftlog.http.RunList;
import io.driftlog.index.IndexSettings;
import io.driftlog.index.RunEntry;
import io.driftlog.index.RunIndex;
import io.driftlog.log.RunStatus;
import io.driftlog.log.admin.NoLogException;
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
import picocli.CommandLine.Option;

/** Lists the runs of the log. */
@Command(name = "runs", description = "List the runs in the log, the newest first.", mixinStandardHelpOptions = true)
public final class RunsCommand implements Callable<Integer> {
    private static final DateTimeFormatter STARTED =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneId.systemDefault());

    private static final RunList NONE = new RunList(0, 0, 0, List.of());
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @Mixin
    CommonOptions common = new CommonOptions();

    @Option(names = "--tag", paramLabel = "TAG", description = "Only runs with this tag; several: with all of them.")
    List<String> tags = List.of();

    @Override
    public Integer call() throws InterruptedException {
        Console console = common.console();
        try (Cluster cluster = common.openCluster(console);
                RunIndex index = RunIndex.open(IndexSettings.of(cluster.connection()))) {
            if (!index.awaitCaughtUp(PATIENCE)) {
                throw new Unavailable(
                        "The list of runs could not be read within " + PATIENCE.toSeconds()
                                + " s; see whether the broker is reachable.",
                        null);
            }
            index.readAll();
            List<RunEntry> runs = index.runs().stream()
                    .filter(run -> run.tags().containsAll(tags))
                    .toList();
            if (runs.isEmpty() && index.size() > 0) {
                console.line("No run in %s has the tag %s.", common.where(), String.join(" and ", tags));
            } else if (runs.isEmpty()) {
                console.line("There are no runs in %s yet; make one with: driftlog run paper/diagonal", common.where());
            } else {
                console.line("%-44s %-12s %9s %11s  %s", "run", "state", "events", "t", "started");
            }
            runs.stream()
                    .map(RunEntry::status)
                    .forEach(run -> console.line(
                            "%-44s %-12s %9d %11s  %s",
                            run.runId(),
                            run.state().word(),
                            events(run),
                            readable(run.time()),
                            STARTED.format(Instant.ofEpochMilli(run.startedAtMillis()))));
            console.result(RunList.of(
                    index, -1, 0, Integer.MAX_VALUE, run -> run.tags().containsAll(tags)));
            return lost(index);
        } catch (NoLogException e) {
            console.line("%s", e.getMessage());
            console.result(NONE);
        }
        return 0;
    }

    /** Names what was lost; the exit code. */
    private static int lost(RunIndex index) {
        index.lost().forEach(lost -> System.err.println("driftlog: " + lost.sentence()));
        index.damagedPartitions()
                .forEach(partition -> System.err.println("driftlog: Records of " + partition
                        + " cannot be read, because its file was damaged: statuses or findings of runs may be missing; `driftlog"
                        + " repair` restores statuses."));
        return index.lost().isEmpty() && index.damagedPartitions().isEmpty() ? 0 : 1;
    }

    /** All events of a run, with the first and the last one. */
    private static long events(RunStatus run) {
        return 1 + run.nextSeq() + (run.state().ended() ? 1 : 0);
    }
}
