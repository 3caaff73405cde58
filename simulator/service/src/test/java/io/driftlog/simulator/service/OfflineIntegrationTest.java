package io.driftlog.simulator.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftlog.events.Dataset;
import io.driftlog.events.Outcome;
import io.driftlog.events.RunSpec;
import io.driftlog.simulator.flow.exact.LinearFlowSolution;
import io.driftlog.simulator.flow.objective.LinearRegression;
import io.driftlog.simulator.service.OfflineIntegration.Solution;
import io.driftlog.simulator.spi.SplitMix64;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OfflineIntegrationTest {
    private static final int SAMPLES = 20;
    private static final int FEATURES = 50;

    @TempDir
    Path folder;

    /**
     * Goal: linear regression agrees with its closed form to 1e-9 relative at all times with tolerance 1e-10. Method:
     * data and initial weights from CSV, the closed form by eigenvalues, 400 times over the whole run.
     */
    @ParameterizedTest
    @ValueSource(doubles = {1e-2, 1e-4, 1e-6})
    void solve_linearRegressionFromCsv_agreesWithTheClosedForm(double weightDecay) throws IOException {
        var random = new SplitMix64(11);
        Dataset features = random(random, SAMPLES, FEATURES, "X.csv");
        Dataset targets = random(random, SAMPLES, 1, "y.csv");
        Dataset initial = random(random, 1, FEATURES, "w0.csv");
        String yaml = """
                objective: {type: linear-regression, features: X.csv, targets: y.csv}
                initial: {file: w0.csv}
                weightDecay: %s
                method: {type: radaug, relativeTolerance: 1e-10, absoluteTolerance: 1e-13}
                until: {slowTime: 20}
                """.formatted(weightDecay);
        RunSpec spec = RunSpecReader.parse(yaml, folder, List.of()).spec();
        double[] times = logTimes(1e-3, 20 / weightDecay, 400);

        Solution solution = OfflineIntegration.solve(spec, times, step -> {});

        assertThat(solution.outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(solution.times()).containsExactly(times);
        var objective = new LinearRegression(features, targets, Optional.empty(), Optional.empty(), new double[0]);
        var exact = LinearFlowSolution.of(objective, weightDecay, initial.values());
        double[] expected = new double[FEATURES];
        for (int i = 0; i < times.length; i++) {
            exact.weightsAt(times[i], expected);
            assertThat(relativeError(solution.weights().get(i), expected))
                    .as("relative error at t = " + times[i])
                    .isLessThan(1e-9);
        }
    }

    @Test
    void solve_watchedAndNot_givesTheSameDigest() {
        RunSpec spec =
                RunSpecReader.read("paper/diagonal", List.of("until.time=100")).spec();
        List<Long> seen = new ArrayList<>();
        Solution watched = OfflineIntegration.solve(spec, new double[] {0, 1, 100}, step -> seen.add(step.step()));
        Solution alone = OfflineIntegration.solve(spec, new double[0], step -> {});
        assertThat(watched.last().digest()).isEqualTo(alone.last().digest());
        assertThat(seen).hasSize((int) alone.last().step());
        assertThat(watched.weights().get(2)).isEqualTo(alone.last().weights());
    }

    private Dataset random(SplitMix64 random, int rows, int columns, String file) throws IOException {
        double[] values = new double[rows * columns];
        random.gaussian(1, values);
        var csv = new StringBuilder();
        for (int i = 0; i < rows; i++) {
            var row = new StringJoiner(",", "", "\n");
            for (int j = 0; j < columns; j++) {
                row.add(Double.toString(values[i * columns + j]));
            }
            csv.append(row);
        }
        Files.writeString(folder.resolve(file), csv);
        return new Dataset(rows, columns, values);
    }

    private static double[] logTimes(double first, double last, int count) {
        double[] times = new double[count];
        for (int i = 0; i < count; i++) {
            times[i] = first * Math.pow(last / first, i / (count - 1.0));
        }
        times[count - 1] = last;
        return times;
    }

    private static double relativeError(double[] actual, double[] expected) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += (actual[i] - expected[i]) * (actual[i] - expected[i]);
            norm += expected[i] * expected[i];
        }
        return Math.sqrt(difference / norm);
    }
}
