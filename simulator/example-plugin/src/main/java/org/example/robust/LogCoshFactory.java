package org.example.robust;

import io.driftlog.events.Dataset;
import io.driftlog.simulator.spi.DataGenerator;
import io.driftlog.simulator.spi.ObjectiveFactory;
import io.driftlog.simulator.spi.ObjectiveType;
import io.driftlog.simulator.spi.Parameter;
import io.driftlog.simulator.spi.ParameterValues;
import io.driftlog.simulator.spi.SplitMix64;
import io.driftlog.simulator.spi.SupervisedData;
import io.driftlog.simulator.spi.Vectors;
import java.util.List;
import java.util.Map;

/** Offers {@code objective: {type: log-cosh-regression}}, with data from files or from a generator. */
public final class LogCoshFactory implements ObjectiveFactory {
    @Override
    public ObjectiveType type() {
        return new ObjectiveType(
                "log-cosh-regression",
                "a linear model whose loss grows linearly with large residuals",
                List.of(Parameter.real("scale", "residuals above it count as large", 1, 1e-6, 1e6)),
                SupervisedData.ROLES,
                List.of(new Outliers()),
                inputs -> new LogCoshRegression(
                        SupervisedData.of(inputs.datasets()),
                        inputs.parameters().real("scale"),
                        inputs.teacher()));
    }

    /** Normal features and a normal teacher; some training targets are far off. */
    private static final class Outliers implements DataGenerator {
        @Override
        public String name() {
            return "outliers";
        }

        @Override
        public String description() {
            return "normal features and teacher; some training targets are far off";
        }

        @Override
        public List<Parameter> parameters() {
            return List.of(
                    Parameter.count("features", "number of features", 5, 1, 1000),
                    Parameter.count("samples", "number of training samples", 40, 1, 10_000),
                    Parameter.count("testSamples", "number of test samples", 40, 1, 10_000),
                    Parameter.real("fraction", "part of the training targets that are far off", 0.1, 0, 1));
        }

        /** Each part of the data has a stream of its name, so that more samples do not change the teacher. */
        @Override
        public Generated generate(ParameterValues parameters, SplitMix64 random) {
            double[] teacher = new double[parameters.count("features")];
            random.split("teacher").gaussian(1, teacher);
            double fraction = parameters.real("fraction");
            return new Generated(
                    Map.of(
                            SupervisedData.FEATURES, features(parameters.count("samples"), teacher, random, "train"),
                            SupervisedData.TARGETS,
                                    targets(parameters.count("samples"), teacher, random, "train", fraction),
                            SupervisedData.TEST_FEATURES,
                                    features(parameters.count("testSamples"), teacher, random, "test"),
                            SupervisedData.TEST_TARGETS,
                                    targets(parameters.count("testSamples"), teacher, random, "test", 0)),
                    teacher);
        }

        private static Dataset features(int rows, double[] teacher, SplitMix64 random, String part) {
            double[] values = new double[rows * teacher.length];
            random.split(part).gaussian(1, values);
            return new Dataset(rows, teacher.length, values);
        }

        private static Dataset targets(int rows, double[] teacher, SplitMix64 random, String part, double fraction) {
            double[] x = features(rows, teacher, random, part).values();
            double[] values = new double[rows];
            SplitMix64 noise = random.split(part + "-noise");
            for (int i = 0; i < rows; i++) {
                values[i] = Vectors.dot(x, i * teacher.length, teacher, 0, teacher.length);
                values[i] += noise.nextDouble() < fraction ? 20 : 0.1 * noise.nextGaussian();
            }
            return Dataset.column(values);
        }
    }
}
