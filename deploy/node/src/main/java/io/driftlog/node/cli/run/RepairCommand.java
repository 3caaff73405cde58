package io.driftlog.node.cli.run;

import io.driftlog.events.RunEnded;
import io.driftlog.events.StepTaken;
import io.driftlog.http.EndView;
import io.driftlog.http.LossView;
import io.driftlog.log.RunStatus;
import io.driftlog.log.Topics;
import io.driftlog.log.run.LostEvents;
import io.driftlog.log.run.RunReader;
import io.driftlog.log.run.StatusRestorer;
import io.driftlog.node.cli.options.CommonOptions;
import io.driftlog.node.cli.options.PluginOptions;
import io.driftlog.node.cli.output.Console;
import io.driftlog.node.cli.output.Interruption;
import io.driftlog.node.home.Cluster;
import io.driftlog.simulator.service.RunRepair;
import io.driftlog.simulator.service.RunRepair.Repaired;
import io.driftlog.simulator.service.RunWatcher;
import io.micronaut.serde.annotation.Serdeable;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Restores the events that the log has lost of a run. */
@Command(
        name = "repair",
        description = {
            "Restore the events that the log has lost of a run: compute them again from its last restart point that is left,"
                    + " or take them from an archive. Every event that is left is compared, bit for bit.",
            "Nothing is overwritten. If the last events are lost, they are appended to the run. If events are left after the"
                    + " lost ones, the whole run is written under the id RUN-repaired, and RUN stays as it is.",
            "Without RUN: read all runs, restore statuses that were lost, and name the runs that have lost events."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit codes: 0 nothing is missing now, 1 events are missing, or the run cannot be repaired in this way.",
            "",
            "Examples:",
            "  driftlog repair",
            "  driftlog repair 20261123-060150-paper-diagonal-c0b6",
            "  driftlog repair 20261123-060150-paper-diagonal-c0b6 --from run.avro"
        })
public final class RepairCommand implements Callable<Integer> {
    @Mixin
    CommonOptions common = new CommonOptions();

    @Mixin
    PluginOptions plugins = new PluginOptions();

    @Parameters(arity = "0..1", paramLabel = "RUN", description = "The run's id; `driftlog runs` lists them.")
    @Nullable
    String runId;

    @Option(
            names = "--from",
            paramLabel = "FILE",
            description = "Take the missing events from this archive of the run. Default: compute them again.")
    @Nullable
    Path archive;

    private final Interruption interruption;

    RepairCommand(Interruption interruption) {
        this.interruption = interruption;
    }

    @Override
    public Integer call() {
        Console console = common.console();
        plugins.install(common, console);
        interruption.listen();
        try (Cluster cluster = common.openClusterToWrite(console)) {
            return runId == null ? all(console, cluster) : one(console, cluster, runId);
        }
    }

    private int all(Console console, Cluster cluster) {
        List<RunStatus> restored = StatusRestorer.restore(
                cluster.connection(),
                IntStream.range(0, Topics.RUN_STATUS.partitions()).boxed().toList());
        restored.forEach(status -> console.line("The status of run %s was restored from its events.", status.runId()));
        List<RunStatus> runs = RunReader.runs(cluster.connection());
        List<LostEvents> lost = runs.stream()
                .flatMap(status -> RunReader.lost(cluster.connection(), status.runId()).stream())
                .toList();
        lost.forEach(each -> System.err.println("driftlog: " + each.sentence()));
        console.line("%d runs were read; %d have lost events.", runs.size(), lost.size());
        console.result(new All(
                runs.size(),
                restored.stream().map(RunStatus::runId).toList(),
                lost.stream().map(LossView::of).toList()));
        return lost.isEmpty() ? 0 : 1;
    }

    /**
     * The whole log.
     *
     * @param runs number of runs
     * @param restored runs whose status was restored
     * @param lost what is missing
     */
    @Serdeable
    record All(int runs, List<String> restored, List<LossView> lost) {}

    private int one(Console console, Cluster cluster, String run) {
        StatusRestorer.restore(cluster.connection(), List.of(Topics.partitionOf(run)));
        Optional<Repaired> done = RunRepair.repair(cluster.connection(), run, archive, new RunWatcher() {
            @Override
            public void step(StepTaken step) {
                // The result tells.
            }

            @Override
            public boolean stopRequested() {
                return interruption.isRequested();
            }
        });
        if (done.isEmpty()) {
            console.line("Run %s has all its events: there is nothing to repair.", run);
            console.result(new Result(run, run, 0, true, null, null));
            return 0;
        }
        Repaired repaired = done.get();
        print(console, run, repaired);
        console.result(new Result(
                run,
                repaired.runId(),
                repaired.steps(),
                repaired.complete(),
                LossView.of(repaired.lost()),
                repaired.end().map(EndView::of).orElse(null)));
        return repaired.complete() ? 0 : interruption.isRequested() ? Interruption.EXIT_CODE : 1;
    }

    private static void print(Console console, String run, Repaired repaired) {
        console.line("Run %s lacked %s.", run, repaired.lost().inWords());
        if (repaired.runId().equals(run)) {
            console.line(
                    "%d steps were appended to it, because no event was left after the lost ones.", repaired.steps());
        } else {
            console.line(
                    "Events are left after the lost ones, and nothing can be inserted into the log: the whole run is written"
                            + " as %s.",
                    repaired.runId());
        }
        if (!repaired.complete()) {
            console.line("Stopped before the repair was complete; `driftlog repair %s` goes on.", repaired.runId());
        } else {
            console.line(
                    "All events that were left are the same, bit for bit.%s",
                    repaired.end()
                            .map(RunEnded::digest)
                            .map(digest -> " Digest " + HexFormat.of().formatHex(digest) + ".")
                            .orElse(" The run has no end yet: `driftlog resume " + repaired.runId()
                                    + "` continues it."));
        }
    }

    /**
     * A repair.
     *
     * @param run the damaged run
     * @param repaired the run that has all events: the same, or a new one
     * @param steps number of recorded steps that the log had lost and has again
     * @param complete whether nothing is missing now
     * @param lost what was missing; null if nothing was
     * @param end the end of the repaired run; null if it has none yet
     */
    @Serdeable
    record Result(
            String run,
            String repaired,
            long steps,
            boolean complete,
            @Nullable LossView lost,
            @Nullable EndView end) {}
}
