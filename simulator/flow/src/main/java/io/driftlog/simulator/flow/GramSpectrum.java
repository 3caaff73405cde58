package io.driftlog.simulator.flow;

import io.driftlog.simulator.flow.kernel.SymmetricEigenvectors;
import io.driftlog.simulator.spi.Vectors;
import java.util.Arrays;

/**
 * Eigenvalues and orthonormal eigenvectors of a positive semidefinite matrix, in no particular order. Each eigenvalue
 * is exact to rounding of the largest.
 *
 * @param eigenvalues length m, at least 0. Not copied, never modified.
 * @param vectors m eigenvectors of length m. Not copied, never modified.
 */
public record GramSpectrum(double[] eigenvalues, double[][] vectors) {
    /**
     * Decomposes a matrix.
     *
     * @param matrix m rows of length m, symmetric. Not modified.
     * @throws IllegalArgumentException when it is not finite or the decomposition does not converge
     */
    public static GramSpectrum of(double[][] matrix) {
        int m = matrix.length;
        for (double[] row : matrix) {
            if (!Vectors.allFinite(row)) {
                throw new IllegalArgumentException("the products of the Jacobian with itself overflow");
            }
        }
        SymmetricEigenvectors found = SymmetricEigenvectors.of(matrix);
        double[] eigenvalues = found.values();
        for (int i = 0; i < m; i++) {
            eigenvalues[i] = Math.max(0, eigenvalues[i]);
        }
        return new GramSpectrum(eigenvalues, found.vectors());
    }

    /** The size m. */
    public int size() {
        return eigenvalues.length;
    }

    /** The largest eigenvalue; 0 when m is 0. */
    public double largest() {
        double largest = 0;
        for (double eigenvalue : eigenvalues) {
            largest = Math.max(largest, eigenvalue);
        }
        return largest;
    }

    /**
     * {@code out[i] = vectors[i] . x}, fresh.
     *
     * @param x length m. Not modified.
     */
    public double[] coordinates(double[] x) {
        double[] out = new double[size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = Vectors.dot(vectors[i], x);
        }
        return out;
    }

    /**
     * {@code out = sum of coordinates[i] vectors[i]}.
     *
     * @param coordinates length m. Not modified.
     * @param out length m. Modified.
     */
    public void combine(double[] coordinates, double[] out) {
        Arrays.fill(out, 0);
        for (int i = 0; i < coordinates.length; i++) {
            Vectors.addScaled(coordinates[i], vectors[i], out);
        }
    }
}
