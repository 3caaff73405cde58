package io.driftlog.simulator.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftlog.events.Dataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: the spec that {@code spec} writes is the problem itself, bit for bit. Method: its CSV files against the data that
 * the benchmark reads from the same problem file.
 */
class SpecScriptTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"A", "B", "C", "D", "E"})
    void spec_problemFile_hasItsDataAndInitialWeights(String name) throws Exception {
        ProblemFile problem = ProblemFile.read(Path.of("problems", name + ".txt"));
        assertThat(run("problems/" + name + ".txt", folder.toString())).isZero();

        String spec = Files.readString(folder.resolve(name + ".yaml"));
        assertThat(spec)
                .contains("type: " + ProblemSpecs.objective(problem).type() + ",")
                .contains("initial: {file: " + name + "-initial.csv}");
        for (Map.Entry<String, Double> parameter :
                ProblemSpecs.objective(problem).parameters().entrySet()) {
            String value = parameter.getValue().toString().replaceAll("\\.0$", "");
            assertThat(spec).contains(parameter.getKey() + ": " + value);
        }
        for (Map.Entry<String, Dataset> data :
                ProblemSpecs.objective(problem).datasets().entrySet()) {
            String file = name + "-" + data.getKey() + ".csv";
            assertThat(spec).contains(data.getKey() + ": " + file);
            assertThat(numbers(file)).isEqualTo(data.getValue().values());
            assertThat(Files.readAllLines(folder.resolve(file)))
                    .hasSize(data.getValue().rows());
        }
        assertThat(numbers(name + "-initial.csv")).isEqualTo(problem.initialWeights());
    }

    @Test
    void spec_noSuchFile_saysHowToUseIt() throws Exception {
        assertThat(run("problems/none.txt", folder.toString())).isEqualTo(2);
        assertThat(Files.readString(folder.resolve("log"))).startsWith("usage: spec PROBLEM.txt FOLDER");
    }

    private int run(String... arguments) throws IOException, InterruptedException {
        return new ProcessBuilder(
                        Stream.concat(Stream.of("./spec"), Stream.of(arguments)).toList())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start()
                .waitFor();
    }

    private double[] numbers(String file) throws IOException {
        return Files.readAllLines(folder.resolve(file)).stream()
                .flatMap(line -> Stream.of(line.split(",", -1)))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }
}
