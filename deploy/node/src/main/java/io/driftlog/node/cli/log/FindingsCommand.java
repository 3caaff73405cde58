package io.driftlog.node.cli.log;

import io.driftlog.events.FindingRecorded;
import io.driftlog.events.UserException.NotFound;
import io.driftlog.http.FindingList;
import io.driftlog.http.LossView;
import io.driftlog.http.RunDetail;
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

    /** Findings, and what the log lacks of the run in words. */
    private record Found(FindingList list, Optional<String> lost) {}

    @Override
    public Integer call() {
        Console console = common.console();
        Found found = ofNode(console).orElseGet(() -> ofLog(console));
        if (found.list().findings().isEmpty()) {
            console.line("No analyzer has found anything in run %s yet.", runId);
        }
        found.list().findings().forEach(each -> console.line("%s", RunReport.line(each)));
        console.result(found.list());
        found.lost().ifPresent(sentence -> System.err.println("driftlog: " + sentence));
        return found.lost().isEmpty() ? 0 : 1;
    }

    private Optional<Found> ofNode(Console console) {
        return common.askNode(console, runId, "", RunDetail.class)
                .flatMap(run -> common.askNode(console, runId, "/findings?vectors=true", FindingList.class)
                        .map(list -> new Found(
                                list, Optional.ofNullable(run.run().lost()).map(LossView::sentence))));
    }

    private Found ofLog(Console console) {
        try (Cluster cluster = common.openCluster(console)) {
            Optional<RunStatus> status = RunReader.status(cluster.connection(), runId);
            List<FindingRecorded> findings = FindingsReader.read(cluster.connection(), runId);
            if (findings.isEmpty() && status.isEmpty()) {
                throw NotFound.run(runId);
            }
            return new Found(
                    FindingList.of(runId, findings),
                    status.flatMap(known -> RunReader.lostAtEnds(cluster.connection(), known))
                            .map(LostEvents::sentence));
        }
    }
}
