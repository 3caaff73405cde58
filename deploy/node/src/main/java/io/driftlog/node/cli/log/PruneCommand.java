package io.driftlog.node.cli.log;

import io.driftlog.events.RunEnded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.events.UserException;
import io.driftlog.events.UserException.BadInput;
import io.driftlog.log.RunStatus;
import io.driftlog.log.Topics;
import io.driftlog.log.admin.DiskUse;
import io.driftlog.log.archive.ArchiveReader;
import io.driftlog.log.dataset.DatasetReferences;
import io.driftlog.log.prune.Pruning;
import io.driftlog.node.cli.options.CommonOptions;
import io.driftlog.node.cli.output.Console;
import io.driftlog.node.cli.output.DiskLines;
import io.driftlog.node.home.Cluster;
import io.micronaut.serde.annotation.Serdeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Deletes archived runs from the log. */
@Command(
        name = "prune",
        description =
                "Delete archived runs from the log: in each partition the oldest runs, up to the first that is not archived."
                        + " Lists what it will delete and asks first.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "An archive counts if it is complete: every event is read, and its end is the one in the log. Findings stay in the"
                    + " log, and so do large data sets, which other runs may use. `driftlog import` restores a run. The disk is"
                    + " freed in files of 134 MB; the newest file of each partition stays until it is full.",
            "",
            "Examples:",
            "  driftlog prune --archived archives/            asks before it deletes",
            "  driftlog prune --archived run.avro --yes"
        })
public final class PruneCommand implements Callable<Integer> {
    private static final int FREED_PATIENCE_SECONDS = 45;

    @Mixin
    CommonOptions common = new CommonOptions();

    @Option(
            names = "--archived",
            required = true,
            arity = "1..*",
            paramLabel = "FILE|DIR",
            description = "Archives, or folders with archives in them.")
    List<Path> places = List.of();

    @Option(names = "--yes", description = "Delete without asking.")
    boolean yes;

    @Override
    public Integer call() throws InterruptedException {
        Console console = common.console();
        Map<String, RunEnded> archived = archived(console);
        try (Cluster cluster = common.openCluster(console)) {
            Pruning.Plan plan = Pruning.plan(cluster.connection(), archived);
            print(console, plan);
            boolean delete = !plan.runs().isEmpty() && (yes || agreed(console, plan));
            if (delete) {
                prune(console, cluster, plan);
            }
            console.result(Result.of(plan, delete));
        }
        return 0;
    }

    /** The ends of the runs that are archived whole. */
    private Map<String, RunEnded> archived(Console console) {
        Map<String, RunEnded> ends = new TreeMap<>();
        for (Path file : files()) {
            try {
                Optional<RunEnded> end = endOf(file);
                end.ifPresent(found -> ends.put(found.runId(), found));
                if (end.isEmpty()) {
                    console.line(
                            "%s does not count: the run in it has no end, its header is damaged, or events or data are missing.",
                            file);
                }
            } catch (UserException e) {
                console.line("Does not count: %s", e.getMessage());
            }
        }
        return ends;
    }

    private List<Path> files() {
        List<Path> files = new ArrayList<>();
        for (Path place : places) {
            if (Files.isDirectory(place)) {
                try (Stream<Path> inside = Files.list(place)) {
                    inside.filter(Files::isRegularFile).sorted().forEach(files::add);
                } catch (IOException e) {
                    throw new BadInput("--archived: the folder " + place + " cannot be read: " + e.getMessage());
                }
            } else if (Files.isRegularFile(place)) {
                files.add(place);
            } else {
                throw new BadInput("--archived: there is no file or folder " + place + ".");
            }
        }
        return files;
    }

    /** The end of an archived run; empty unless the archive is undamaged and holds all its data, and its events from the first to the last. */
    private static Optional<RunEnded> endOf(Path file) {
        try (ArchiveReader reader = ArchiveReader.open(file)) {
            if (reader.damage().isPresent()) {
                return Optional.empty();
            }
            if (!reader.hasNext()
                    || !(reader.next() instanceof RunStarted run)
                    || DatasetReferences.missing(run).isPresent()) {
                return Optional.empty();
            }
            long nextSeq = 0;
            while (reader.hasNext()) {
                TrajectoryEvent event = reader.next();
                if (event instanceof RunEnded end) {
                    return end.seq() == nextSeq && !reader.hasNext() ? Optional.of(end) : Optional.empty();
                }
                if (!(event instanceof StepTaken step) || step.seq() != nextSeq++) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    private static void print(Console console, Pruning.Plan plan) {
        if (plan.runs().isEmpty()) {
            console.line("There is nothing to delete: no partition begins with a run that is archived.");
        } else {
            console.line("Will delete from the log:");
            plan.runs().forEach(run -> console.line("  %-44s %d events", run.runId(), run.nextSeq() + 2));
            plan.offsets()
                    .forEach((partition, offset) ->
                            console.line("  that is all before record %d of partition %d", offset, partition));
        }
        plan.kept()
                .forEach(run -> console.line(
                        "%s is archived and stays: a run of its partition that is not archived lies before or across it.",
                        run.runId()));
    }

    private static boolean agreed(Console console, Pruning.Plan plan) {
        if (System.console() == null) {
            throw new BadInput("prune asks before it deletes, and standard input is no terminal: add --yes to delete.");
        }
        console.line("Delete %s? [y/N]", inWords(plan));
        String answer = System.console().readLine();
        return answer != null && answer.strip().equalsIgnoreCase("y");
    }

    private static String inWords(Pruning.Plan plan) {
        int count = plan.runs().size();
        return count == 1 ? "1 run" : count + " runs";
    }

    private static void prune(Console console, Cluster cluster, Pruning.Plan plan) throws InterruptedException {
        long before = DiskUse.of(cluster.connection()).logBytes();
        Pruning.carryOut(cluster.connection(), plan);
        console.line("Deleted %s.", inWords(plan));
        if (cluster.isEmbedded()) {
            console.line(
                    "Waiting for the broker, which frees the disk in files of %s; the newest file of each partition stays"
                            + " until it is full ...",
                    DiskLines.inWords(Topics.SEGMENT_BYTES));
            long after = before;
            for (int i = 0; i < FREED_PATIENCE_SECONDS && after >= before; i++) {
                Thread.sleep(1000);
                after = DiskUse.of(cluster.connection()).logBytes();
            }
            console.line("The log has %s now, %s before.", DiskLines.inWords(after), DiskLines.inWords(before));
        }
    }

    /**
     * What was deleted, or would be.
     *
     * @param offsets of the first record that stays, by partition
     */
    @Serdeable
    record Result(boolean deleted, List<String> runs, List<String> kept, Map<String, Long> offsets) {
        static Result of(Pruning.Plan plan, boolean deleted) {
            var offsets = new TreeMap<String, Long>();
            plan.offsets().forEach((partition, offset) -> offsets.put(Integer.toString(partition), offset));
            return new Result(deleted, ids(plan.runs()), ids(plan.kept()), offsets);
        }

        private static List<String> ids(List<RunStatus> runs) {
            return runs.stream().map(RunStatus::runId).toList();
        }
    }
}
