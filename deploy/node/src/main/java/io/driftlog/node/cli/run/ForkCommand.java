package io.driftlog.node.cli.run;

import static io.driftlog.events.NumberText.readable;

import io.driftlog.events.Origin;
import io.driftlog.log.run.TrajectoryReader;
import io.driftlog.node.cli.options.CommonOptions;
import io.driftlog.node.cli.options.HostingOptions;
import io.driftlog.node.cli.options.RunOrFile;
import io.driftlog.node.cli.run.RunSession.Prepared;
import io.driftlog.simulator.service.ForkPlan;
import io.driftlog.simulator.service.ForkPoint;
import io.driftlog.simulator.service.KeyValue;
import io.driftlog.simulator.service.NamedSpec;
import io.driftlog.simulator.service.RunIds;
import io.driftlog.simulator.service.RunService;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Starts a run from a step of another. */
@Command(
        name = "fork",
        description =
                "Start a new run from a step of another, with a changed spec. It begins with the weights, the residual"
                        + " multiplier and the time of that step, and its first event names the ancestor.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "All other keys are those of the ancestor. With --set weightDecay=0, until.slowTime becomes the same end in"
                    + " flow time.",
            "",
            "Examples:",
            "  driftlog fork RUN --at-time 1e3 --set weightDecay=0        without weight decay from the plateau on",
            "  driftlog fork RUN --at-seq 161 --set until.slowTime=40     twice as long",
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

    /** The step: one of the two. */
    static final class Place {
        @Option(names = "--at-seq", paramLabel = "K", description = "At the step recorded as seq K.")
        @Nullable
        Long seq;

        @Option(
                names = "--at-time",
                paramLabel = "T",
                description = "At the last step at or before flow time T that was recorded with its weights.")
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

    ForkCommand(RunSession session, RunService service) {
        this.session = session;
        this.service = service;
    }

    @Override
    public Integer call() throws InterruptedException {
        hosting.plugins.install(common, common.console());
        String forkId = RunIds.forkOf(ancestor);
        // Refuses a bad step of an archive before anything is started.
        Optional<NamedSpec> ofFile =
                RunOrFile.isFile(ancestor) ? Optional.of(plan(RunOrFile.openFile(ancestor))) : Optional.empty();
        return session.make(common, hosting, forkId, cluster -> {
            NamedSpec plan = ofFile.orElseGet(() -> plan(RunOrFile.open(ancestor, common, cluster)));
            Origin origin = plan.origin().orElseThrow();
            common.console()
                    .line(
                            "forked from run %s at seq %d, t = %s%s",
                            origin.runId(),
                            origin.seq(),
                            readable(origin.time()),
                            origin.changes().isEmpty() ? "" : ", with " + inWords(origin));
            return new Prepared(
                    plan.name(),
                    plan.spec(),
                    "its ancestor has it, or the fork asks for it",
                    Optional.empty(),
                    watcher -> service.run(cluster.connection(), forkId, plan, watcher));
        });
    }

    private NamedSpec plan(TrajectoryReader opened) {
        try (TrajectoryReader recorded = opened) {
            Long seq = place.seq;
            Double time = place.time;
            ForkPoint point =
                    seq != null ? ForkPoint.atSeq(recorded, seq) : ForkPoint.atTime(recorded, time == null ? 0 : time);
            return ForkPlan.at(point, KeyValue.overrides(overrides));
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
