package io.driftlog.simulator.flow.radau.solver;

import java.util.Arrays;

/** Matrices and vectors filled up to the sizes that factorisations take: multiples of four. */
final class Padding {
    private Padding() {}

    /** The smallest multiple of four that is at least n. */
    static int sizeFor(int n) {
        return (n + 3) / 4 * 4;
    }

    /** A square matrix of {@link #sizeFor} n rows, zero but for ones on the diagonal from n on. */
    static double[][] matrix(int n) {
        int size = sizeFor(n);
        double[][] matrix = new double[size][size];
        for (int i = n; i < size; i++) {
            matrix[i][i] = 1;
        }
        return matrix;
    }

    /** {@code out = x}, then zeros. x not modified, out, at least as long, modified. */
    static void copy(double[] x, double[] out) {
        System.arraycopy(x, 0, out, 0, x.length);
        Arrays.fill(out, x.length, out.length, 0);
    }
}
