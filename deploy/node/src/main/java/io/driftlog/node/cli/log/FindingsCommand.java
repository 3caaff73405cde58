package io.driftlog.node.cli.log;

import io.driftlog.events.FindingRecorded;
import io.driftlog.events.UserException.NotFound;
import io.driftlog.http.FindingList;
import io.driftlog.log.RunStatus;
import io.driftlog.log.run.FindingsReader;
import io.driftlog.log.run.LostEvents;
import io.driftlog.log.run.RunReader;
import io.driftlog.node.cli.options.CommonOptions;
import io.driftlog.node.cli.output.Console;
import io.driftlog.node.cli.output.RunReport;
import io.driftlog.node.home.Cluster;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows the findings about a run. */
@Command(
        name = "findings",
        description = "Show the findings of all analyzers about a run.",
        mixinStandardHelpOptions = true)
public final class FindingsCommand implements Callable<Integer> {
    @Mixin
    CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "RUN", description = "The run's id; `driftlog runs` lists them.")
    String runId = "";

    @Override
    public Integer call() {
        Console console = common.console();
        try (Cluster cluster = common.openCluster(console)) {
            Optional<RunStatus> status = RunReader.status(cluster.connection(), runId);
            List<FindingRecorded> findings = FindingsReader.read(cluster.connection(), runId);
            if (findings.isEmpty()) {
                if (status.isEmpty()) {
                    throw NotFound.run(runId);
                }
                console.line("No analyzer has found anything in run %s yet.", runId);
            }
            findings.forEach(recorded -> console.line("%s", RunReport.line(recorded)));
            console.result(FindingList.of(runId, findings));
            Optional<LostEvents> lost = status.flatMap(known -> RunReader.lostAtEnds(cluster.connection(), known));
            lost.ifPresent(missing -> System.err.println("driftlog: " + missing.sentence()));
            return lost.isEmpty() ? 0 : 1;
        }
    }
}
