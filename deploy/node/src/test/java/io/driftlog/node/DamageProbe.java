package io.driftlog.node;

import io.driftlog.events.FindingRecorded;
import io.driftlog.events.RunEnded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.UserException;
import io.driftlog.index.IndexSettings;
import io.driftlog.index.RunIndex;
import io.driftlog.log.LogConnection;
import io.driftlog.log.RunStatus;
import io.driftlog.log.Topics;
import io.driftlog.log.codec.EventCodec;
import io.driftlog.log.codec.FindingCodec;
import io.driftlog.log.run.FindingsReader;
import io.driftlog.log.run.LostEvents;
import io.driftlog.log.run.RunReader;
import io.driftlog.log.run.StatusRestorer;
import io.driftlog.node.home.Cluster;
import io.driftlog.node.home.DataDirectory;
import io.driftlog.simulator.service.RunRepair;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A process that opens a data directory, reads all that is in it, and repairs what is missing. It prints a line for each
 * thing that a user would be told ("told …"), for the contents ("is …"), and for the contents after the repair ("now …").
 */
final class DamageProbe {
    private DamageProbe() {}

    public static void main(String[] words) throws InterruptedException {
        try (Cluster cluster =
                Cluster.embedded(DataDirectory.open(Path.of(words[0])), 0).withoutDeadTransactions()) {
            LogConnection kafka = cluster.connection();
            cluster.notices().forEach(notice -> System.out.println("told " + notice));
            tellDamagedPartitions(kafka);
            List<String> lost = new ArrayList<>();
            RunReader.runs(kafka).stream()
                    .map(RunStatus::runId)
                    .forEach(runId -> RunReader.lost(kafka, runId).ifPresent(missing -> {
                        lost.add(runId);
                        System.out.println("told " + missing.sentence());
                    }));
            System.out.println("is " + contents(kafka, List.of()));
            for (String runId : lost) {
                repair(kafka, runId);
            }
            System.out.println("now " + contents(kafka, lost));
        } catch (UserException e) {
            System.out.println("told " + e.sentence());
        }
        System.exit(0);
    }

    /** As `runs` does; restores the statuses in them as `repair` does. */
    private static void tellDamagedPartitions(LogConnection kafka) throws InterruptedException {
        try (RunIndex index = RunIndex.open(IndexSettings.of(kafka))) {
            if (!index.awaitCaughtUp(Duration.ofSeconds(60))) {
                System.out.println("told the list of runs could not be read");
            }
            index.damagedPartitions().forEach(partition -> System.out.println("told damaged " + partition));
            if (!index.damagedPartitions().isEmpty()) {
                StatusRestorer.restore(
                        kafka,
                        IntStream.range(0, Topics.RUN_STATUS.partitions())
                                .boxed()
                                .toList());
            }
        }
    }

    private static void repair(LogConnection kafka, String runId) {
        try {
            RunRepair.repair(kafka, runId, null, step -> {})
                    .ifPresent(done -> System.out.println("repaired " + runId + " as " + done.runId()));
        } catch (UserException e) {
            System.out.println("told " + e.sentence());
        }
    }

    /** Both runs and their findings, as hashes. */
    private static String contents(LogConnection kafka, List<String> lost) {
        List<String> known =
                RunReader.runs(kafka).stream().map(RunStatus::runId).toList();
        return List.of(KeptData.COMPLETED, KeptData.INTERRUPTED).stream()
                .map(runId -> lost.contains(runId) && known.contains(LostEvents.idOfCopy(runId))
                        ? contents(kafka, runId, LostEvents.idOfCopy(runId))
                        : known.contains(runId) ? contents(kafka, runId, runId) : "none")
                .collect(Collectors.joining(" "));
    }

    private static String contents(LogConnection kafka, String runId, String read) {
        try (RunReader events = RunReader.open(kafka, read)) {
            MessageDigest all = MessageDigest.getInstance("SHA-256");
            int count = 0;
            while (events.hasNext()) {
                var event = events.next().event();
                count++;
                if (event instanceof RunEnded end) {
                    all.update(end.digest());
                } else if (event instanceof RunStarted run) {
                    all.update(run.spec().toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
                } else if (event instanceof io.driftlog.events.StepTaken step) {
                    all.update(new EventCodec().encode(step.ofRun(runId)));
                }
            }
            for (FindingRecorded finding : FindingsReader.read(kafka, runId)) {
                count++;
                all.update(new FindingCodec().encode(finding));
            }
            return count + ":" + HexFormat.of().formatHex(all.digest(), 0, 8);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** For the parent. */
    static Optional<String> line(String out, String word) {
        return out.lines()
                .filter(line -> line.startsWith(word + " "))
                .map(line -> line.substring(word.length() + 1))
                .findFirst();
    }
}
