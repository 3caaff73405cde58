package io.driftlog.simulator.flow.objective;

import io.driftlog.simulator.spi.Vectors;

/**
 * The Gram matrix of matrix completion, by rows. Entries (i, j) and (i', j') meet in {@code [i = i'] v_j . v_j' + [j =
 * j'] u_i . u_i'}: everything is read off the Gram matrices of the rows of U and of V.
 */
final class CompletionGram {
    private final ObservedEntries observed;
    private final int innerDimension;
    private final int[] rowStarts;
    private final int[] columns;
    /** Where in {@link #products} each entry is found; for the diagonal its V part. */
    private final int[] sources;

    private final int[] diagonal;
    /** {@code V V^T} by rows, then {@code U U^T} by rows. */
    private final double[] products;

    CompletionGram(ObservedEntries observed, int innerDimension) {
        this.observed = observed;
        this.innerDimension = innerDimension;
        int n = observed.count();
        int m = observed.columns();
        products = new double[m * m + observed.rows() * observed.rows()];
        rowStarts = new int[n + 1];
        diagonal = new int[n];
        for (int s = 0; s < n; s++) {
            rowStarts[s + 1] = Math.addExact(rowStarts[s], sameRow(s) + sameColumn(s) - 1);
        }
        columns = new int[rowStarts[n]];
        sources = new int[rowStarts[n]];
        for (int s = 0; s < n; s++) {
            fillRow(s);
        }
    }

    /** The length of the longest array needed: of all pairs that share a row or a column, or of all row products. */
    static long longest(ObservedEntries observed) {
        long columns = observed.columns();
        long rows = observed.rows();
        return Math.max(entries(observed), columns * columns + rows * rows);
    }

    /** Pairs of entries in one row, and in one column; the diagonal counts once. */
    private static long entries(ObservedEntries observed) {
        long pairs = -observed.count();
        for (int i = 0; i < observed.rows(); i++) {
            long inRow = observed.rowStart(i + 1) - observed.rowStart(i);
            pairs += inRow * inRow;
        }
        for (int j = 0; j < observed.columns(); j++) {
            long inColumn = observed.columnStart(j + 1) - observed.columnStart(j);
            pairs += inColumn * inColumn;
        }
        return pairs;
    }

    private int sameRow(int s) {
        return observed.rowStart(observed.row(s) + 1) - observed.rowStart(observed.row(s));
    }

    private int sameColumn(int s) {
        return observed.columnStart(observed.column(s) + 1) - observed.columnStart(observed.column(s));
    }

    /** Ascending: the column's entries above row i, all of row i, the column's entries below it. */
    private void fillRow(int s) {
        int i = observed.row(s);
        int j = observed.column(s);
        int at = rowStarts[s];
        int place = observed.columnStart(j);
        int end = observed.columnStart(j + 1);
        for (; observed.byColumn(place) < s; place++) {
            at = putSameColumn(at, i, observed.byColumn(place));
        }
        for (int t = observed.rowStart(i); t < observed.rowStart(i + 1); t++) {
            if (t == s) {
                diagonal[s] = at;
            }
            columns[at] = t;
            sources[at++] = j * observed.columns() + observed.column(t);
        }
        for (place++; place < end; place++) {
            at = putSameColumn(at, i, observed.byColumn(place));
        }
    }

    private int putSameColumn(int at, int i, int t) {
        columns[at] = t;
        sources[at] = observed.columns() * observed.columns() + i * observed.rows() + observed.row(t);
        return at + 1;
    }

    int[] rowStarts() {
        return rowStarts;
    }

    int[] columns() {
        return columns;
    }

    void values(double[] w, double[] out) {
        int m = observed.columns();
        int rows = observed.rows();
        rowProducts(w, rows * innerDimension, m, 0);
        rowProducts(w, 0, rows, m * m);
        for (int x = 0; x < sources.length; x++) {
            out[x] = products[sources[x]];
        }
        for (int s = 0; s < diagonal.length; s++) {
            out[diagonal[s]] += products[m * m + observed.row(s) * (rows + 1)];
        }
    }

    /** The dot products of all pairs of rows of the factor at {@code from}, both triangles. */
    private void rowProducts(double[] w, int from, int count, int to) {
        int q = innerDimension;
        for (int i = 0; i < count; i++) {
            for (int j = i; j < count; j++) {
                double product = Vectors.dot(w, from + i * q, w, from + j * q, q);
                products[to + i * count + j] = product;
                products[to + j * count + i] = product;
            }
        }
    }
}
