package io.driftlog.simulator.benchmark;

import io.driftlog.events.Dataset;
import io.driftlog.events.InitialSpec;
import io.driftlog.events.MethodSpec;
import io.driftlog.events.ObjectiveSpec;
import io.driftlog.events.RunSpec;
import io.driftlog.events.StopRule;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** Problem files as run specs: the objectives of the product, on the data of the file. */
final class ProblemSpecs {
    private ProblemSpecs() {}

    /** A run of this problem up to slow time 20, as every other program integrates it. */
    static RunSpec run(ProblemFile problem, double weightDecay, String method, Map<String, Double> parameters) {
        return new RunSpec(
                objective(problem),
                new InitialSpec.Given(problem.initialWeights()),
                weightDecay,
                "l2",
                new MethodSpec(method, new TreeMap<>(parameters)),
                new StopRule(
                        OptionalDouble.of(OutputTimes.end(weightDecay)),
                        OptionalDouble.empty(),
                        OptionalDouble.empty()),
                1);
    }

    /** The objective on the file's data. */
    static ObjectiveSpec objective(ProblemFile problem) {
        return switch (problem.kind()) {
            case LINEAR_REGRESSION -> supervised(problem, "linear-regression", Map.of());
            case DIAGONAL_NETWORK -> supervised(problem, "diagonal-linear-network", Map.of());
            case MATRIX_COMPLETION -> completion(problem);
            case RELU_NETWORK -> supervised(problem, "two-layer-relu", Map.of("neurons", (double) problem.neurons()));
            case SMOOTHED_RELU_NETWORK ->
                supervised(
                        problem,
                        "two-layer-smoothed-relu",
                        Map.of("neurons", (double) problem.neurons(), "smoothing", 1.0 / problem.rank()));
        };
    }

    private static ObjectiveSpec supervised(ProblemFile problem, String type, Map<String, Double> parameters) {
        int tests = problem.testTargets().length;
        Map<String, Dataset> data = new TreeMap<>();
        data.put("features", new Dataset(problem.samples(), problem.columns(), problem.inputs()));
        data.put("targets", new Dataset(problem.samples(), 1, problem.targets()));
        if (tests > 0) {
            data.put("testFeatures", new Dataset(tests, problem.columns(), problem.testInputs()));
            data.put("testTargets", new Dataset(tests, 1, problem.testTargets()));
        }
        return given(type, parameters, data);
    }

    private static ObjectiveSpec completion(ProblemFile problem) {
        double side = problem.columns();
        Map<String, Dataset> data = new TreeMap<>();
        data.put("observations", entries(problem, true));
        data.put("testObservations", entries(problem, false));
        return given(
                "matrix-completion",
                Map.of("rows", side, "columns", side, "innerDimension", (double) problem.rank()),
                data);
    }

    /** The observed entries, or the others: row index, column index, value. */
    private static Dataset entries(ProblemFile problem, boolean observed) {
        int side = problem.columns();
        int count = observed ? problem.samples() : side * side - problem.samples();
        double[] values = new double[3 * count];
        int at = 0;
        for (int place = 0; place < side * side; place++) {
            if ((problem.targets()[place] > 0) == observed) {
                values[at++] = place / side;
                values[at++] = place % side;
                values[at++] = problem.inputs()[place];
            }
        }
        return new Dataset(count, 3, values);
    }

    private static ObjectiveSpec given(String type, Map<String, Double> parameters, Map<String, Dataset> data) {
        return new ObjectiveSpec(type, new TreeMap<>(parameters), "", new TreeMap<>(), new TreeMap<>(data));
    }
}
