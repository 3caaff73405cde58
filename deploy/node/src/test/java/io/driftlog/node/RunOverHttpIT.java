package io.driftlog.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: `run` on the data directory of a node tells the same as alone, and `cat` as well. Method: the file that names the
 * node has a wrong address of its broker, so that only HTTP works.
 */
final class RunOverHttpIT {
    private static final List<String> SHORT = List.of("paper/diagonal", "--set", "until.time=1e3");
    private static final List<String> ENDLESS = List.of(
            "paper/diagonal",
            "--set",
            "method={type: gradient-descent, stepSize: 0.01}",
            "--set",
            "until={time: 9e5}",
            "--set",
            "emit={everyStep: 1000}");

    @TempDir
    static Path directory;

    private static Driftlog node;
    private static String alone;
    private static String first;

    @BeforeAll
    static void startANode() throws Exception {
        alone = run("alone", SHORT).out();
        node = Driftlog.start(
                        directory,
                        "node --data data --port 0 --http-port 0 --analyzer loss-plateau --analyzer norm-drift"
                                .split(" "))
                .awaitText("Ctrl-C");
        Path address = directory.resolve("data/node.json");
        Files.writeString(
                address,
                Files.readString(address)
                        .replaceFirst("\"bootstrapServers\":\"[^\"]+\"", "\"bootstrapServers\":\"127.0.0.1:1\""));
        first = run("data", SHORT).out();
    }

    @AfterAll
    static void stopTheNode() throws Exception {
        node.close();
    }

    private static String[] words(String data, List<String> spec) {
        List<String> words = new ArrayList<>(List.of("run"));
        words.addAll(spec);
        words.addAll(List.of("--analyzer", "loss-plateau", "--analyzer", "norm-drift", "--data"));
        words.add(directory.resolve(data).toString());
        return words.toArray(String[]::new);
    }

    private static InProcess run(String data, List<String> spec) {
        return InProcess.run(words(data, spec));
    }

    /** Ids, the folder and the time that it took differ; lines of analyzers, of the disk and of progress come at their time. */
    private static List<String> lasting(String out) {
        return out.lines()
                .filter(line -> !line.matches("( *>>|disk:|.* \\.\\.\\.$).*"))
                .map(line -> line.replaceAll("\\d{8}-\\d{6}-paper-diagonal-[0-9a-f]{4}", "RUN")
                        .replaceAll(", (\\d+) event.*", ", $1 events")
                        .replaceAll("/(alone|data)\\b", "/DATA"))
                .toList();
    }

    @Test
    void run_onANode_tellsWhatItTellsAlone() {
        assertThat(lasting(first)).isEqualTo(lasting(alone));
        assertThat(first).contains("  >> loss-plateau").contains("loss-plateau").doesNotContain("driftlog compare");
    }

    /** Goal: the second run of an objective names the first, and the command that it prints compares them. */
    @Test
    void run_again_namesTheRunToCompareWith() throws Exception {
        InProcess second = run("data", SHORT);
        second.assertPrinted("driftlog compare ");
        String compare = second.out().replaceAll("(?s).*(compare \\S+ \\S+).*", "$1");
        InProcess.run((compare + " --data " + directory.resolve("data")).split(" "))
                .assertPrinted("A and B are the same, bit for bit");
    }

    @Test
    void run_thatFails_endsWithItsReasonAndWithOne() {
        List<String> diverging = new ArrayList<>(SHORT);
        diverging.addAll(List.of("--set", "method={type: gradient-descent, stepSize: 100}"));
        InProcess failed = run("data", diverging);
        assertThat(failed.code()).as(failed.toString()).isEqualTo(1);
        assertThat(lasting(failed.out()))
                .isEqualTo(lasting(run("alone", diverging).out()));
        assertThat(failed.err()).isEmpty();
    }

    @Test
    void cat_ofARunOnANode_printsEveryEvent() throws Exception {
        String runId = first.replaceAll("(?s).*\nrun (\\S+)\n.*", "$1");
        InProcess http =
                InProcess.run("cat", runId, "--data", directory.resolve("data").toString());
        http.assertPrinted("run " + runId + ": diagonal-linear-network", "completed after");
        String broker =
                Files.readString(directory.resolve("data/broker.address")).strip();
        assertThat(http).isEqualTo(InProcess.run("cat", runId, "--kafka", broker));
    }

    /** Goal: Ctrl-C leaves a run that can be resumed, as it does alone; a node that dies is told in one sentence. */
    @Test
    void run_interrupted_canBeResumed_nodeKilled_isTold() throws Exception {
        Path own = Files.createDirectory(directory.resolve("own"));
        String[] broker =
                "node --data data --port 0 --http-port 0 --analyzer loss-plateau --analyzer norm-drift".split(" ");
        try (Driftlog other = Driftlog.start(own, broker).awaitText("Ctrl-C")) {
            List<String> words = new ArrayList<>(List.of(words("own/data", ENDLESS)));
            String[] endless = words.toArray(String[]::new);
            try (Driftlog interrupted = Driftlog.start(directory, endless).awaitText("[######")) {
                interrupted.interrupt();
                interrupted.waitFor();
                assertThat(interrupted.exitCode()).as(interrupted.toString()).isEqualTo(130);
                assertThat(interrupted.out())
                        .containsPattern(
                                "Interrupted after step \\d+ at t = \\S+ with all \\d+ events committed: go on with\n"
                                        + "  driftlog resume \\S+ --data ");
                JsonNode runs = InProcess.run(
                                "runs", "--json", "--data", own.resolve("data").toString())
                        .json();
                assertThat(runs.at("/runs/0/state").asText()).isEqualTo("interrupted");
            }
            try (Driftlog left = Driftlog.start(directory, endless).awaitText("[######")) {
                other.kill();
                left.waitFor();
                assertThat(left.exitCode()).as(left.toString()).isEqualTo(1);
                assertThat(left.err().lines())
                        .singleElement()
                        .asString()
                        .contains("does not answer any more", "driftlog resume ", "own/data");
            }
        }
    }
}
