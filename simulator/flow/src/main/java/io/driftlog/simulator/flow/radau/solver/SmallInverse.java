package io.driftlog.simulator.flow.radau.solver;

/**
 * The inverse of a small complex symmetric matrix by Gauss-Jordan elimination without pivoting: for a real symmetric
 * matrix plus a complex shift whose imaginary part is not 0, or which makes it positive definite, no pivot vanishes.
 */
final class SmallInverse {
    private final int size;
    private final double[] re;
    private final double[] im;

    SmallInverse(int size) {
        this.size = size;
        re = new double[size * size];
        im = new double[size * size];
    }

    /**
     * Takes {@code matrix + (shiftRe + i shiftIm) I}.
     *
     * @param matrices the matrix by rows, from {@code at} on. Not modified.
     */
    void load(double[] matrices, int at, double shiftRe, double shiftIm) {
        System.arraycopy(matrices, at, re, 0, re.length);
        for (int k = 0; k < size; k++) {
            re[k * size + k] += shiftRe;
        }
        for (int k = 0; k < im.length; k++) {
            im[k] = k % (size + 1) == 0 ? shiftIm : 0;
        }
    }

    /** Inverts what was loaded; the smallest real part of a pivot, NaN when one was not finite. */
    double invert() {
        double smallest = Double.POSITIVE_INFINITY;
        for (int k = 0; k < size; k++) {
            int pivot = k * size + k;
            smallest = Math.min(smallest, re[pivot]);
            double perModulusSquared = 1 / (re[pivot] * re[pivot] + im[pivot] * im[pivot]);
            double pRe = re[pivot] * perModulusSquared;
            double pIm = -im[pivot] * perModulusSquared;
            re[pivot] = 1;
            im[pivot] = 0;
            multiplyRow(k, pRe, pIm);
            for (int i = 0; i < size; i++) {
                if (i != k) {
                    eliminate(i, k);
                }
            }
        }
        return smallest;
    }

    private void multiplyRow(int row, double aRe, double aIm) {
        for (int j = row * size; j < (row + 1) * size; j++) {
            double x = re[j];
            re[j] = aRe * x - aIm * im[j];
            im[j] = aRe * im[j] + aIm * x;
        }
    }

    /** Subtracts from a row its multiple of the pivot's row. */
    private void eliminate(int row, int pivot) {
        double aRe = re[row * size + pivot];
        double aIm = im[row * size + pivot];
        re[row * size + pivot] = 0;
        im[row * size + pivot] = 0;
        for (int j = 0; j < size; j++) {
            double x = re[pivot * size + j];
            double y = im[pivot * size + j];
            re[row * size + j] -= aRe * x - aIm * y;
            im[row * size + j] -= aRe * y + aIm * x;
        }
    }

    /** Writes a times the real part of the inverse by rows, from {@code at} on. */
    void store(double a, double[] out, int at) {
        for (int k = 0; k < re.length; k++) {
            out[at + k] = a * re[k];
        }
    }

    /** Writes {@code (a + i b)} times the inverse by rows, from {@code at} on. */
    void store(double a, double b, double[] outRe, double[] outIm, int at) {
        for (int k = 0; k < re.length; k++) {
            outRe[at + k] = a * re[k] - b * im[k];
            outIm[at + k] = a * im[k] + b * re[k];
        }
    }
}
