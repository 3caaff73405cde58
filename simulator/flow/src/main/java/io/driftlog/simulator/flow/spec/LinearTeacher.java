package io.driftlog.simulator.flow.spec;

import static io.driftlog.events.NumberText.exact;

import io.driftlog.events.Dataset;
import io.driftlog.simulator.spi.DataGenerator;
import io.driftlog.simulator.spi.InvalidSpecException;
import io.driftlog.simulator.spi.Parameter;
import io.driftlog.simulator.spi.ParameterValues;
import io.driftlog.simulator.spi.SplitMix64;
import io.driftlog.simulator.spi.SupervisedData;
import io.driftlog.simulator.spi.Vectors;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** What the generators with targets {@code X beta} have in common: their parameters, streams and shapes. */
final class LinearTeacher {
    private static final long MAX_ROWS = 10_000_000;
    private static final double MAX_ENTRIES = 1e8;

    private LinearTeacher() {}

    static List<Parameter> parameters(int features, int samples) {
        return List.of(
                Parameter.count("features", "number of features", features, 1, MAX_ROWS),
                Parameter.count("samples", "number of training samples", samples, 1, MAX_ROWS),
                Parameter.count("sparsity", "non-zero entries of the teacher", 5, 0, MAX_ROWS),
                Parameter.count("testSamples", "number of test samples; 0 for none", 200, 0, MAX_ROWS));
    }

    /** Checks what the limits of single parameters do not show. */
    static void checkTogether(ParameterValues parameters) {
        double features = parameters.real("features");
        double sparsity = parameters.real("sparsity");
        if (sparsity > features) {
            throw new InvalidSpecException(
                    "objective.generator.sparsity",
                    "objective.generator.sparsity is " + exact(sparsity) + ", more than the " + exact(features)
                            + " features; lower it or raise objective.generator.features.");
        }
        checkSize(parameters);
    }

    /** Checks that features and samples together fit into memory. */
    static void checkSize(ParameterValues parameters) {
        double features = parameters.real("features");
        for (String rows : List.of("samples", "testSamples")) {
            if (features * parameters.real(rows) > MAX_ENTRIES) {
                throw new InvalidSpecException(
                        "objective.generator." + rows,
                        "objective.generator." + rows + " is " + exact(parameters.real(rows)) + " of "
                                + exact(features) + " features each, more than " + exact(MAX_ENTRIES)
                                + " numbers together; lower one of the two.");
            }
        }
    }

    /** Training and test data with the same teacher, each from its own stream. */
    static DataGenerator.Generated generate(
            ParameterValues parameters,
            double[] teacher,
            double noise,
            SplitMix64 random,
            BiFunction<SplitMix64, Integer, Dataset> features) {
        Map<String, Dataset> datasets = new TreeMap<>();
        SplitMix64 train = random.split("train");
        Dataset trainFeatures = features.apply(train, parameters.count("samples"));
        datasets.put(SupervisedData.FEATURES, trainFeatures);
        datasets.put(SupervisedData.TARGETS, targets(trainFeatures, teacher, noise, train.split("noise")));
        int testSamples = parameters.count("testSamples");
        if (testSamples > 0) {
            SplitMix64 test = random.split("test");
            Dataset testFeatures = features.apply(test, testSamples);
            datasets.put(SupervisedData.TEST_FEATURES, testFeatures);
            datasets.put(SupervisedData.TEST_TARGETS, targets(testFeatures, teacher, noise, test.split("noise")));
        }
        return new DataGenerator.Generated(datasets, teacher);
    }

    /** {@code X beta + noise}, one row per row of X. */
    static Dataset targets(Dataset features, double[] teacher, double noise, SplitMix64 random) {
        double[] values = new double[features.rows()];
        for (int i = 0; i < values.length; i++) {
            double signal = Vectors.dot(features.values(), i * teacher.length, teacher, 0, teacher.length);
            values[i] = noise == 0 ? signal : signal + noise * random.nextGaussian();
        }
        return new Dataset(values.length, 1, values);
    }
}
