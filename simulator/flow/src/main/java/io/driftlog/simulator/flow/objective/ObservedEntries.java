package io.driftlog.simulator.flow.objective;

import io.driftlog.events.Dataset;
import io.driftlog.events.NumberText;
import java.util.Arrays;

/**
 * Known entries of a matrix, sorted by row and then by column, with the order by columns beside it.
 */
public final class ObservedEntries {
    private final int rows;
    private final int columns;
    private final int[] row;
    private final int[] column;
    private final double[] values;
    private final int[] rowStarts;
    private final int[] columnStarts;
    private final int[] byColumn;

    /**
     * @param rows rows of the whole matrix
     * @param columns columns of the whole matrix
     * @param observations n x 3: row index, column index (both from 0), value; any order. Not modified.
     * @throws IllegalArgumentException for an index that is no whole number or out of range, and for an entry given
     *     twice; the message names rows of the data from 1
     */
    public ObservedEntries(int rows, int columns, Dataset observations) {
        if (observations.columns() != 3) {
            throw new IllegalArgumentException(
                    "has " + observations.columns() + " columns; give three: row index, column index, value");
        }
        this.rows = rows;
        this.columns = columns;
        int n = observations.rows();
        long[] places = sortedPlaces(observations);
        row = new int[n];
        column = new int[n];
        values = new double[n];
        rowStarts = new int[rows + 1];
        columnStarts = new int[columns + 1];
        byColumn = new int[n];
        for (int s = 0; s < n; s++) {
            long entry = places[s] / n;
            int line = (int) (places[s] % n);
            if (s > 0 && entry == places[s - 1] / n) {
                throw duplicate(entry, (int) (places[s - 1] % n), line);
            }
            row[s] = (int) (entry / columns);
            column[s] = (int) (entry % columns);
            values[s] = observations.values()[3 * line + 2];
            rowStarts[row[s] + 1]++;
            columnStarts[column[s] + 1]++;
        }
        accumulate(rowStarts);
        accumulate(columnStarts);
        int[] next = columnStarts.clone();
        for (int s = 0; s < n; s++) {
            byColumn[next[column[s]]++] = s;
        }
    }

    /** {@code (row * columns + column) * n + line} of each line, ascending. */
    private long[] sortedPlaces(Dataset observations) {
        int n = observations.rows();
        long[] places = new long[n];
        for (int line = 0; line < n; line++) {
            long i = index(observations.values()[3 * line], rows, "row", line);
            long j = index(observations.values()[3 * line + 1], columns, "column", line);
            places[line] = (i * columns + j) * n + line;
        }
        Arrays.sort(places);
        return places;
    }

    private static int index(double given, int count, String what, int line) {
        if (given != Math.rint(given) || given < 0 || given >= count) {
            throw new IllegalArgumentException("holds the " + what + " index "
                    + NumberText.exact(given) + " in line " + (line + 1)
                    + "; give whole numbers from 0 to " + (count - 1));
        }
        return (int) given;
    }

    private IllegalArgumentException duplicate(long entry, int line, int again) {
        return new IllegalArgumentException("holds entry (" + entry / columns + ", " + entry % columns + ") in line "
                + (line + 1) + " and again in line " + (again + 1) + "; give every entry once");
    }

    private static void accumulate(int[] counts) {
        for (int i = 1; i < counts.length; i++) {
            counts[i] += counts[i - 1];
        }
    }

    /** Rows of the whole matrix. */
    public int rows() {
        return rows;
    }

    /** Columns of the whole matrix. */
    public int columns() {
        return columns;
    }

    /** Number of entries n. */
    public int count() {
        return values.length;
    }

    /** The row of entry s. */
    public int row(int s) {
        return row[s];
    }

    /** The column of entry s. */
    public int column(int s) {
        return column[s];
    }

    /** The value of entry s. */
    public double value(int s) {
        return values[s];
    }

    /** The values of all entries; a view. */
    double[] values() {
        return values;
    }

    /** The first entry of a row; for {@code i == rows()} their number. */
    public int rowStart(int i) {
        return rowStarts[i];
    }

    /** The first place of a column in {@link #byColumn}; for {@code j == columns()} their number. */
    public int columnStart(int j) {
        return columnStarts[j];
    }

    /** The entry at a place of the order by columns, within a column by rows. */
    public int byColumn(int place) {
        return byColumn[place];
    }
}
