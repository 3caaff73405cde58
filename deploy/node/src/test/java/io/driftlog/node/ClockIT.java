package io.driftlog.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: the wall clock has no influence on a run and its findings, though it is a day wrong and jumps by two days in the
 * middle. Method: libfaketime, which reads the difference from a file.
 */
final class ClockIT {
    private static final List<String> RUN = List.of(
            "run",
            "paper/diagonal",
            "--set",
            "objective.generator={type: sparse-fourier, features: 20, samples: 10, sparsity: 2, testSamples: 10}",
            "--set",
            "method={type: gradient-descent, stepSize: 0.02}",
            "--set",
            "until={time: 1500}",
            "--data",
            "data",
            "--analyzer",
            "loss-plateau",
            "--analyzer",
            "norm-drift");

    /** The bar of a line at t = 40. */
    private static final String UNDER_WAY = "[" + "#".repeat(14);

    @TempDir
    Path directory;

    @Test
    void clock_aDayBackThenADayForward_changesNoDigestAndNoFinding() throws Exception {
        Peers.require("faketime", "faketime", "-f", "-1d", "true");
        JsonNode undisturbed = run("undisturbed", Map.of(), () -> {});
        Path clock = Files.writeString(directory.resolve("clock"), "-1d");
        Map<String, String> environment = Map.of(
                "LD_PRELOAD",
                library().toString(),
                "FAKETIME_TIMESTAMP_FILE",
                clock.toString(),
                "FAKETIME_CACHE_DURATION",
                "1",
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1");
        JsonNode disturbed = run("disturbed", environment, () -> {
            Path forward = Files.writeString(directory.resolve("clock.new"), "+1d");
            Files.move(forward, clock, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        });
        assertThat(disturbed.get("started").asText())
                .isLessThan(undisturbed.get("started").asText());
        assertThat(disturbed.get("digest")).isEqualTo(undisturbed.get("digest"));
        assertThat(disturbed.get("findings")).isEqualTo(undisturbed.get("findings"));
    }

    private interface Jump {
        void make() throws Exception;
    }

    /** The digest and the findings of a run, whose clock jumps once it is under way. */
    private JsonNode run(String name, Map<String, String> environment, Jump jump) throws Exception {
        Path folder = Files.createDirectory(directory.resolve(name));
        try (Driftlog run = Driftlog.start(folder, environment, RUN.toArray(String[]::new))) {
            run.awaitText(UNDER_WAY);
            jump.make();
            run.waitFor();
            assertThat(run.exitCode()).as(run.toString()).isZero();
        }
        List<String> words = new ArrayList<>(
                List.of("--json", "--data", folder.resolve("data").toString()));
        JsonNode listed = InProcess.run(with("runs", words)).json().get("runs").get(0);
        JsonNode findings = InProcess.run(
                        with("findings", words, listed.get("runId").asText()))
                .json()
                .get("findings");
        var result = new com.fasterxml.jackson.databind.ObjectMapper().createObjectNode();
        result.set("started", listed.get("startedAt"));
        result.set("digest", listed.get("end").get("digest"));
        List<String> contents = StreamSupport.stream(findings.spliterator(), false)
                .map(JsonNode::toString)
                .sorted()
                .toList();
        result.put("findings", String.join("\n", contents));
        return result;
    }

    private static String[] with(String verb, List<String> words, String... more) {
        return Stream.of(Stream.of(verb), Stream.of(more), words.stream())
                .flatMap(each -> each)
                .toArray(String[]::new);
    }

    private static Path library() throws Exception {
        try (Stream<Path> folders = Files.walk(Path.of("/usr/lib"), 3)) {
            return folders.filter(file -> file.endsWith("faketime/libfaketimeMT.so.1"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
