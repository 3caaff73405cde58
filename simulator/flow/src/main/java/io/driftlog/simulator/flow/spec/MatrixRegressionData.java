package io.driftlog.simulator.flow.spec;

import static io.driftlog.events.NumberText.exact;

import io.driftlog.events.Dataset;
import io.driftlog.simulator.flow.objective.LinearRegression;
import io.driftlog.simulator.spi.DataRole;
import io.driftlog.simulator.spi.InvalidSpecException;
import io.driftlog.simulator.spi.Objective;
import io.driftlog.simulator.spi.ObjectiveType;
import io.driftlog.simulator.spi.Parameter;
import io.driftlog.simulator.spi.SupervisedData;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A matrix of weights that is not factored, seen at single entries or through sensing matrices: linear regression on the
 * entries of the matrix.
 */
final class MatrixRegressionData {
    private static final double MOST_NUMBERS = 1e8;

    private MatrixRegressionData() {}

    static ObjectiveType type() {
        ObjectiveType entries = CompletionData.type();
        ObjectiveType sensed = SensingData.type();
        List<DataRole> roles = new ArrayList<>();
        entries.roles().forEach(role -> roles.add(new DataRole(role.name(), role.description(), false)));
        sensed.roles().forEach(role -> roles.add(new DataRole(role.name(), role.description(), false)));
        return new ObjectiveType(
                "matrix-regression",
                "a matrix itself, not factored, fitted to entries or inner products; for the regularizer nuclear",
                List.of(
                        Parameter.count("rows", "rows of the matrix; 0 for as many as the data name", 0, 0, 10_000),
                        Parameter.count(
                                "columns", "columns of the matrix; 0 for as many as the data name", 0, 0, 10_000)),
                List.copyOf(roles),
                List.of(
                        entries.generators().get(0),
                        sensed.generators().get(0),
                        sensed.generators().get(1)),
                MatrixRegressionData::create);
    }

    private static Objective create(ObjectiveType.Inputs inputs) {
        boolean seen = inputs.datasets().containsKey(CompletionData.OBSERVATIONS);
        if (seen == inputs.datasets().containsKey(SensingData.SENSORS)) {
            throw new InvalidSpecException(
                    "objective." + CompletionData.OBSERVATIONS,
                    "objective.observations and objective.sensors: give exactly one of the two.");
        }
        if (!seen) {
            SupervisedData data = SupervisedData.of(SensingData.ROLES, inputs.datasets());
            int rows = SensingData.rows(
                    inputs.parameters().count("rows"), data.features().columns());
            return new LinearRegression(
                    data.features(),
                    data.targets(),
                    data.testFeatures(),
                    data.testTargets(),
                    inputs.teacher(),
                    data.features().columns() / rows);
        }
        int rows = CompletionData.side("rows", 0, inputs.parameters(), inputs.datasets());
        int columns = CompletionData.side("columns", 1, inputs.parameters(), inputs.datasets());
        Map<String, Dataset> rowsOfData = new HashMap<>();
        unfold(CompletionData.OBSERVATIONS, rows, columns, inputs, "features", "targets", rowsOfData);
        unfold(CompletionData.TEST_OBSERVATIONS, rows, columns, inputs, "testFeatures", "testTargets", rowsOfData);
        SupervisedData data = SupervisedData.of(rowsOfData);
        return new LinearRegression(
                data.features(), data.targets(), data.testFeatures(), data.testTargets(), inputs.teacher(), columns);
    }

    /** Each observed entry as a row of features with a single 1. */
    private static void unfold(
            String role,
            int rows,
            int columns,
            ObjectiveType.Inputs inputs,
            String features,
            String targets,
            Map<String, Dataset> out) {
        CompletionData.entries(role, rows, columns, inputs.datasets()).ifPresent(entries -> {
            double numbers = (double) entries.count() * rows * columns;
            if (numbers > MOST_NUMBERS) {
                throw new InvalidSpecException(
                        "objective." + role,
                        "objective." + role + " with " + entries.count() + " entries of a " + rows + " x " + columns
                                + " matrix makes " + exact(numbers) + " numbers, more than " + exact(MOST_NUMBERS)
                                + "; use matrix-completion.");
            }
            double[] x = new double[(int) numbers];
            double[] y = new double[entries.count()];
            for (int k = 0; k < y.length; k++) {
                x[k * rows * columns + entries.row(k) * columns + entries.column(k)] = 1;
                y[k] = entries.value(k);
            }
            out.put(features, new Dataset(y.length, rows * columns, x));
            out.put(targets, Dataset.column(y));
        });
    }
}
