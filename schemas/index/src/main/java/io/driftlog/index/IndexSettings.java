package io.driftlog.index;

import io.driftlog.log.LogConnection;

/**
 * How an index is kept.
 *
 * @param kafka how the log is reached
 * @param seriesBytes memory for the scalars of steps, of all runs together
 * @param findingsBytes memory for findings, of all runs together
 * @param mostRows how many steps of one run are held at most; a longer run is thinned
 */
public record IndexSettings(LogConnection kafka, long seriesBytes, long findingsBytes, int mostRows) {
    private static final long MEBIBYTE = 1 << 20;

    /** A quarter of the heap, four fifths of it for steps; 2^20 steps of one run, fewer where two such runs would not fit. */
    public static IndexSettings of(LogConnection kafka) {
        long quarter = Math.max(64 * MEBIBYTE, Runtime.getRuntime().maxMemory() / 4);
        long seriesBytes = quarter / 5 * 4;
        int mostRows = (int) Math.min(1 << 20, seriesBytes / 2 / Series.BYTES_PER_ROW);
        return new IndexSettings(kafka, seriesBytes, quarter / 5, mostRows);
    }
}
