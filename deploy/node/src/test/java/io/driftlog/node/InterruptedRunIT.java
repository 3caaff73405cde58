package io.driftlog.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.driftlog.node.home.Cluster;
import io.driftlog.node.home.DataDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: whatever ends a run early, nothing recorded is lost and the trajectory in the end is the same. */
final class InterruptedRunIT {
    /** Long enough to be interrupted in the middle: explicit steps. */
    private static final List<String> LONG_RUN = List.of(
            "paper/diagonal",
            "--set",
            "objective.generator.features=20",
            "--set",
            "objective.generator.samples=10",
            "--set",
            "objective.generator.sparsity=2",
            "--set",
            "method.type=gradient-descent",
            "--set",
            "method.stepSize=0.02",
            "--set",
            "until.time=6000");

    /** The bar of a line at t = 1000. */
    private static final String WELL_UNDER_WAY = "[" + "#".repeat(17);

    /** The run as it is integrated without a log. */
    private static JsonNode whole;

    /** The run as it is recorded and analyzed when nothing happens to it. */
    private static JsonNode undisturbed;

    @TempDir
    Path directory;

    @BeforeAll
    static void runsUndisturbed(@TempDir Path elsewhere) throws Exception {
        try (Driftlog offline = Driftlog.run(elsewhere, words("integrate", LONG_RUN, "--json"))) {
            whole = offline.json();
        }
        try (Driftlog run = Driftlog.run(elsewhere, words("run", LONG_RUN, "--json", "--data", "data"))) {
            undisturbed = run.json();
        }
    }

    @Test
    void run_interrupted_isResumedToTheSameDigest() throws Exception {
        String runId;
        try (Driftlog first = Driftlog.start(directory, words("run", LONG_RUN, "--data", "data"))) {
            first.awaitText(WELL_UNDER_WAY);
            first.interrupt();
            first.waitFor();
            assertThat(first.exitCode()).as(first.toString()).isEqualTo(130);
            assertThat(first.out()).contains("driftlog resume ");
            runId = first.out().replaceAll("(?s).*driftlog resume (\\S+).*", "$1");
        }
        resumesToTheUninterruptedDigest(runId, "--data", "data");
    }

    @Test
    void run_killed_isResumedToTheSameDigestAndTheSameFindings() throws Exception {
        try (Driftlog first = Driftlog.start(directory, words("run", LONG_RUN, "--data", "data"))) {
            first.awaitText(WELL_UNDER_WAY);
            first.kill();
        }
        JsonNode runs;
        try (Driftlog list = Driftlog.run(directory, "runs", "--json", "--data", "data")) {
            runs = list.json().get("runs");
        }
        assertThat(runs).hasSize(1);
        resumesToTheUninterruptedDigest(runs.get(0).get("runId").asText(), "--data", "data");
    }

    /** Goal: the hosts of analyzers die in the middle of their transactions while the broker goes on. */
    @Test
    void run_killedWhileTheBrokerLives_isResumedToTheSameDigestAndTheSameFindings() throws Exception {
        try (Driftlog broker = Driftlog.start(directory, "broker", "--port", "0", "--data", "data")
                .awaitText("Ctrl-C")) {
            String kafka =
                    Files.readString(directory.resolve("data/broker.address")).strip();
            try (Driftlog first =
                    Driftlog.start(directory, words("run", LONG_RUN, "--data", "work", "--kafka", kafka))) {
                first.awaitText(WELL_UNDER_WAY);
                first.kill();
            }
            String runId;
            try (Driftlog list = Driftlog.run(directory, "runs", "--json", "--kafka", kafka)) {
                runId = list.json().get("runs").get(0).get("runId").asText();
            }
            resumesToTheUninterruptedDigest(runId, "--data", "work", "--kafka", kafka);
            assertThat(broker.isAlive()).isTrue();
        }
    }

    /** Goal: a broker that dies in the middle of a run ends it in bounded time with a sentence. */
    @Test
    void run_brokerDies_saysSoAndIsResumedWhenItIsBack() throws Exception {
        String runId;
        try (Driftlog broker = Driftlog.start(directory, "broker", "--port", "0", "--data", "data")
                .awaitText("Ctrl-C")) {
            String kafka =
                    Files.readString(directory.resolve("data/broker.address")).strip();
            try (Driftlog run = Driftlog.start(directory, words("run", LONG_RUN, "--data", "work", "--kafka", kafka))) {
                run.awaitText(WELL_UNDER_WAY);
                runId = run.out().replaceAll("(?s).*\\nrun (\\S+).*", "$1");
                broker.kill();
                run.waitFor();
                assertThat(run.exitCode()).as(run.toString()).isEqualTo(1);
                assertThat(run.err()).contains(kafka).contains("resume").doesNotContain("\tat ");
            }
        }
        resumesToTheUninterruptedDigest(runId, "--data", "data");
    }

