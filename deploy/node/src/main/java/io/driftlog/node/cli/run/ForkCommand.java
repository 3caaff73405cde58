package io.driftlog.node.cli.run;

import io.driftlog.events.Origin;
import io.driftlog.events.RunSpec;
import io.driftlog.log.run.TrajectoryReader;
import io.driftlog.node.cli.options.CommonOptions;
import io.driftlog.node.cli.options.HostingOptions;
import io.driftlog.node.cli.options.RunOrFile;
import io.driftlog.node.home.Cluster;
import io.driftlog.simulator.service.ForkPlan;
import io.driftlog.simulator.service.ForkPoint;
import io.driftlog.simulator.service.NamedSpec;
import io.driftlog.simulator.service.RunIds;
import io.driftlog.simulator.service.RunResult;
import io.driftlog.simulator.service.RunService;
import io.driftlog.simulator.service.RunWatcher;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a run that begins in the middle of another. */
@Command(
        name = "fork",
        description =
                "Make a new run that begins at the exact state of another at one of its steps, with something changed: its"
                        + " weights and residual multiplier are taken over, its time goes on, its first event names the"
                        + " ancestor.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "What is not changed stays as in the ancestor. With --set weightDecay=0 an end in slow time becomes the same"
                    + " end in flow time.",
            "",
            "Examples:",
            "  driftlog fork RUN --at-time 1e3 --set weightDecay=0        what if the decay were switched off on the plateau?",
            "  driftlog fork RUN --at-seq 161 --set until.slowTime=40     and further on",
            "  driftlog fork RUN --at-seq 0 --set method.relativeTolerance=1e-9"
        })
public final class ForkCommand implements Callable<Integer> {
    @Mixin
    CommonOptions common = new CommonOptions();

    @Parameters(
            paramLabel = "RUN|FILE",
            description = "The ancestor: a run's id, as `driftlog runs` lists them, or an archive.")
    String ancestor = "";

    @ArgGroup(multiplicity = "1")
    Place place = new Place();

    /** Where to fork: one of the two. */
    static final class Place {
        @Option(names = "--at-seq", paramLabel = "K", description = "At the step recorded as seq K.")
        @Nullable
        Long seq;

        @Option(
                names = "--at-time",
                paramLabel = "T",
                description = "At the last step, at flow time T or before, that was recorded with its weights.")
        @Nullable
        Double time;
    }

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Change a key of the run's spec, as for `driftlog run`. Repeatable.")
    List<String> overrides = List.of();

    @Mixin
    HostingOptions hosting = new HostingOptions();

    private final RunSession session;
    private final RunService service;

    @Inject
    ForkCommand(RunSession session, RunService service) {
        this.session = session;
        this.service = service;
    }

    @Override
    public Integer call() throws InterruptedException {
        String forkId = RunIds.forkOf(ancestor);
        return session.make(common, hosting, forkId, new RunSession.Making() {
            private @Nullable NamedSpec plan;

            @Override
            public RunSpec spec(Cluster cluster) {
                ForkPoint point = point(cluster);
                plan = ForkPlan.at(point.ancestor(), point.state(), overrides);
                Origin origin = plan.origin().orElseThrow();
                common.console()
                        .line(
                                "forked from run %s at seq %d, t = %.6g%s",
                                origin.runId(),
                                origin.seq(),
                                origin.time(),
                                origin.changes().isEmpty() ? "" : ", with " + inWords(origin));
                return plan.spec();
            }

            @Override
            public String methodReason() {
                return "its ancestor has it, or the fork asks for it";
            }

            @Override
            public RunResult make(Cluster cluster, RunWatcher watcher) {
                NamedSpec named = plan;
                if (named == null) {
                    throw new IllegalStateException("the spec is asked for first");
                }
                return service.run(cluster.connection(), forkId, named, watcher);
            }
        });
    }

    private ForkPoint point(Cluster cluster) {
        try (TrajectoryReader recorded = RunOrFile.open(ancestor, common, cluster)) {
            Long seq = place.seq;
            Double time = place.time;
            return seq != null ? ForkPoint.atSeq(recorded, seq) : ForkPoint.atTime(recorded, time == null ? 0 : time);
        }
    }

    private static String inWords(Origin origin) {
        return String.join(
                ", ",
                origin.changes().entrySet().stream()
                        .map(change -> change.getKey() + "=" + change.getValue())
                        .toList());
    }
}
