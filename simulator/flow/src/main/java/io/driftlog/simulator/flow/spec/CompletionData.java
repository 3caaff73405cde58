package io.driftlog.simulator.flow.spec;

import static io.driftlog.events.NumberText.exact;

import io.driftlog.events.Dataset;
import io.driftlog.simulator.flow.objective.MatrixCompletion;
import io.driftlog.simulator.flow.objective.ObservedEntries;
import io.driftlog.simulator.spi.DataRole;
import io.driftlog.simulator.spi.InvalidSpecException;
import io.driftlog.simulator.spi.Objective;
import io.driftlog.simulator.spi.ObjectiveType;
import io.driftlog.simulator.spi.Parameter;
import io.driftlog.simulator.spi.ParameterValues;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Matrix completion as a run spec names it: observed entries, the shape of the matrix and of its factors. */
final class CompletionData {
    static final String OBSERVATIONS = "observations";
    static final String TEST_OBSERVATIONS = "testObservations";

    private static final long MAX_SIDE = 100_000;
    private static final double MAX_WEIGHTS = 1e8;

    private CompletionData() {}

    static ObjectiveType type() {
        return new ObjectiveType(
                "matrix-completion",
                "a matrix U V^T fitted to observed entries; weight decay gives it low rank",
                List.of(
                        Parameter.count("innerDimension", "columns of U and of V", 40, 1, MAX_SIDE),
                        Parameter.count("rows", "rows of the matrix; 0 for as many as the data name", 0, 0, MAX_SIDE),
                        Parameter.count(
                                "columns", "columns of the matrix; 0 for as many as the data name", 0, 0, MAX_SIDE)),
                List.of(
                        new DataRole(
                                OBSERVATIONS,
                                "observed entries, one per row: row index, column index (from 0), value",
                                true),
                        new DataRole(TEST_OBSERVATIONS, "other entries of the same matrix, in the same form", false)),
                List.of(new LowRankEntries()),
                CompletionData::create);
    }

    private static Objective create(ObjectiveType.Inputs inputs) {
        ParameterValues parameters = inputs.parameters();
        Map<String, Dataset> datasets = inputs.datasets();
        int rows = side("rows", 0, parameters, datasets);
        int columns = side("columns", 1, parameters, datasets);
        checkWeights(rows, columns, parameters.count("innerDimension"));
        ObservedEntries observed = entries(OBSERVATIONS, rows, columns, datasets)
                .orElseThrow(() -> new IllegalArgumentException("there are no " + OBSERVATIONS));
        Optional<ObservedEntries> test = entries(TEST_OBSERVATIONS, rows, columns, datasets);
        return new MatrixCompletion(observed, test, parameters.count("innerDimension"), inputs.teacher());
    }

    private static void checkWeights(int rows, int columns, int innerDimension) {
        double weights = ((double) rows + columns) * innerDimension;
        if (weights > MAX_WEIGHTS) {
            throw new InvalidSpecException(
                    "objective.innerDimension",
                    "objective.innerDimension is " + innerDimension + ", which for a " + rows + " x " + columns
                            + " matrix makes " + exact(weights) + " weights; lower it to stay below "
                            + exact(MAX_WEIGHTS) + ".");
        }
    }

    /** The number of rows or columns: the parameter, or what the largest index asks for. */
    static int side(String name, int indexColumn, ParameterValues parameters, Map<String, Dataset> datasets) {
        int given = parameters.count(name);
        if (given > 0) {
            return given;
        }
        double largest = 0;
        for (Dataset dataset : datasets.values()) {
            for (int at = indexColumn; at < dataset.values().length; at += dataset.columns()) {
                largest = Math.max(largest, dataset.values()[at]);
            }
        }
        return (int) Math.min(MAX_SIDE, Math.floor(largest) + 1);
    }

    static Optional<ObservedEntries> entries(String role, int rows, int columns, Map<String, Dataset> datasets) {
        @Nullable Dataset dataset = datasets.get(role);
        if (dataset == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ObservedEntries(rows, columns, dataset));
        } catch (IllegalArgumentException e) {
            throw new InvalidSpecException("objective." + role, "objective." + role + " " + e.getMessage() + ".");
        }
    }
}
