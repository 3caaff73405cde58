package io.driftlog.simulator.flow.spec;

import static io.driftlog.events.NumberText.exact;

import io.driftlog.events.Dataset;
import io.driftlog.simulator.spi.DataGenerator;
import io.driftlog.simulator.spi.InvalidSpecException;
import io.driftlog.simulator.spi.Parameter;
import io.driftlog.simulator.spi.ParameterValues;
import io.driftlog.simulator.spi.SplitMix64;
import io.driftlog.simulator.spi.SupervisedData;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the generators of labelled samples have in common: the sizes, and a stream each for training and test data. */
final class ClassData {
    private static final long MAX_ROWS = 10_000_000;

    private ClassData() {}

    /** Makes one sample. */
    @FunctionalInterface
    interface Sample {
        /**
         * {@return the class of the sample, from 0}
         *
         * @param random where to draw from
         * @param index number of the sample
         * @param features of the sample. Modified.
         */
        int make(SplitMix64 random, int index, double[] features);
    }

    static List<Parameter> parameters(int features, int leastFeatures, int samples, Parameter... own) {
        List<Parameter> all = new ArrayList<>(List.of(
                Parameter.count("features", "number of features", features, leastFeatures, MAX_ROWS),
                Parameter.count("samples", "number of training samples", samples, 2, MAX_ROWS),
                Parameter.count("testSamples", "number of test samples; 0 for none", 200, 0, MAX_ROWS)));
        all.addAll(List.of(own));
        return List.copyOf(all);
    }

    static DataGenerator.Generated generate(
            ParameterValues parameters, double[] teacher, SplitMix64 random, Sample sample) {
        LinearTeacher.checkSize(parameters);
        Map<String, Dataset> datasets = new TreeMap<>();
        fill(
                parameters,
                "samples",
                SupervisedData.FEATURES,
                SupervisedData.TARGETS,
                random.split("train"),
                sample,
                datasets);
        fill(
                parameters,
                "testSamples",
                SupervisedData.TEST_FEATURES,
                SupervisedData.TEST_TARGETS,
                random.split("test"),
                sample,
                datasets);
        return new DataGenerator.Generated(datasets, teacher);
    }

    private static void fill(
            ParameterValues parameters,
            String count,
            String featuresRole,
            String targetsRole,
            SplitMix64 random,
            Sample sample,
            Map<String, Dataset> datasets) {
        int rows = parameters.count(count);
        int columns = parameters.count("features");
        if (rows == 0) {
            return;
        }
        double[] x = new double[rows * columns];
        double[] y = new double[rows];
        double[] row = new double[columns];
        for (int i = 0; i < rows; i++) {
            y[i] = sample.make(random, i, row);
            System.arraycopy(row, 0, x, i * columns, columns);
        }
        datasets.put(featuresRole, new Dataset(rows, columns, x));
        datasets.put(targetsRole, new Dataset(rows, 1, y));
    }

    /** Refuses a value that is larger than another one allows. */
    static void requireAtMost(ParameterValues parameters, String name, String limit) {
        if (parameters.real(name) > parameters.real(limit)) {
            throw new InvalidSpecException(
                    "objective.generator." + name,
                    "objective.generator." + name + " is " + exact(parameters.real(name)) + ", more than the "
                            + exact(parameters.real(limit)) + " of objective.generator." + limit
                            + "; lower it or raise the other.");
        }
    }
}
