package io.driftlog.simulator.flow.discrete;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.events.Dataset;
import io.driftlog.events.InitialSpec;
import io.driftlog.events.MethodSpec;
import io.driftlog.events.ObjectiveSpec;
import io.driftlog.events.RunSpec;
import io.driftlog.events.StepTaken;
import io.driftlog.simulator.flow.Specs;
import io.driftlog.simulator.flow.loop.Advance;
import io.driftlog.simulator.flow.loop.Integration;
import io.driftlog.simulator.spi.SampledObjective;
import io.driftlog.simulator.spi.SplitMix64;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: batches, noise and updates are what they are defined as; runs can be resumed anywhere. */
final class OptimizersTest {
    private static final int SAMPLES = 10;

    @Test
    void draw_withoutReplacement_takesEverySampleOnceAnEpoch() {
        var batches = new Batches(3, SAMPLES, 4, false, 0);
        double[] first = new double[SAMPLES];
        for (int epoch = 0; epoch < 5; epoch++) {
            int[] drawn = new int[SAMPLES];
            for (int k = 0; k < 3; k++) {
                double[] share = shareOf(batches, 3L * epoch + k + 1);
                int count = k < 2 ? 4 : 2;
                for (int i = 0; i < SAMPLES; i++) {
                    assertThat(share[i]).isIn(0.0, 1.0 / count);
                    drawn[i] += share[i] > 0 ? 1 : 0;
                }
                if (epoch == 0 && k == 0) {
                    first = share;
                } else if (k == 0) {
                    assertThat(share).isNotEqualTo(first);
                }
            }
            assertThat(drawn).containsOnly(1);
        }
        assertThat(shareOf(batches, 1)).isEqualTo(first);
    }

    @Test
    void draw_withReplacement_isUniform() {
        var batches = new Batches(3, SAMPLES, 5, true, 0);
        double[] sum = new double[SAMPLES];
        int steps = 20_000;
        for (long step = 1; step <= steps; step++) {
            double[] share = shareOf(batches, step);
            assertThat(Arrays.stream(share).sum()).isCloseTo(1, within(1e-15));
            for (int i = 0; i < SAMPLES; i++) {
                sum[i] += share[i] / steps;
            }
        }
        // The standard deviation of each mean is sqrt(0.1 * 0.9 / 100,000) = 9.5e-4.
        assertThat(sum).usingComparatorWithPrecision(5e-3).containsOnly(0.1);
    }

    private static double[] shareOf(Batches batches, long step) {
        double[] share = new double[SAMPLES];
        batches.draw(step, share, new double[SAMPLES]);
        return share;
    }

    /** The mean of the gradients on the batches of an epoch that divide the samples evenly is the gradient. */
    @Test
    void batchGradient_meanOverAnEpoch_isTheGradient() {
        for (RunSpec spec : List.of(Specs.smallNetwork("sgd", Map.of()), classifier())) {
            SampledObjective objective = (SampledObjective)
                    Integration.start("run", spec).problem().flow().objective();
            double[] w = new double[objective.dimension()];
            new SplitMix64(1).gaussian(0.5, w);
            double[] whole = new double[w.length];
            objective.gradient(w, whole);
            int n = objective.trainingSamples();
            var batches = new Batches(9, n, n / 2, false, 0);
            double[] mean = new double[w.length];
            for (long step = 1; step <= 2; step++) {
                double[] share = new double[n];
                double[] part = new double[w.length];
                batches.draw(step, share, new double[n]);
                objective.batchGradient(w, share, new double[n], part);
                for (int i = 0; i < w.length; i++) {
                    mean[i] += part[i] / 2;
                }
            }
            assertThat(mean).usingComparatorWithPrecision(1e-14).containsExactly(whole);
        }
    }