    /** Goal: a run whose broker is another run's ends with that one. Method: a broker of this process, as of a run. */
    @Test
    void run_joinedAnotherRunThatEnds_saysSoAndIsResumed() throws Exception {
        String runId;
        Cluster owner = Cluster.embedded(DataDirectory.open(directory.resolve("data")), 0);
        try (Driftlog joined = Driftlog.start(directory, words("run", LONG_RUN, "--data", "data"))) {
            try (owner) {
                joined.awaitText(WELL_UNDER_WAY);
            }
            runId = joined.out().replaceAll("(?s).*\\nrun (\\S+).*", "$1");
            joined.waitFor();
            assertThat(joined.exitCode()).as(joined.toString()).isEqualTo(1);
            assertThat(joined.err()).contains("resume").doesNotContain("\tat ");
        }
        resumesToTheUninterruptedDigest(runId, "--data", "data");
    }

    private void resumesToTheUninterruptedDigest(String runId, String... where) throws Exception {
        JsonNode resumed;
        try (Driftlog second = Driftlog.run(directory, words("resume", List.of(runId, "--json"), where))) {
            resumed = second.json();
        }
        assertThat(resumed.get("digest")).isEqualTo(whole.get("digest"));
        assertThat(resumed.get("steps")).isEqualTo(whole.get("steps"));
        assertThat(resumed.get("events").asLong()).isEqualTo(whole.get("steps").asLong() + 3);
        assertThat(findings(resumed)).isEqualTo(findings(undisturbed));
    }

    @Test
    void cancel_interruptedRun_endsItForGood() throws Exception {
        String runId;
        try (Driftlog first = Driftlog.start(directory, words("run", LONG_RUN, "--data", "data"))) {
            first.awaitText(WELL_UNDER_WAY);
            first.interrupt();
            first.waitFor();
            runId = first.out().replaceAll("(?s).*driftlog resume (\\S+).*", "$1");
        }
        try (Driftlog cancel = Driftlog.run(directory, "cancel", runId, "--json", "--data", "data")) {
            assertThat(cancel.json().get("outcome").asText()).isEqualTo("cancelled");
        }
        try (Driftlog resume = Driftlog.run(directory, "resume", runId, "--data", "data")) {
            assertThat(resume.exitCode()).isNotZero();
            assertThat(resume.err()).contains("ended").contains("cancelled");
        }
    }

    /** Goal: a disk that fills up in the middle of a run. Method: a small file system in memory, which then grows. */
    @Test
    void run_diskFillsUp_saysSoAndIsResumedWhenThereIsRoomAgain() throws Exception {
        Path small = Files.createDirectory(directory.resolve("small"));
        Peers.require(
                "a small disk (mounting a tmpfs takes root)",
                "mount",
                "-t",
                "tmpfs",
                "-o",
                "size=120m",
                "tmpfs",
                small.toString());
        try {
            String runId;
            try (Driftlog full = Driftlog.run(directory, words("run", LONG_RUN, "--data", small.toString()))) {
                assertThat(full.exitCode()).as(full.toString()).isEqualTo(1);
                assertThat(full.err()).contains("full").contains("resume");
                assertThat(full.err()).doesNotContain("Exception in");
                runId = full.out().replaceAll("(?s).*\\nrun (\\S+).*", "$1");
            }
            grow(small);
            resumesToTheUninterruptedDigest(runId, "--data", small.toString());
        } finally {
            new ProcessBuilder("umount", "-l", small.toString()).start().waitFor();
        }
    }

    private static void grow(Path disk) throws Exception {
        Process grown = new ProcessBuilder("mount", "-o", "remount,size=1g", disk.toString())
                .inheritIO()
                .start();
        assertThat(grown.waitFor()).isZero();
    }

    /** The words of a command; what makes a run hosts some analyzers, as all of them would take minutes. */
    private static String[] words(String verb, List<String> spec, String... more) {
        List<String> words = new java.util.ArrayList<>(List.of(verb));
        words.addAll(spec);
        if (!verb.equals("integrate")) {
            List.of("loss-plateau", "norm-drift", "test-loss-drop")
                    .forEach(id -> words.addAll(List.of("--analyzer", id)));
        }
        words.addAll(List.of(more));
        return words.toArray(String[]::new);
    }

    private static List<String> findings(JsonNode result) {
        return StreamSupport.stream(result.get("findings").spliterator(), false)
                .map(JsonNode::toString)
                .sorted()
                .toList();
    }
}
