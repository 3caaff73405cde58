package io.driftlog.node.cli.log;

import io.driftlog.log.RunStatus;
import io.driftlog.log.admin.NoLogException;
import io.driftlog.log.run.RunReader;
import io.driftlog.node.cli.options.CommonOptions;
import io.driftlog.node.cli.output.Console;
import io.driftlog.node.home.Cluster;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the runs of the log. */
@Command(name = "runs", description = "List the runs in the log, the newest first.", mixinStandardHelpOptions = true)
public final class RunsCommand implements Callable<Integer> {
    private static final DateTimeFormatter STARTED =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneId.systemDefault());

    @Mixin
    CommonOptions common = new CommonOptions();

    @Override
    public Integer call() {
        Console console = common.console();
        try (Cluster cluster = common.openCluster(console)) {
            List<RunStatus> runs = RunReader.runs(cluster.connection());
            if (runs.isEmpty()) {
                console.line("There are no runs in %s yet; make one with: driftlog run paper/diagonal", common.where());
            } else {
                console.line("%-44s %-12s %9s %11s  %s", "run", "state", "events", "t", "started");
            }
            runs.forEach(run -> console.line(
                    "%-44s %-12s %9d %11.4g  %s",
                    run.runId(),
                    run.state().word(),
                    events(run),
                    run.time(),
                    STARTED.format(Instant.ofEpochMilli(run.startedAtMillis()))));
            List<Map<String, Object>> json = new ArrayList<>();
            runs.forEach(run -> json.add(json(run)));
            console.result(Map.of("runs", json));
        } catch (NoLogException e) {
            console.line("%s", e.getMessage());
            console.result(Map.of("runs", List.of()));
        }
        return 0;
    }

    /** All events of a run, with the first and the last one. */
    private static long events(RunStatus run) {
        return 1 + run.nextSeq() + (run.state().ended() ? 1 : 0);
    }

    private static Map<String, Object> json(RunStatus run) {
        var json = new LinkedHashMap<String, Object>();
        json.put("runId", run.runId());
        json.put("name", run.name());
        json.put("state", run.state().word());
        json.put("events", events(run));
        json.put("time", run.time());
        json.put("startedAt", Instant.ofEpochMilli(run.startedAtMillis()).toString());
        return json;
    }
}
