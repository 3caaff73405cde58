package io.driftlog.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.driftlog.simulator.flow.discrete.Batches;
import io.driftlog.simulator.flow.loop.Advance;
import io.driftlog.simulator.flow.loop.Integration;
import io.driftlog.simulator.service.RunSpecReader;
import io.driftlog.simulator.spi.SplitMix64;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: the optimisers are PyTorch's. Method: 200 steps from the same weights on the same batches in double precision.
 */
final class PyTorchTest {
    private static final int SAMPLES = 23;
    private static final int FEATURES = 7;
    private static final int STEPS = 200;
    private static final long SEED = 5;
    private static final double TOLERANCE = 1e-11;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    @BeforeAll
    static void requirePyTorch() throws InterruptedException {
        Peers.require("PyTorch", "/usr/bin/python3", "-c", "import torch");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sgd, learningRate: 0.05 | SGD | {'lr': 0.05}",
                "sgd, learningRate: 0.05, batchSize: 5 | SGD | {'lr': 0.05}",
                "sgd, learningRate: 0.05, batchSize: 5, sampling: replacement | SGD | {'lr': 0.05}",
                "sgd, learningRate: 0.02, momentum: 0.9, batchSize: 5 | SGD | {'lr': 0.02, 'momentum': 0.9}",
                "sgd, learningRate: 0.02, momentum: 0.9, nesterov: true, batchSize: 5"
                        + " | SGD | {'lr': 0.02, 'momentum': 0.9, 'nesterov': true}",
                "adam, learningRate: 0.01, batchSize: 5 | Adam | {'lr': 0.01}",
                "adamw, learningRate: 0.01, batchSize: 5, beta1: 0.8, beta2: 0.98, epsilon: 1.0e-6"
                        + " | AdamW | {'lr': 0.01, 'betas': [0.8, 0.98], 'eps': 1e-6}",
            })
    void steps_onTheSameBatches_areTheSame(String method, String optimizer, String numbers) throws Exception {
        double[][] features = gaussian("features", SAMPLES, FEATURES);
        double[][] targets = gaussian("targets", SAMPLES, 1);
        double[] initial = gaussian("initial", 1, 2 * FEATURES)[0];
        csv("X.csv", features);
        csv("y.csv", targets);
        String yaml = """
                objective: {type: diagonal-linear-network, features: X.csv, targets: y.csv}
                initial: {values: %s}
                weightDecay: 0.03
                method: {type: %s}
                seed: %d
                until: {steps: %d}
                """.formatted(Arrays.toString(initial), method, SEED, STEPS);
        Integration run = Integration.start(
                "run", RunSpecReader.parse(yaml, directory, List.of()).spec());
        List<double[]> ours = new ArrayList<>();
        while (run.advance() instanceof Advance.Stepped stepped) {
            ours.add(stepped.step().weights());
        }
        Map<?, ?> torch = new ObjectMapper().readValue(numbers.replace('\'', '"'), Map.class);
        List<double[]> theirs = train(Map.of(
                "features",
                features,
                "targets",
                Arrays.stream(targets).mapToDouble(row -> row[0]).toArray(),
                "initial",
                initial,
                "batches",
                batches(method),
                "optimizer",
                optimizer,
                "numbers",
                with(torch, "weight_decay", 0.03)));
        assertThat(ours).hasSize(STEPS).hasSameSizeAs(theirs);
        for (int k = 0; k < STEPS; k++) {
            assertThat(distance(ours.get(k), theirs.get(k)))
                    .as("step " + (k + 1))
                    .isLessThan(TOLERANCE);
        }
    }

    private static Map<Object, Object> with(Map<?, ?> numbers, String name, double value) {
        Map<Object, Object> all = new HashMap<>(numbers);
        all.put(name, value);
        return all;
    }

    /** The sample numbers of each step, a sample as often as it was drawn. */
    private static List<List<Integer>> batches(String method) {
        int size = method.contains("batchSize: 5") ? 5 : SAMPLES;
        var batches = new Batches(SEED, SAMPLES, size, method.contains("replacement"), 0);
        double[] share = new double[SAMPLES];
        List<List<Integer>> all = new ArrayList<>();
        for (long step = 1; step <= STEPS; step++) {
            batches.draw(step, share, new double[SAMPLES]);
            double once = Arrays.stream(share).filter(each -> each > 0).min().orElseThrow();
            all.add(IntStream.range(0, SAMPLES)
                    .boxed()
                    .flatMap(i -> IntStream.range(0, (int) Math.round(share[i] / once))
                            .mapToObj(k -> i))
                    .toList());
        }
        return all;
    }

    private static double[][] gaussian(String name, int rows, int columns) {
        SplitMix64 random = new SplitMix64(SEED).split(name);
        double[][] values = new double[rows][columns];
        for (double[] row : values) {
            random.gaussian(1, row);
        }
        return values;
    }

    private void csv(String name, double[][] rows) throws IOException {
        Files.writeString(
                directory.resolve(name),
                Arrays.stream(rows)
                        .map(row ->
                                Arrays.stream(row).mapToObj(Double::toString).collect(Collectors.joining(",")))
                        .collect(Collectors.joining("\n", "", "\n")));
    }

    private List<double[]> train(Map<String, ?> task) throws Exception {
        Path script = directory.resolve("optimizers.py");
        try (var source = PyTorchTest.class.getResourceAsStream("optimizers.py")) {
            Files.copy(source, script);
        }
        Process python = new ProcessBuilder("/usr/bin/python3", script.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (OutputStream in = python.getOutputStream()) {
            in.write(JSON.writeValueAsBytes(task));
        }
        List<double[]> weights = new ArrayList<>();
        for (String line : new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList()) {
            weights.add(JSON.readValue(line, double[].class));
        }
        assertThat(python.waitFor()).isZero();
        return weights;
    }

    private static double distance(double[] a, double[] b) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < a.length; i++) {
            difference += (a[i] - b[i]) * (a[i] - b[i]);
            norm += b[i] * b[i];
        }
        return Math.sqrt(difference / norm);
    }
}
