package io.driftlog.simulator.flow.spec;

import static io.driftlog.events.NumberText.exact;

import io.driftlog.events.Dataset;
import io.driftlog.simulator.flow.objective.DeepLinearNetwork;
import io.driftlog.simulator.spi.DataGenerator;
import io.driftlog.simulator.spi.DataRole;
import io.driftlog.simulator.spi.InvalidSpecException;
import io.driftlog.simulator.spi.Objective;
import io.driftlog.simulator.spi.ObjectiveType;
import io.driftlog.simulator.spi.Parameter;
import io.driftlog.simulator.spi.ParameterValues;
import io.driftlog.simulator.spi.SplitMix64;
import io.driftlog.simulator.spi.SupervisedData;
import io.driftlog.simulator.spi.Vectors;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The deep linear network as a run spec names it: features with any number of targets per row. */
final class DeepLinearData {
    private static final long MAX_SIDE = 10_000;
    private static final double MAX_WEIGHTS = 1e8;

    private DeepLinearData() {}

    static ObjectiveType type() {
        return new ObjectiveType(
                "deep-linear-network",
                "a product of matrices W_L ... W_1 applied to the features; weight decay gives it low rank",
                List.of(
                        Parameter.count("depth", "number of layers", 3, 2, 1000),
                        Parameter.count("width", "width of the hidden layers", 20, 1, MAX_SIDE)),
                List.of(
                        new DataRole(SupervisedData.FEATURES, "training inputs, one row per sample", true),
                        new DataRole(SupervisedData.TARGETS, "training outputs, one row per sample", true),
                        new DataRole(
                                SupervisedData.TEST_FEATURES, "test inputs, as many columns as the features", false),
                        new DataRole(
                                SupervisedData.TEST_TARGETS, "test outputs, as many columns as the targets", false)),
                List.of(new GaussianMap()),
                DeepLinearData::create);
    }

    private static Objective create(ObjectiveType.Inputs inputs) {
        ParameterValues parameters = inputs.parameters();
        SupervisedData data = SupervisedData.of(
                new SupervisedData.Roles(
                        SupervisedData.FEATURES,
                        SupervisedData.TARGETS,
                        SupervisedData.TEST_FEATURES,
                        SupervisedData.TEST_TARGETS,
                        false),
                inputs.datasets());
        double width = parameters.real("width");
        double sides = data.features().columns() + (double) data.targets().columns();
        double weights = width * ((parameters.real("depth") - 2) * width + sides);
        if (weights > MAX_WEIGHTS) {
            throw new InvalidSpecException(
                    "objective.width",
                    "objective.width is " + exact(width) + ", which with this depth makes " + exact(weights)
                            + " weights; lower one of the two to stay below " + exact(MAX_WEIGHTS) + ".");
        }
        return new DeepLinearNetwork(
                parameters.count("depth"),
                parameters.count("width"),
                data.features(),
                data.targets(),
                data.testFeatures(),
                data.testTargets(),
                inputs.teacher());
    }

    /** Standard normal features, mapped by a matrix of low rank with equal singular values. */
    private static final class GaussianMap implements DataGenerator {
        private static final double MAX_ENTRIES = 1e7;
        private static final long MAX_OUTPUTS = 1000;

        @Override
        public String name() {
            return "gaussian";
        }

        @Override
        public String description() {
            return "standard normal features, mapped by a matrix of low rank";
        }

        @Override
        public List<Parameter> parameters() {
            return List.of(
                    Parameter.count("features", "number of features", 20, 1, MAX_SIDE),
                    Parameter.count("outputs", "targets per sample", 3, 1, MAX_OUTPUTS),
                    Parameter.count("rank", "rank of the map", 1, 1, MAX_SIDE),
                    Parameter.count("samples", "number of training samples", 10, 1, MAX_SIDE),
                    Parameter.count("testSamples", "number of test samples; 0 for none", 200, 0, MAX_SIDE),
                    Parameter.real("scale", "every non-zero singular value", 1, Double.MIN_VALUE, Double.MAX_VALUE));
        }

        @Override
        public Generated generate(ParameterValues parameters, SplitMix64 random) {
            int features = parameters.count("features");
            int outputs = parameters.count("outputs");
            LowRankMatrix.checkRank(parameters.count("rank"), outputs, features);
            double rows = Math.max(parameters.real("samples"), parameters.real("testSamples"));
            if (rows * Math.max(features, outputs) > MAX_ENTRIES) {
                throw new InvalidSpecException(
                        "objective.generator.features",
                        "objective.generator.features is " + features + " for " + exact(rows)
                                + " samples, more than " + exact(MAX_ENTRIES) + " numbers together; lower one of the"
                                + " two.");
            }
            double[] map = LowRankMatrix.draw(
                    outputs, features, parameters.count("rank"), parameters.real("scale"), random.split("map"));
            Map<String, Dataset> datasets = new TreeMap<>();
            Dataset train = normal(parameters.count("samples"), features, random.split("train"));
            datasets.put(SupervisedData.FEATURES, train);
            datasets.put(SupervisedData.TARGETS, mapped(train, map, outputs));
            if (parameters.count("testSamples") > 0) {
                Dataset test = normal(parameters.count("testSamples"), features, random.split("test"));
                datasets.put(SupervisedData.TEST_FEATURES, test);
                datasets.put(SupervisedData.TEST_TARGETS, mapped(test, map, outputs));
            }
            return new Generated(datasets, map);
        }

        private static Dataset normal(int rows, int columns, SplitMix64 random) {
            double[] values = new double[rows * columns];
            random.gaussian(1, values);
            return new Dataset(rows, columns, values);
        }

        private static Dataset mapped(Dataset features, double[] map, int outputs) {
            int in = features.columns();
            double[] values = new double[features.rows() * outputs];
            for (int i = 0; i < features.rows(); i++) {
                for (int a = 0; a < outputs; a++) {
                    values[i * outputs + a] = Vectors.dot(features.values(), i * in, map, a * in, in);
                }
            }
            return new Dataset(features.rows(), outputs, values);
        }
    }
}
