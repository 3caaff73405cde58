package io.driftlog.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.driftlog.analyzer.testkit.BenchmarkProblems;
import io.driftlog.events.Dataset;
import io.driftlog.events.InitialSpec;
import io.driftlog.events.RunSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: the theory is verified from a user's own files, with the numbers that were measured elsewhere. Method: problem B
 * of the benchmark as YAML and CSV.
 */
final class VerifyTheoryIT {
    @TempDir
    static Path directory;

    @Test
    void verifyTheory_problemBFromFiles_tellsRatesAndKeepsTheRuns() throws Exception {
        writeProblemB();

        try (Driftlog command = Driftlog.run(
                directory,
                "verify-theory",
                "B.yaml",
                "--weight-decays",
                "1e-4,1e-5,3e-6,1e-6",
                "--html",
                "theory.html",
                "--json",
                "--data",
                "data")) {
            JsonNode report = command.json();
            assertThat(StreamSupport.stream(report.get("propositions").spliterator(), false))
                    .allSatisfy(one -> assertThat(one.get("verdict").asText())
                            .as(one.get("reason").asText())
                            .isEqualTo("pass"));
            JsonNode early = report.get("propositions").get(1).get("series").get(0);
            assertThat(early.get("errors").get(1).asDouble()).isCloseTo(5.1e-4, within(5e-6));
            assertThat(early.get("errors").get(3).asDouble()).isCloseTo(5.1e-5, within(5e-7));
            assertThat(early.get("fit").get("exponent").asDouble()).isCloseTo(1, within(5e-3));
            assertThat(early.get("holdsFrom").asDouble()).isEqualTo(1e-5);
            assertThat(command.err()).contains("pass  P2", "the singular limit spoils the rate here");
            assertReport(Files.readString(directory.resolve("theory.html")), report);
        }
        try (Driftlog runs = Driftlog.run(directory, "runs", "--json", "--data", "data")) {
            assertThat(runs.json().get("runs"))
                    .hasSize(5)
                    .allSatisfy(run -> assertThat(run.get("state").asText()).isEqualTo("completed"));
        }
    }

    private static void assertReport(String html, JsonNode report) {
        assertThat(html.split("<svg", -1)).as("charts").hasSize(1 + 5);
        assertThat(html).doesNotContain("<script", "src=", "href=\"http");
        for (JsonNode run : report.get("runs")) {
            assertThat(html).contains(run.get("runId").asText());
        }
    }

    private static void writeProblemB() throws IOException {
        RunSpec spec = BenchmarkProblems.run("B", 1e-4, 20);
        for (Map.Entry<String, Dataset> data : spec.objective().datasets().entrySet()) {
            write(data.getKey(), data.getValue().columns(), data.getValue().values());
        }
        write("initial", 1, ((InitialSpec.Given) spec.initial()).values());
        Files.writeString(directory.resolve("B.yaml"), """
                name: B
                objective:
                  type: diagonal-linear-network
                  features: features.csv
                  targets: targets.csv
                  testFeatures: testFeatures.csv
                  testTargets: testTargets.csv
                initial: {file: initial.csv}
                weightDecay: 1.0e-4
                until: {slowTime: 20}
                """);
    }

    private static void write(String name, int columns, double[] values) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int row = 0; row < values.length; row += columns) {
            text.append(Arrays.stream(values, row, row + columns)
                            .mapToObj(Double::toString)
                            .collect(Collectors.joining(",")))
                    .append('\n');
        }
        Files.writeString(directory.resolve(name + ".csv"), text);
    }
}
