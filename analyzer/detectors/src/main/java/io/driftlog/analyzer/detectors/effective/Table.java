package io.driftlog.analyzer.detectors.effective;

import java.util.Arrays;
import java.util.SortedMap;

/**
 * Rows of numbers, all of one length. Immutable.
 *
 * @param columns length of a row
 * @param entries the rows one after another. Not copied, never modified.
 */
public record Table(int columns, double[] entries) {
    public static Table empty(int columns) {
        return new Table(columns, new double[0]);
    }

    public Table with(double... row) {
        double[] next = Arrays.copyOf(entries, entries.length + columns);
        System.arraycopy(row, 0, next, entries.length, columns);
        return new Table(columns, next);
    }

    public int rows() {
        return entries.length / columns;
    }

    public double at(int row, int column) {
        return entries[row * columns + column];
    }

    public double[] row(int row) {
        return Arrays.copyOfRange(entries, row * columns, (row + 1) * columns);
    }

    double[] column(int column) {
        double[] values = new double[rows()];
        for (int i = 0; i < values.length; i++) {
            values[i] = at(i, column);
        }
        return values;
    }

    /** Adds the columns as vectors; one that was never known is left out. */
    public void put(SortedMap<String, double[]> vectors, String... names) {
        for (int c = 0; c < names.length; c++) {
            double[] values = column(c);
            if (Arrays.stream(values).anyMatch(Double::isFinite)) {
                vectors.put(names[c], values);
            }
        }
    }
}
