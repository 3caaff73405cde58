package io.driftlog.benchmark;

import java.nio.file.Path;
import java.util.List;

/**
 * What every section gets.
 *
 * @param report where its rows go
 * @param work a folder for what it needs; removed at the end
 * @param rounds how often everything is measured, after a round that only warms up
 * @param scale multiplies the numbers of events
 * @param dimensions numbers of weights d, for the sections that compare steps of several sizes
 */
record Bench(Report report, Path work, int rounds, double scale, List<Integer> dimensions) {
    /** So many events of so many weights take about a second. */
    long events(int dimension) {
        return Math.max(1000, (long) (scale * (dimension == 0 ? 1_000_000 : 30_000_000.0 / (dimension + 20))));
    }
}
