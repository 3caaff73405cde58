package io.driftlog.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.driftlog.events.StepTaken;
import io.driftlog.log.LogConnection;
import io.driftlog.log.RunStatus;
import io.driftlog.log.Topics;
import io.driftlog.log.admin.DiskUse;
import io.driftlog.log.run.RunReader;
import io.driftlog.simulator.service.NamedSpec;
import io.driftlog.simulator.service.RunResult;
import io.driftlog.simulator.service.RunService;
import io.driftlog.simulator.service.RunSpecReader;
import io.driftlog.simulator.service.RunWatcher;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: pruning frees the disk of what is archived, says before what it will delete, and touches nothing else. Method: a
 * node; runs in three partitions, archived or not, one of them being written; every verb on what is left and what is gone.
 */
final class PruneIT {
    private static final int BAD_INPUT = 2;

    @TempDir
    Path directory;

    private final RunService service = new RunService();
    private LogConnection kafka;

    /** Some ids of runs in one partition. */
    private static List<String> ids(int partition, String prefix, int count) {
        return IntStream.range(0, 1000)
                .mapToObj(i -> prefix + "-" + i)
                .filter(id -> Topics.partitionOf(id) == partition)
                .limit(count)
                .toList();
    }

    /** About 2 kB a step. */
    private static NamedSpec spec(int time) {
        return RunSpecReader.read(
                "paper/diagonal",
                List.of("method={type: gradient-descent, stepSize: 0.02}", "until={time: " + time + "}"));
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }

    private InProcess here(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--data", path("data")));
        return InProcess.run(all.toArray(String[]::new));
    }

    private void archive(String runId) throws Exception {
        here("archive", runId, path("archives/" + runId + ".avro"), "--json").json();
    }

    private List<String> runs() {
        return RunReader.runs(kafka).stream().map(RunStatus::runId).toList();
    }

    /** A run that stands still after some steps until it is let go, and is stopped then. */
    private static final class Held implements RunWatcher {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch letGo = new CountDownLatch(1);

        @Override
        public void step(StepTaken step) {
            if (step.seq() == 20) {
                begun.countDown();
                try {
                    letGo.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        @Override
        public boolean stopRequested() {
            return letGo.getCount() == 0;
        }
    }

    @Test
    void prune_archivedRuns_areGoneFromDiskAndFoundInTheirArchives() throws Exception {
        Files.createDirectory(directory.resolve("archives"));
        try (Driftlog node = Driftlog.start(
                        directory, "node", "--roles", "broker,web", "--http-port", "0", "--data", "data")
                .awaitText("Ctrl-C")) {
            assertThat(node.isAlive()).isTrue();
            kafka = LogConnection.to(
                    Files.readString(directory.resolve("data/broker.address")).strip());
            List<String> freed = ids(0, "freed", 2);
            List<String> mixed = ids(1, "mixed", 3);
            String before = ids(2, "before", 1).get(0);
            String written = ids(2, "written", 1).get(0);
            for (String id : freed) {
                service.run(kafka, id, spec(1000), step -> {});
                archive(id);
            }
            for (String id : mixed) {
                service.run(kafka, id, spec(4), step -> {});
            }
            archive(mixed.get(0));
            archive(mixed.get(2));
            service.run(kafka, before, spec(4), step -> {});
            archive(before);
            Held held = new Held();
            ExecutorService thread = Executors.newSingleThreadExecutor();
            try {
                Future<RunResult> writing = thread.submit(() -> service.run(kafka, written, spec(4), held));
                held.begun.await();
                Awaitility.await("its first steps are committed")
                        .until(() -> RunReader.status(kafka, written).isPresent());
                archive(written);
                pruned(freed, mixed, before, written);
                held.letGo.countDown();
                assertThat(writing.get().end()).isEmpty();
            } finally {
                held.letGo.countDown();
                thread.shutdown();
            }
            othersStillWork(mixed, written);
            goneAreFoundAndComeBack(freed.get(0));
        }
    }

    private void pruned(List<String> freed, List<String> mixed, String before, String written) throws Exception {
        List<String> deleted = List.of(freed.get(0), freed.get(1), mixed.get(0), before);
        List<String> left = List.of(mixed.get(1), mixed.get(2), written);
        long bytes = DiskUse.of(kafka).logBytes();
        InProcess asks = here("prune", "--archived", path("archives"));
        asks.assertRefused(BAD_INPUT, "prune asks before it deletes", "--yes");
        assertThat(asks.out()).contains("Will delete from the log:").contains(deleted);
        assertThat(asks.out())
                .contains(
                        mixed.get(2)
                                + " is archived and stays: a run of its partition that is not archived lies before or across it.")
                .contains(written + ".avro does not count")
                .doesNotContain("  " + mixed.get(1));
        assertThat(runs()).containsAll(deleted);

        InProcess done = here("prune", "--archived", path("archives"), "--yes", "--json");
        assertThat(done.json().get("deleted").asBoolean()).isTrue();
        assertThat(done.json().get("runs")).extracting(JsonNode::asText).containsExactlyInAnyOrderElementsOf(deleted);
        assertThat(done.json().get("kept")).extracting(JsonNode::asText).containsExactly(mixed.get(2));
        assertThat(runs()).containsExactlyInAnyOrderElementsOf(left);
        Awaitility.await("the two large runs leave the disk, but for the file that is not full")
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> DiskUse.of(kafka).logBytes() < bytes - 100_000_000);
    }

    private void othersStillWork(List<String> mixed, String written) throws Exception {
        for (String id : List.of(mixed.get(1), mixed.get(2))) {
            assertThat(here("verify", id, "--json").json().get("same").asBoolean())
                    .isTrue();
            JsonNode replayed =
                    here("replay", id, "--analyzer", "loss-plateau", "--json").json();
            assertThat(replayed.get("runs").get(0).get("finished").asBoolean()).isTrue();
        }
        assertThat(here("resume", written, "--analyzer", "loss-plateau", "--json")
                        .code())
                .isZero();
        JsonNode verified = here("verify", written, "--json").json();
        assertThat(verified.get("same").asBoolean()).isTrue();
        assertThat(verified.get("ended").asBoolean()).isTrue();
        String[] fork = {"fork", mixed.get(1), "--at-seq", "5", "--set", "until.time=1", "--analyzer", "loss-plateau"};
        assertThat(here(fork).code()).isZero();
    }

    private void goneAreFoundAndComeBack(String gone) throws Exception {
        String archive = path("archives/" + gone + ".avro");
        here("cat", gone).assertRefused(BAD_INPUT, "has no run " + gone);
        here("resume", gone).assertRefused(BAD_INPUT, gone);
        assertThat(InProcess.run("verify", archive, "--json").json().get("same").asBoolean())
                .isTrue();
        here("import", archive, "--json").json();
        assertThat(here("verify", gone, "--json").json().get("same").asBoolean())
                .isTrue();
    }
}
