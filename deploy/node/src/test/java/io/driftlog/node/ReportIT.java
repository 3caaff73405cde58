package io.driftlog.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: the paper's experiments come out of one command, with the behaviour that the paper shows, and a report stands alone.
 * Method: the command itself; numbers are read from the CSV beside each figure.
 */
final class ReportIT {
    private static final String DIAGONAL_DIGEST = "19cc0f848d157384d57a9cfde9cf403e5d5d63eeaacee559ba1b1ec5eb72b66e";

    @TempDir
    static Path directory;

    private static JsonNode result;
    private static Path report;

    @BeforeAll
    static void reproduce() throws Exception {
        report = directory.resolve("report");
        try (Driftlog command =
                Driftlog.run(directory, "reproduce", "paper", "--json", "--data", "data", "--out", report.toString())) {
            result = command.json();
        }
    }

    @Test
    void reproduce_paper_runsItsExperimentsIntoTheLog() throws Exception {
        assertThat(result.get("runs")).hasSize(5);
        try (Driftlog runs = Driftlog.run(directory, "runs", "--json", "--data", "data")) {
            assertThat(runs.json().get("runs"))
                    .hasSize(5)
                    .allSatisfy(run -> assertThat(run.get("state").asText()).isEqualTo("completed"));
        }
    }

    @Test
    void report_html_needsNothingButItself() throws IOException {
        String html = Files.readString(report.resolve("report.html"));

        assertThat(html)
                .contains(
                        "paper-diagonal",
                        "paper-matrix-completion",
                        "paper-relu",
                        "paper-linear-regression",
                        DIAGONAL_DIGEST,
                        "Measured beside predicted by the effective flow",
                        "sparse-fourier")
                .doesNotContain("<script", "src=", "href=\"http", "@import", "NaN");
        assertThat(Pattern.compile("<svg").matcher(html).results().count()).isGreaterThan(20);
    }

    @Test
    void report_everyFigure_isThereInThreeForms() throws IOException {
        try (Stream<Path> files = Files.list(report.resolve("figures"))) {
            List<Path> vectors =
                    files.filter(file -> file.toString().endsWith(".svg")).toList();
            assertThat(vectors).hasSizeGreaterThan(20).allSatisfy(svg -> {
                String name = svg.toString().replaceAll("svg$", "");
                assertThat(Files.readString(svg)).startsWith("<svg");
                assertThat(Files.readAllBytes(Path.of(name + "png"))).startsWith(0x89, 'P', 'N', 'G');
                assertThat(Files.readAllLines(Path.of(name + "csv")))
                        .hasSizeGreaterThan(2)
                        .startsWith("line,x,y");
            });
        }
    }

    @Test
    void report_matrixCompletion_keepsThreeSingularValues() throws IOException {
        List<double[]> learned = line("paper-matrix-completion-recovered", "learned");

        assertThat(learned).hasSize(20);
        assertThat(learned.get(2)[1]).isGreaterThan(19);
        assertThat(learned.get(3)[1]).isLessThan(0.3);
    }

    @Test
    void report_diagonalNetwork_recoversTheTeacher() throws IOException {
        List<double[]> learned = line("paper-diagonal-recovered", "learned");
        List<double[]> teacher = line("paper-diagonal-recovered", "teacher");

        assertThat(learned).hasSameSizeAs(teacher);
        for (int i = 0; i < learned.size(); i++) {
            assertThat(learned.get(i)[1]).isCloseTo(teacher.get(i)[1], within(1e-3));
        }
    }

    @Test
    void report_relu_endsWithFewKinks() throws IOException {
        String csv = Files.readString(report.resolve("figures/paper-relu-functions.csv"));

        assertThat(kinks(csv, "t1")).isGreaterThan(20);
        assertThat(kinks(csv, "t3")).isLessThanOrEqualTo(5);
    }

    @Test
    void report_everyNumberOfThePaper_isAsExpected() throws IOException {
        assertThat(result.get("results").asInt()).isGreaterThanOrEqualTo(15);
        assertThat(result.get("asExpected")).isEqualTo(result.get("results"));
        assertThat(result.get("figuresAgree").asInt()).isGreaterThanOrEqualTo(20);
        assertThat(Files.readString(report.resolve("report.html")))
                .contains("Settings", "Results", "<td>as expected</td>", "<td>agrees</td>")
                .doesNotContain("<td>not as expected</td>");
    }

    @Test
    void report_linearRegression_followsTheClosedForm() throws IOException {
        List<double[]> distances = line("paper-linear-regression-closed-form-distance", "relative distance");

        assertThat(distances)
                .hasSizeGreaterThan(30)
                .allSatisfy(point -> assertThat(point[1]).isLessThan(1e-4));
        assertThat(line("paper-linear-regression-closed-form", "test loss of the closed form"))
                .hasSameSizeAs(distances);
    }

    @Test
    void report_archive_isLikeThatOfTheRun() throws Exception {
        String runId = result.get("runs").get(0).asText();
        try (Driftlog archive = Driftlog.run(directory, "archive", runId, "run.avro", "--data", "data")) {
            assertThat(archive.exitCode()).as(archive.toString()).isZero();
        }
        InProcess one = InProcess.run(
                "report",
                directory.resolve("run.avro").toString(),
                "--out",
                directory.resolve("one").toString());

        assertThat(one.code()).as(one.toString()).isZero();
        Path losses = Path.of("figures/paper-diagonal-losses.csv");
        assertThat(directory.resolve("one").resolve(losses)).hasSameTextualContentAs(report.resolve(losses));
        Path taken = Files.writeString(directory.resolve("taken"), "a file");
        InProcess.run("report", directory.resolve("run.avro").toString(), "--out", taken.toString())
                .assertRefused(2, "--out", "taken");
    }

    @Test
    void badInput_isRefusedWithASentence() {
        InProcess.run("reproduce", "something").assertRefused(2, "reproduce paper");
        InProcess.run("report", directory.resolve("none.avro").toString())
                .assertRefused(1, "none.avro cannot be read", "no such file");
    }

    private static int kinks(String csv, String when) {
        Matcher kinks =
                Pattern.compile("\"" + when + " = [^,]*, (\\d+) kinks\"").matcher(csv);
        assertThat(kinks.find()).as(csv.substring(0, 200)).isTrue();
        return Integer.parseInt(kinks.group(1));
    }

    /** The points of one line of a figure. */
    private static List<double[]> line(String figure, String name) throws IOException {
        List<double[]> points = new ArrayList<>();
        for (String row : Files.readAllLines(report.resolve("figures/" + figure + ".csv"))) {
            if (row.startsWith("\"" + name + "\",")) {
                String[] cells = row.split(",");
                points.add(new double[] {Double.parseDouble(cells[1]), Double.parseDouble(cells[2])});
            }
        }
        return points;
    }
}
