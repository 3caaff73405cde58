package io.driftlog.simulator.flow.spec;

import static io.driftlog.events.NumberText.exact;

import io.driftlog.events.Dataset;
import io.driftlog.simulator.flow.objective.MatrixSensing;
import io.driftlog.simulator.spi.DataGenerator;
import io.driftlog.simulator.spi.DataRole;
import io.driftlog.simulator.spi.InvalidSpecException;
import io.driftlog.simulator.spi.Objective;
import io.driftlog.simulator.spi.ObjectiveType;
import io.driftlog.simulator.spi.Parameter;
import io.driftlog.simulator.spi.ParameterValues;
import io.driftlog.simulator.spi.SplitMix64;
import io.driftlog.simulator.spi.SupervisedData;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Matrix sensing as a run spec names it: dense sensing matrices with one target each. */
final class SensingData {
    static final String SENSORS = "sensors";
    static final String TARGETS = SupervisedData.TARGETS;
    static final String TEST_SENSORS = "testSensors";
    static final String TEST_TARGETS = SupervisedData.TEST_TARGETS;

    static final SupervisedData.Roles ROLES =
            new SupervisedData.Roles(SENSORS, TARGETS, TEST_SENSORS, TEST_TARGETS, true);

    private static final long MAX_SIDE = 10_000;

    private SensingData() {}

    static ObjectiveType type() {
        return new ObjectiveType(
                "matrix-sensing",
                "a matrix U V^T fitted to inner products with dense matrices; weight decay gives it low rank",
                List.of(
                        Parameter.count("innerDimension", "columns of U and of V", 20, 1, MAX_SIDE),
                        Parameter.count("rows", "rows of each sensing matrix; 0 for square ones", 0, 0, MAX_SIDE)),
                List.of(
                        new DataRole(SENSORS, "one sensing matrix per row, its entries row after row", true),
                        new DataRole(TARGETS, "one target per sensing matrix, one column", true),
                        new DataRole(TEST_SENSORS, "sensing matrices of the test data", false),
                        new DataRole(TEST_TARGETS, "their targets, one column", false)),
                List.of(new GaussianSensors(false), new GaussianSensors(true)),
                SensingData::create);
    }

    private static Objective create(ObjectiveType.Inputs inputs) {
        ParameterValues parameters = inputs.parameters();
        SupervisedData data = SupervisedData.of(ROLES, inputs.datasets());
        int rows = rows(parameters.count("rows"), data.features().columns());
        return new MatrixSensing(
                rows,
                parameters.count("innerDimension"),
                data.features(),
                data.targets(),
                data.testFeatures(),
                data.testTargets(),
                inputs.teacher());
    }

    static int rows(int given, int entries) {
        int rows = given > 0 ? given : (int) Math.rint(Math.sqrt(entries));
        if (given == 0 && (long) rows * rows != entries) {
            throw new InvalidSpecException(
                    "objective.rows",
                    "objective.rows is 0, for square matrices, but objective.sensors has " + entries
                            + " columns, which is no square; say how many rows each sensing matrix has.");
        }
        if (entries % rows != 0) {
            throw new InvalidSpecException(
                    "objective.rows",
                    "objective.rows is " + rows + ", which does not divide the " + entries
                            + " columns of objective.sensors; give the number of rows of each sensing matrix.");
        }
        return rows;
    }

    /**
     * Standard normal sensing matrices of a matrix of low rank with equal singular values.
     *
     * @param rectangular whether rows and columns are given apart
     */
    private record GaussianSensors(boolean rectangular) implements DataGenerator {
        private static final double MAX_ENTRIES = 1e8;

        @Override
        public String name() {
            return rectangular ? "gaussian-rectangular" : "gaussian";
        }

        @Override
        public String description() {
            return rectangular
                    ? "standard normal sensing matrices of a rectangular matrix of low rank"
                    : "standard normal sensing matrices of a square matrix of low rank";
        }

        @Override
        public List<Parameter> parameters() {
            List<Parameter> parameters = new ArrayList<>();
            if (rectangular) {
                parameters.add(Parameter.count("rows", "rows of each matrix", 10, 1, MAX_SIDE));
                parameters.add(Parameter.count("columns", "columns of each matrix", 15, 1, MAX_SIDE));
            } else {
                parameters.add(Parameter.count("side", "rows and columns of each matrix", 10, 1, MAX_SIDE));
            }
            parameters.addAll(List.of(
                    Parameter.count("rank", "rank of the matrix that is sensed", 2, 1, MAX_SIDE),
                    Parameter.count("samples", "number of sensing matrices", 60, 1, MAX_SIDE),
                    Parameter.count("testSamples", "number of test matrices; 0 for none", 200, 0, MAX_SIDE),
                    Parameter.real("scale", "every non-zero singular value", 1, Double.MIN_VALUE, Double.MAX_VALUE)));
            return List.copyOf(parameters);
        }

        @Override
        public Generated generate(ParameterValues parameters, SplitMix64 random) {
            int rows = parameters.count(rectangular ? "rows" : "side");
            int columns = parameters.count(rectangular ? "columns" : "side");
            LowRankMatrix.checkRank(parameters.count("rank"), rows, columns);
            double matrices = parameters.real("samples") + parameters.real("testSamples");
            if (matrices * rows * columns > MAX_ENTRIES) {
                String key = "objective.generator." + (rectangular ? "columns" : "side");
                throw new InvalidSpecException(
                        key,
                        key + " is " + columns + " for " + exact(matrices) + " matrices, more than "
                                + exact(MAX_ENTRIES) + " numbers together; lower one of the two.");
            }
            double[] teacher = LowRankMatrix.draw(
                    rows, columns, parameters.count("rank"), parameters.real("scale"), random.split("matrix"));
            Map<String, Dataset> datasets = new TreeMap<>();
            put(SENSORS, TARGETS, parameters.count("samples"), teacher, random.split("train"), datasets);
            put(TEST_SENSORS, TEST_TARGETS, parameters.count("testSamples"), teacher, random.split("test"), datasets);
            return new Generated(datasets, teacher, rectangular ? Map.of("rows", (double) rows) : Map.of());
        }

        private static void put(
                String sensors,
                String targets,
                int count,
                double[] teacher,
                SplitMix64 random,
                Map<String, Dataset> datasets) {
            if (count > 0) {
                double[] values = new double[count * teacher.length];
                random.gaussian(1, values);
                Dataset matrices = new Dataset(count, teacher.length, values);
                datasets.put(sensors, matrices);
                datasets.put(targets, LinearTeacher.targets(matrices, teacher, 0, random.split("noise")));
            }
        }
    }
}
