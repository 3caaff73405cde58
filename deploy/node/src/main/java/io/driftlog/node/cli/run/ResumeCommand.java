package io.driftlog.node.cli.run;

import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.UserException.NotFound;
import io.driftlog.log.run.RunReader;
import io.driftlog.log.run.RunWriter;
import io.driftlog.log.run.TrajectoryReader;
import io.driftlog.node.cli.options.CommonOptions;
import io.driftlog.node.cli.options.HostingOptions;
import io.driftlog.node.cli.run.RunSession.Prepared;
import io.driftlog.simulator.service.RunService;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Continues an interrupted run. */
@Command(
        name = "resume",
        description =
                "Continue a run that was interrupted or killed. The steps after its last restart point are computed again and"
                        + " must agree with the recorded ones bit for bit.",
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

    ResumeCommand(RunSession session, RunService service) {
        this.session = session;
        this.service = service;
    }

    @Override
    public Integer call() throws InterruptedException {
        hosting.plugins.install(common, common.console());
        return session.make(common, hosting, runId, cluster -> {
            RunWriter.requireOpen(runId, RunReader.status(cluster.connection(), runId));
            try (TrajectoryReader events =
                    RunReader.open(cluster.connection(), runId).events()) {
                if (events.hasNext() && events.next() instanceof RunStarted started) {
                    return new Prepared(
                            started.name(),
                            started.spec(),
                            "the run began with it",
                            events.hasNext() && events.next() instanceof StepTaken first
                                    ? Optional.of(first)
                                    : Optional.empty(),
                            watcher -> service.resume(cluster.connection(), started, watcher));
                }
            }
            throw NotFound.run(runId);
        });
    }
}