    private static RunSpec classifier() {
        return new RunSpec(
                Specs.generated(
                        "linear-classifier",
                        "separable-gaussians",
                        Map.of("features", 4.0, "samples", 12.0, "sparsity", 3.0)),
                new InitialSpec.Gaussian(0.1),
                0.01,
                "l2",
                Specs.method("sgd", Map.of("batchSize", 3.0)),
                Specs.untilTime(0.05),
                2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sgd", "adam", "adamw", "sam"})
    void resume_anyStep_isTheSameRun(String method) {
        var numbers = new TreeMap<>(Map.of("learningRate", 0.01, "batchSize", 3.0, "labelNoise", 0.1));
        if (!method.startsWith("adam")) {
            numbers.put("momentum", 0.9);
        }
        RunSpec spec = Specs.smallNetwork(method, numbers);
        List<StepTaken> steps = stepsOf(Integration.start("run", spec), 60);
        for (int k : new int[] {0, 1, 7, 30, 58}) {
            List<StepTaken> rest = stepsOf(Integration.resume(spec, steps.get(k)), 59 - k);
            assertThat(rest).isEqualTo(steps.subList(k + 1, 60));
        }
    }

    private static List<StepTaken> stepsOf(Integration run, int count) {
        List<StepTaken> steps = new ArrayList<>();
        while (steps.size() < count && run.advance() instanceof Advance.Stepped stepped) {
            steps.add(stepped.step());
        }
        assertThat(steps).hasSize(count);
        return steps;
    }

    /** SAM by its definition, on the whole data, beside a step of the method. */
    @Test
    void sam_step_takesTheGradientUphill() {
        RunSpec spec = Specs.smallNetwork("sam", Map.of("learningRate", 0.1, "rho", 0.3));
        Integration run = Integration.start("run", spec);
        var objective = run.problem().flow().objective();
        double[] w = run.current().weights();
        double[] g = new double[w.length];
        objective.gradient(w, g);
        double norm = Math.sqrt(Arrays.stream(g).map(x -> x * x).sum());
        double[] uphill = w.clone();
        Arrays.setAll(uphill, i -> w[i] + 0.3 * g[i] / norm);
        objective.gradient(uphill, g);
        double[] expected = w.clone();
        Arrays.setAll(expected, i -> w[i] - 0.1 * (g[i] + 0.01 * w[i]));
        assertThat(stepsOf(run, 1).get(0).weights())
                .usingComparatorWithPrecision(1e-14)
                .containsExactly(expected);
    }

    /**
     * Goal: label noise is a regulariser. Method: on u v = 1, {@code u^2 - v^2} decays at rate {@code eta delta^2} per
     * unit of t (Li, Wang &amp; Arora 2022), measured on the mean of 4 runs.
     */
    @Test
    void labelNoise_onOneProduct_balancesTheFactors() {
        double eta = 0.004;
        double delta = 0.5;
        double time = 1 / (eta * delta * delta);
        double sum = 0;
        int runs = 4;
        for (long seed = 1; seed <= runs; seed++) {
            sum += StrictMath.log(imbalanceAtEnd(eta, delta, time, seed)) / runs;
        }
        double rate = (StrictMath.log(imbalance(2, 0.5)) - sum) / time;
        assertThat(rate / (eta * delta * delta)).isCloseTo(1, within(0.02));
    }

    private static double imbalanceAtEnd(double eta, double delta, double time, long seed) {
        var one = new Dataset(1, 1, new double[] {1});
        var spec = new RunSpec(
                new ObjectiveSpec(
                        "diagonal-linear-network",
                        new TreeMap<>(),
                        "",
                        new TreeMap<>(),
                        new TreeMap<>(Map.of("features", one, "targets", one))),
                new InitialSpec.Given(new double[] {2, 0.5}),
                0,
                "l2",
                Specs.method("sgd", Map.of("learningRate", eta, "labelNoise", delta)),
                Specs.untilTime(time),
                seed);
        Integration run = Integration.start("run", spec);
        while (run.advance() instanceof Advance.Stepped) {
            // on to the end
        }
        double[] w = run.current().weights();
        return imbalance(w[0], w[1]);
    }

    private static double imbalance(double u, double v) {
        return Math.abs(u * u - v * v);
    }

    @Test
    void words_ofTheMethod_areKept() {
        RunSpec spec = Specs.smallNetwork("sgd", Map.of("momentum", 0.9))
                .with(new MethodSpec(
                        "sgd",
                        new TreeMap<>(Map.of("momentum", 0.9)),
                        new TreeMap<>(Map.of("nesterov", "true", "sampling", "shuffled"))));
        assertThat(Integration.start("run", spec).spec().method().options()).containsOnlyKeys("nesterov");
    }
}
