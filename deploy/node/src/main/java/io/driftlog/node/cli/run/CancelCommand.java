package io.driftlog.node.cli.run;

import io.driftlog.http.EndView;
import io.driftlog.log.Topics;
import io.driftlog.node.cli.options.CommonOptions;
import io.driftlog.node.cli.output.Console;
import io.driftlog.node.home.Cluster;
import io.driftlog.simulator.service.RunService;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Ends a run. */
@Command(
        name = "cancel",
        description =
                "End a run: it gets its last event and cannot be resumed. A process that still computes it stops.",
        mixinStandardHelpOptions = true)
public final class CancelCommand implements Callable<Integer> {
    @Mixin
    CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "RUN", description = "The run's id; `driftlog runs` lists them.")
    String runId = "";

    private final RunService service;

    CancelCommand(RunService service) {
        this.service = service;
    }

    @Override
    public Integer call() {
        Console console = common.console();
        EndView end = common.nodeApi(console)
                .flatMap(api -> console.during("waiting for the node", () -> api.cancel(runId)))
                .orElseGet(() -> ofLog(console));
        console.line("%s Run %s keeps its %d steps and cannot be resumed.", end.reason(), runId, end.steps());
        console.result(end);
        return 0;
    }

    private EndView ofLog(Console console) {
        try (Cluster cluster = common.openCluster(console).requireWrites(Topics.OF_RUNS)) {
            return EndView.of(service.cancel(cluster.connection(), runId));
        }
    }
}
