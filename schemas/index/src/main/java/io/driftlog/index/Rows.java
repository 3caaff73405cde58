package io.driftlog.index;

/**
 * Some recorded steps of a run, in order, as columns.
 *
 * @param columns one per {@link Scalar}, in the order of the constants, all of one length
 */
public record Rows(double[][] columns) {
    /** Number of steps. */
    public int count() {
        return columns[0].length;
    }

    /** One scalar of all these steps. Must not be modified. */
    public double[] column(Scalar scalar) {
        return columns[scalar.ordinal()];
    }
}
