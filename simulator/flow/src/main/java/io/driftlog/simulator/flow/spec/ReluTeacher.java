package io.driftlog.simulator.flow.spec;

import io.driftlog.events.Dataset;
import io.driftlog.simulator.flow.objective.Kinks;
import io.driftlog.simulator.spi.DataGenerator;
import io.driftlog.simulator.spi.Parameter;
import io.driftlog.simulator.spi.ParameterValues;
import io.driftlog.simulator.spi.SplitMix64;
import io.driftlog.simulator.spi.SupervisedData;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The sum of three ReLUs {@code relu(x + 0.8) - 1.5 relu(x - 0.3) + relu(-x - 0.6)} at points uniform in [-2, 2], in
 * rising order; the test points are evenly spaced.
 *
 * <p>The setting of Boursier, Pesme &amp; Dragomir, NeurIPS 2025, sec. 4 (two-layer network).
 */
final class ReluTeacher implements DataGenerator {
    private static final double[] TEACHER = {1, -1.5, 1, 1, 1, -1, 0.8, -0.3, -0.6};
    private static final int NEURONS = 3;
    private static final double RANGE = 2;

    @Override
    public String name() {
        return "relu-teacher";
    }

    @Override
    public String description() {
        return "a sum of three ReLUs sampled at uniform points of [-2, 2]";
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(
                Parameter.count("samples", "number of training samples", 10, 1, 1_000_000),
                Parameter.count("testSamples", "number of test samples; 0 for none", 200, 0, 1_000_000));
    }

    @Override
    public Generated generate(ParameterValues parameters, SplitMix64 random) {
        Map<String, Dataset> datasets = new TreeMap<>();
        SplitMix64 train = random.split("train");
        double[] inputs = new double[parameters.count("samples")];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = RANGE * (2 * train.nextDouble() - 1);
        }
        Arrays.sort(inputs);
        datasets.put(SupervisedData.FEATURES, new Dataset(inputs.length, 1, inputs));
        datasets.put(SupervisedData.TARGETS, targets(inputs));
        double[] testInputs = evenlySpaced(parameters.count("testSamples"));
        if (testInputs.length > 0) {
            datasets.put(SupervisedData.TEST_FEATURES, new Dataset(testInputs.length, 1, testInputs));
            datasets.put(SupervisedData.TEST_TARGETS, targets(testInputs));
        }
        return new Generated(datasets, Kinks.of(TEACHER, NEURONS, new double[] {-RANGE, RANGE}));
    }

    /** From one end of the range to the other; the middle when there is only one. */
    private static double[] evenlySpaced(int count) {
        double[] inputs = new double[count];
        for (int i = 0; i < count; i++) {
            inputs[i] = count == 1 ? 0 : RANGE * (2.0 * i / (count - 1) - 1);
        }
        return inputs;
    }

    private static Dataset targets(double[] inputs) {
        double[] values = new double[inputs.length];
        for (int i = 0; i < inputs.length; i++) {
            for (int j = 0; j < NEURONS; j++) {
                double z = TEACHER[NEURONS + j] * inputs[i] + TEACHER[2 * NEURONS + j];
                values[i] += TEACHER[j] * Math.max(0, z);
            }
        }
        return new Dataset(values.length, 1, values);
    }
}
