package io.driftlog.simulator.flow.radau.solver;

import io.driftlog.simulator.spi.SparseGram;
import java.util.Arrays;

/** The Gram matrix of an objective by rows, both triangles, in compressed form. */
final class SparseSymmetricMatrix {
    private final SparseGram gram;
    private final int size;
    private final int[] rowStarts;
    private final int[] columns;
    private final double[] values;
    private final int[] diagonal;

    SparseSymmetricMatrix(SparseGram gram) {
        this.gram = gram;
        rowStarts = gram.rowStarts();
        columns = gram.columns();
        size = rowStarts.length - 1;
        values = new double[columns.length];
        diagonal = new int[size];
        for (int i = 0; i < size; i++) {
            diagonal[i] = Arrays.binarySearch(columns, rowStarts[i], rowStarts[i + 1], i);
        }
    }

    int size() {
        return size;
    }

    /** Takes the Gram matrix at these weights. Not modified. */
    void setTo(double[] weights) {
        gram.gramValues(weights, values);
    }

    double diagonal(int i) {
        return values[diagonal[i]];
    }

    /** {@code y = K x}, both of length at least n. y modified. */
    void multiply(double[] x, double[] y) {
        for (int i = 0; i < size; i++) {
            double even = 0;
            double odd = 0;
            int k = rowStarts[i];
            int end = rowStarts[i + 1];
            for (; k + 1 < end; k += 2) {
                even = Math.fma(values[k], x[columns[k]], even);
                odd = Math.fma(values[k + 1], x[columns[k + 1]], odd);
            }
            if (k < end) {
                even = Math.fma(values[k], x[columns[k]], even);
            }
            y[i] = even + odd;
        }
    }

    /** {@code yRe + i yIm = K (xRe + i xIm)}. yRe, yIm modified. */
    void multiply(double[] xRe, double[] xIm, double[] yRe, double[] yIm) {
        for (int i = 0; i < size; i++) {
            double evenRe = 0;
            double oddRe = 0;
            double evenIm = 0;
            double oddIm = 0;
            int k = rowStarts[i];
            int end = rowStarts[i + 1];
            for (; k + 1 < end; k += 2) {
                double even = values[k];
                double odd = values[k + 1];
                int evenColumn = columns[k];
                int oddColumn = columns[k + 1];
                evenRe = Math.fma(even, xRe[evenColumn], evenRe);
                oddRe = Math.fma(odd, xRe[oddColumn], oddRe);
                evenIm = Math.fma(even, xIm[evenColumn], evenIm);
                oddIm = Math.fma(odd, xIm[oddColumn], oddIm);
            }
            if (k < end) {
                evenRe = Math.fma(values[k], xRe[columns[k]], evenRe);
                evenIm = Math.fma(values[k], xIm[columns[k]], evenIm);
            }
            yRe[i] = evenRe + oddRe;
            yIm[i] = evenIm + oddIm;
        }
    }

    /**
     * An upper bound of the condition number of {@code D^-1 (K + s I)}, D its diagonal: by Gershgorin's circles from
     * above, by {@code s / max D} from below.
     */
    double conditionBound(double shift) {
        double largest = 0;
        double largestDiagonal = 0;
        for (int i = 0; i < size; i++) {
            double rowSum = shift;
            for (int k = rowStarts[i]; k < rowStarts[i + 1]; k++) {
                rowSum += Math.abs(values[k]);
            }
            double entry = diagonal(i) + shift;
            largest = Math.max(largest, rowSum / entry);
            largestDiagonal = Math.max(largestDiagonal, entry);
        }
        return largest * largestDiagonal / shift;
    }

    /** Writes the upper triangle of K, and an identity for rows beyond it. out, square, modified. */
    void writeUpper(double[][] out) {
        for (int i = 0; i < size; i++) {
            Arrays.fill(out[i], i, out.length, 0);
            for (int k = diagonal[i]; k < rowStarts[i + 1]; k++) {
                out[i][columns[k]] = values[k];
            }
        }
        for (int i = size; i < out.length; i++) {
            Arrays.fill(out[i], i, out.length, 0);
            out[i][i] = 1;
        }
    }
}
