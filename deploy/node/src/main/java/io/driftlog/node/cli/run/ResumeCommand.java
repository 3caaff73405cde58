package io.driftlog.node.cli.run;

import io.driftlog.events.RunSpec;
import io.driftlog.events.RunStarted;
import io.driftlog.log.run.RunReader;
import io.driftlog.node.cli.options.CommonOptions;
import io.driftlog.node.cli.options.HostingOptions;
import io.driftlog.node.cli.output.Errors.UsageException;
import io.driftlog.node.home.Cluster;
import io.driftlog.simulator.service.RunResult;
import io.driftlog.simulator.service.RunService;
import io.driftlog.simulator.service.RunWatcher;
import jakarta.inject.Inject;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
        return session.make(common, hosting, runId, new RunSession.Making() {
            private @Nullable RunStarted started;

            @Override
            public RunSpec spec(Cluster cluster) {
                started = startOf(cluster);
                return started.spec();
            }

            @Override
            public boolean goesOn() {
                return true;
            }

            @Override
            public RunResult make(Cluster cluster, RunWatcher watcher) {
                return service.resume(
                        cluster.connection(), Objects.requireNonNull(started, "asked for the spec first"), watcher);
            }
        });
    }

    private RunStarted startOf(Cluster cluster) {
        try (RunReader reader = RunReader.open(cluster.connection(), runId)) {
            if (reader.hasNext() && reader.next().event() instanceof RunStarted started) {
                return started;
            }
        }
        throw new UsageException(
                "The log in " + common.where() + " has no run " + runId + "; `driftlog runs` lists those it has.");
    }
}
