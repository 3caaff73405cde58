package io.driftlog.simulator.flow.kernel;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.decomposition.eig.symm.SymmetricQREigenHelper_DDRM;
import org.ejml.dense.row.decomposition.eig.symm.SymmetricQrAlgorithm_DDRM;

/**
 * Eigenvalues and eigenvectors of a symmetric matrix: Householder's reduction, then the implicit QR algorithm of EJML,
 * whose plane rotations are collected and run over the eigenvectors panel by panel. Below 1800 rows, where EJML reduces
 * in blocks, the bits are those of its {@code SymmetricQRAlgorithmDecomposition_DDRM}.
 */
public final class SymmetricEigenvectors {
    private final double[] values;
    private final double[][] vectors;

    private SymmetricEigenvectors(double[] values, double[][] vectors) {
        this.values = values;
        this.vectors = vectors;
    }

    /**
     * Decomposes a matrix.
     *
     * @param matrix symmetric, n rows of length n; its upper triangle is read. Not modified.
     * @throws IllegalArgumentException when the QR algorithm does not converge
     */
    public static SymmetricEigenvectors of(double[][] matrix) {
        return of(matrix, MatrixKernels.of((double) matrix.length * matrix.length * matrix.length));
    }

    static SymmetricEigenvectors of(double[][] matrix, MatrixKernel kernel) {
        int size = matrix.length;
        HouseholderTridiagonal reduced = new HouseholderTridiagonal(matrix);
        Rotations rotations = new Rotations(kernel, size);
        SymmetricQrAlgorithm_DDRM algorithm = new SymmetricQrAlgorithm_DDRM(rotations);
        algorithm.setFastEigenvalues(true);
        double[] values = reduced.diagonal().clone();
        rotations.init(values, reduced.offDiagonal().clone(), size);
        boolean converged = algorithm.process(-1, null, null);
        double[][] panels = reduced.transposedQ(kernel);
        rotations.init(reduced.diagonal(), reduced.offDiagonal(), size);
        rotations.run(panels);
        algorithm.setQ(new DMatrixRMaj(1, 1));
        if (!converged || !algorithm.process(-1, null, null, values)) {
            throw new IllegalArgumentException("the eigendecomposition of the Gram matrix does not converge");
        }
        rotations.flush();
        return new SymmetricEigenvectors(reduced.diagonal(), rows(panels, kernel.panelWidth(size), size));
    }

    private static double[][] rows(double[][] panels, int width, int size) {
        double[][] rows = new double[size][size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j += width) {
                System.arraycopy(panels[j / width], i * width, rows[i], j, Math.min(width, size - j));
            }
        }
        return rows;
    }

    /** The eigenvalues, in no particular order. */
    public double[] values() {
        return values;
    }

    /** The eigenvectors, orthonormal. */
    public double[][] vectors() {
        return vectors;
    }

    /** Collects rotations until there are enough to make it worth fetching each panel into the cache. */
    private static final class Rotations extends SymmetricQREigenHelper_DDRM {
        private final MatrixKernel kernel;
        private final int size;
        private final int[] first;
        private final double[] cosines;
        private final double[] sines;
        private double[][] panels = {};
        private int count;

        Rotations(MatrixKernel kernel, int size) {
            this.kernel = kernel;
            this.size = size;
            int capacity = Math.min(1 << 16, 32 * size);
            first = new int[capacity];
            cosines = new double[capacity];
            sines = new double[capacity];
        }

        /** From now on rotates these. Modified. */
        void run(double[][] rotated) {
            panels = rotated;
        }

        @Override
        protected void updateQ(int m, int n, double c, double s) {
            if (count == first.length) {
                flush();
            }
            first[count] = m;
            cosines[count] = c;
            sines[count] = s;
            count++;
        }

        void flush() {
            for (double[] panel : panels) {
                kernel.rotate(panel, kernel.panelWidth(size), count, first, cosines, sines);
            }
            count = 0;
        }
    }
}
