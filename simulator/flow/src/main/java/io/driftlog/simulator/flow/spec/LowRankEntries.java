package io.driftlog.simulator.flow.spec;

import static io.driftlog.events.NumberText.exact;

import io.driftlog.events.Dataset;
import io.driftlog.simulator.spi.DataGenerator;
import io.driftlog.simulator.spi.InvalidSpecException;
import io.driftlog.simulator.spi.Parameter;
import io.driftlog.simulator.spi.ParameterValues;
import io.driftlog.simulator.spi.SplitMix64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A matrix of low rank with equal singular values, of which some entries are observed; all the others are the test
 * data.
 *
 * <p>The setting of Boursier, Pesme &amp; Dragomir, NeurIPS 2025, sec. 4 (matrix completion).
 */
final class LowRankEntries implements DataGenerator {
    private static final long MAX_SIDE = 100_000;
    private static final double MAX_ENTRIES = 1e7;

    @Override
    public String name() {
        return "low-rank";
    }

    @Override
    public String description() {
        return "a matrix of low rank, observed at uniformly chosen entries";
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(
                Parameter.count("rows", "rows of the matrix", 20, 1, MAX_SIDE),
                Parameter.count("columns", "columns of the matrix", 20, 1, MAX_SIDE),
                Parameter.count("rank", "rank of the matrix", 3, 1, MAX_SIDE),
                Parameter.count("observed", "observed entries", 220, 1, (long) MAX_ENTRIES),
                Parameter.real("scale", "every non-zero singular value", 20, Double.MIN_VALUE, Double.MAX_VALUE));
    }

    @Override
    public Generated generate(ParameterValues parameters, SplitMix64 random) {
        int rows = parameters.count("rows");
        int columns = parameters.count("columns");
        int rank = parameters.count("rank");
        double entries = (double) rows * columns;
        if (entries > MAX_ENTRIES) {
            throw new InvalidSpecException(
                    "objective.generator.columns",
                    "objective.generator.columns is " + exact(columns) + " with " + exact(rows) + " rows, more than "
                            + exact(MAX_ENTRIES) + " entries; lower one of the two.");
        }
        LowRankMatrix.checkRank(rank, rows, columns);
        int observed = parameters.count("observed");
        if (observed > entries) {
            throw new InvalidSpecException(
                    "objective.generator.observed",
                    "objective.generator.observed is " + exact(observed) + ", more than the " + exact(entries)
                            + " entries of the matrix; lower it or raise rows or columns.");
        }
        double[] matrix = LowRankMatrix.draw(rows, columns, rank, parameters.real("scale"), random.split("matrix"));
        int[] order = random.split("observed").permutation(matrix.length);
        Map<String, Dataset> datasets = new TreeMap<>();
        datasets.put(CompletionData.OBSERVATIONS, entries(matrix, columns, order, 0, observed));
        if (observed < matrix.length) {
            datasets.put(CompletionData.TEST_OBSERVATIONS, entries(matrix, columns, order, observed, matrix.length));
        }
        return new Generated(datasets, matrix);
    }

    private static Dataset entries(double[] matrix, int columns, int[] order, int from, int to) {
        double[] values = new double[3 * (to - from)];
        for (int k = from; k < to; k++) {
            int at = 3 * (k - from);
            values[at] = order[k] / columns;
            values[at + 1] = order[k] % columns;
            values[at + 2] = matrix[order[k]];
        }
        return new Dataset(to - from, 3, values);
    }
}
