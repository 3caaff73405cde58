package io.driftlog.log;

import java.util.Arrays;

/**
 * A piece of a data set that is too large for a RunStarted. The key of all pieces is the SHA-256 of the data set.
 *
 * @param sha256 SHA-256 of rows and columns, 4 bytes each, and the bits of the values, 8 bytes each, little-endian; 64
 *     hexadecimal digits
 * @param rows rows of the data set
 * @param columns columns of the data set
 * @param index number of the piece: 0, 1, 2 …
 * @param count number of pieces
 * @param values values of this piece, row-major. Not copied, never modified.
 */
public record DatasetChunk(String sha256, int rows, int columns, int index, int count, double[] values) {
    public DatasetChunk {
        if (rows < 0 || columns < 0 || index < 0 || index >= count || (long) rows * columns < values.length) {
            throw new IllegalArgumentException("piece " + index + " of " + count + " of a " + rows + " x " + columns
                    + " data set cannot hold " + values.length + " values");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DatasetChunk that
                && sha256.equals(that.sha256)
                && rows == that.rows
                && columns == that.columns
                && index == that.index
                && count == that.count
                && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * sha256.hashCode() + index;
    }

    @Override
    public String toString() {
        return "DatasetChunk[" + index + " of " + count + " of " + sha256 + "]";
    }
}
