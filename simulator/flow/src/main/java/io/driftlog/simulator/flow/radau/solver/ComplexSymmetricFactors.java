package io.driftlog.simulator.flow.radau.solver;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * {@code K + (a + i b) I = L D L^T} (transposed, not conjugated) without pivoting, for K positive semi-definite and
 * a, b &gt; 0, two rows at a time. Real and imaginary part are positive definite, so elimination without pivoting grows
 * the entries less than threefold (Higham, <i>Math. Comp.</i> 67 (1998) 1591-1599). Laid out like
 * {@link SymmetricFactors}, real and imaginary parts apart.
 */
final class ComplexSymmetricFactors {
    private final int size;
    private final double[][] upperRe;
    private final double[][] upperIm;
    private final double[][] lowerRe;
    private final double[][] lowerIm;
    private final double[] inverseRe;
    private final double[] inverseIm;

    ComplexSymmetricFactors(int size) {
        this.size = size;
        upperRe = new double[size][size];
        upperIm = new double[size][size];
        lowerRe = new double[size][size];
        lowerIm = new double[size][size];
        inverseRe = new double[size];
        inverseIm = new double[size];
    }

    /**
     * Factors {@code matrix + (shiftRe + i shiftIm) I}.
     *
     * @param matrix symmetric, size x size; its upper triangle is read. Not modified.
     * @return false when a pivot was zero or not finite: the factors are useless then
     */
    boolean factor(double[][] matrix, double shiftRe, double shiftIm) {
        return factorRows(matrix, null, shiftRe, shiftIm);
    }

    /**
     * Factors {@code matrixRe + i matrixIm + (shiftRe + i shiftIm) I}.
     *
     * @param matrixRe symmetric, size x size; its upper triangle is read. Not modified.
     * @param matrixIm symmetric, size x size; its upper triangle is read. Not modified.
     * @return false when a pivot was zero or not finite: the factors are useless then
     */
    boolean factor(double[][] matrixRe, double[][] matrixIm, double shiftRe, double shiftIm) {
        return factorRows(matrixRe, matrixIm, shiftRe, shiftIm);
    }

    private boolean factorRows(double[][] matrixRe, double @Nullable [][] matrixIm, double shiftRe, double shiftIm) {
        boolean regular = true;
        for (int k = 0; k < size; k += 2) {
            double[] re0 = upperRe[k];
            double[] im0 = upperIm[k];
            double[] re1 = upperRe[k + 1];
            double[] im1 = upperIm[k + 1];
            System.arraycopy(matrixRe[k], k, re0, k, size - k);
            System.arraycopy(matrixRe[k + 1], k, re1, k, size - k);
            if (matrixIm == null) {
                Arrays.fill(im0, k, size, 0);
                Arrays.fill(im1, k, size, 0);
            } else {
                System.arraycopy(matrixIm[k], k, im0, k, size - k);
                System.arraycopy(matrixIm[k + 1], k, im1, k, size - k);
            }
            re0[k] += shiftRe;
            im0[k] += shiftIm;
            re1[k + 1] += shiftRe;
            im1[k + 1] += shiftIm;
            for (int m = 0; m < k; m += 2) {
                eliminate(m, k, k, re0, im0);
                eliminate(m, k, k + 1, re1, im1);
            }
            regular &= invertPivot(k);
            double re = -(inverseRe[k] * re0[k + 1] - inverseIm[k] * im0[k + 1]);
            double im = -(inverseRe[k] * im0[k + 1] + inverseIm[k] * re0[k + 1]);
            add1(k + 1, size, re, im, re0, im0, re1, im1);
            regular &= invertPivot(k + 1);
        }
        transpose();
        return regular;
    }

    /** Subtracts from a row the multiples of rows m and m + 1 that belong to the given column. */
    private void eliminate(int m, int from, int column, double[] re, double[] im) {
        double[] re0 = upperRe[m];
        double[] im0 = upperIm[m];
        double[] re1 = upperRe[m + 1];
        double[] im1 = upperIm[m + 1];
        double pRe = inverseRe[m] * re0[column] - inverseIm[m] * im0[column];
        double pIm = inverseRe[m] * im0[column] + inverseIm[m] * re0[column];
        double qRe = inverseRe[m + 1] * re1[column] - inverseIm[m + 1] * im1[column];
        double qIm = inverseRe[m + 1] * im1[column] + inverseIm[m + 1] * re1[column];
        subtract2(from, size, re0, im0, re1, im1, pRe, pIm, qRe, qIm, re, im);
    }

