package io.driftlog.simulator.spi;

/**
 * Implemented by least-squares objectives whose Gram matrix {@code K = J J^T} is mostly zero, at the same places for
 * every w: K by rows, in compressed form.
 */
public interface SparseGram {
    /** Up to this many samples a dense factorisation is cheaper than iterations. */
    int MAX_SAMPLES_FOR_DENSE = 64;

    /** More entries than this do not fit the compressed form. */
    long MAX_ENTRIES = Integer.MAX_VALUE - 8;

    /**
     * {@return the longest array that the compressed form takes, mostly that of {@link #columns}; counted
     * without forming it}
     */
    long gramEntries();

    /**
     * {@return where each row of K begins in {@link #columns}, and after the last row their number: length n +
     * 1} A view.
     */
    int[] rowStarts();

    /**
     * {@return the columns of the entries that may differ from zero, row after row, ascending, the diagonal
     * included} A view.
     */
    int[] columns();

    /**
     * The entries of K at {@link #columns}.
     *
     * @param w weights, length d. Not modified.
     * @param out as long as {@link #columns}. Modified.
     */
    void gramValues(double[] w, double[] out);
}
