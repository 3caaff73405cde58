package io.driftlog.events;

import java.util.Arrays;

/**
 * A dense matrix of data.
 *
 * @param rows number of rows, one per sample
 * @param columns number of columns
 * @param values row-major, length rows * columns. Not copied, never modified.
 */
public record Dataset(int rows, int columns, double[] values) {

    public Dataset {
        if (rows < 0 || columns < 0 || (long) rows * columns != values.length) {
            throw new IllegalArgumentException(
                    "a " + rows + " x " + columns + " data set cannot hold " + values.length + " values");
        }
    }

    /**
     * A vector.
     *
     * @param values its entries. Not copied, never modified.
     */
    public static Dataset column(double[] values) {
        return new Dataset(values.length, 1, values);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Dataset that
                && rows == that.rows
                && columns == that.columns
                && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * rows + columns) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "Dataset[" + rows + " x " + columns + "]";
    }
}
