package io.driftlog.node.cli.log;

import io.driftlog.events.FindingRecorded;
import io.driftlog.log.run.FindingsReader;
import io.driftlog.node.cli.options.CommonOptions;
import io.driftlog.node.cli.output.Console;
import io.driftlog.node.cli.output.RunReport;
import io.driftlog.node.home.Cluster;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows what analyzers said of a run. */
@Command(
        name = "findings",
        description = "Show what the analyzers have said of a run.",
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
            List<FindingRecorded> findings = FindingsReader.read(cluster.connection(), runId);
            if (findings.isEmpty()) {
                console.line("There is no finding about a run %s; `driftlog runs` lists the runs.", runId);
            }
            findings.forEach(recorded -> console.line("%s", RunReport.line(recorded)));
            console.result(Map.of("runId", runId, "findings", RunReport.findings(findings)));
        }
        return 0;
    }
}