    private boolean invertPivot(int k) {
        double re = upperRe[k][k];
        double im = upperIm[k][k];
        double perModulusSquared = 1 / (re * re + im * im);
        inverseRe[k] = re * perModulusSquared;
        inverseIm[k] = -im * perModulusSquared;
        return perModulusSquared > 0 && perModulusSquared < Double.POSITIVE_INFINITY;
    }

    private void transpose() {
        for (int band = 0; band < size; band += 8) {
            int end = Math.min(size, band + 8);
            for (int j = band; j < size; j++) {
                double[] rowRe = lowerRe[j];
                double[] rowIm = lowerIm[j];
                for (int k = band; k < Math.min(end, j); k++) {
                    double re = upperRe[k][j];
                    double im = upperIm[k][j];
                    rowRe[k] = re * inverseRe[k] - im * inverseIm[k];
                    rowIm[k] = re * inverseIm[k] + im * inverseRe[k];
                }
            }
        }
    }

    /**
     * {@code x + i y <- (K + (a + i b) I)^-1 (x + i y)}.
     *
     * @param x real part, length at least size. Modified.
     * @param y imaginary part, length at least size. Modified.
     */
    void solve(double[] x, double[] y) {
        for (int k = 0; k < size; k += 2) {
            forward(k, x, y);
        }
        for (int k = size - 2; k >= 0; k -= 2) {
            backward(k, x, y);
        }
    }

    private void forward(int k, double[] x, double[] y) {
        double[] re0 = upperRe[k];
        double[] im0 = upperIm[k];
        double pRe = x[k] * inverseRe[k] - y[k] * inverseIm[k];
        double pIm = x[k] * inverseIm[k] + y[k] * inverseRe[k];
        double re = x[k + 1] - (pRe * re0[k + 1] - pIm * im0[k + 1]);
        double im = y[k + 1] - (pRe * im0[k + 1] + pIm * re0[k + 1]);
        double qRe = re * inverseRe[k + 1] - im * inverseIm[k + 1];
        double qIm = re * inverseIm[k + 1] + im * inverseRe[k + 1];
        x[k] = pRe;
        y[k] = pIm;
        x[k + 1] = qRe;
        y[k + 1] = qIm;
        subtract2(k + 2, size, re0, im0, upperRe[k + 1], upperIm[k + 1], pRe, pIm, qRe, qIm, x, y);
    }

    private void backward(int k, double[] x, double[] y) {
        double[] re1 = lowerRe[k + 1];
        double[] im1 = lowerIm[k + 1];
        double qRe = x[k + 1];
        double qIm = y[k + 1];
        double pRe = x[k] - (qRe * re1[k] - qIm * im1[k]);
        double pIm = y[k] - (qRe * im1[k] + qIm * re1[k]);
        x[k] = pRe;
        y[k] = pIm;
        subtract2(0, k, lowerRe[k], lowerIm[k], re1, im1, pRe, pIm, qRe, qIm, x, y);
    }

    /** {@code x + i y += (aRe + i aIm) (re + i im)}. */
    private static void add1(
            int from, int to, double aRe, double aIm, double[] re, double[] im, double[] x, double[] y) {
        for (int j = from; j < to; j++) {
            x[j] = Math.fma(-aIm, im[j], Math.fma(aRe, re[j], x[j]));
            y[j] = Math.fma(aIm, re[j], Math.fma(aRe, im[j], y[j]));
        }
    }

    /** {@code x + i y -= p (re0 + i im0) + q (re1 + i im1)} for complex p, q. */
    private static void subtract2(
            int from,
            int to,
            double[] re0,
            double[] im0,
            double[] re1,
            double[] im1,
            double pRe,
            double pIm,
            double qRe,
            double qIm,
            double[] x,
            double[] y) {
        for (int j = from; j < to; j++) {
            double a = re0[j];
            double b = im0[j];
            double c = re1[j];
            double d = im1[j];
            x[j] = Math.fma(qIm, d, Math.fma(-qRe, c, Math.fma(pIm, b, Math.fma(-pRe, a, x[j]))));
            y[j] = Math.fma(-qIm, c, Math.fma(-qRe, d, Math.fma(-pIm, a, Math.fma(-pRe, b, y[j]))));
        }
    }
}
