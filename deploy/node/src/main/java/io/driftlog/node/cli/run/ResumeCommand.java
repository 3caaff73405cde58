package io.driftlog.node.cli.run;

import io.driftlog.events.RunStarted;
import io.driftlog.log.run.RunReader;
import io.driftlog.node.cli.options.CommonOptions;
import io.driftlog.node.cli.options.HostingOptions;
import io.driftlog.node.cli.output.Errors.UsageException;
import io.driftlog.node.cli.run.RunSession.Prepared;
import io.driftlog.node.home.Cluster;
import io.driftlog.simulator.service.RunService;
import jakarta.inject.Inject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Goes on with an interrupted run. */
@Command(
        name = "resume",
        description =
                "Go on with a run that was interrupted or killed: from its last restart point, after checking that the"
                        + " recorded steps come out again bit for bit.",
        mixinStandardHelpOptions = true)
public final class ResumeCommand implements Callable<Integer> {
    @Mixin
    CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "RUN", description = "The run's id; `driftlog runs` lists them.")
    String runId = "";

    @Mixin
    HostingOptions hosting = new HostingOptions();

    private final RunSession session;
    private final RunService service;

    @Inject
    ResumeCommand(RunSession session, RunService service) {
        this.session = session;
        this.service = service;
    }

    @Override
    public Integer call() throws InterruptedException {
        return session.make(common, hosting, runId, cluster -> {
            RunStarted started = startOf(cluster);
            return new Prepared(
                    started.spec(),
                    "the run began with it",
                    true,
                    watcher -> service.resume(cluster.clientConfig(), started, watcher));
        });
    }

    private RunStarted startOf(Cluster cluster) {
        try (RunReader reader = RunReader.open(cluster.clientConfig(), runId)) {
            if (reader.hasNext() && reader.next().event() instanceof RunStarted started) {
                return started;
            }
        }
        throw new UsageException(
                "The log in " + common.where() + " has no run " + runId + "; `driftlog runs` lists those it has.");
    }
}
