package io.driftlog.simulator.flow.effective;

import io.driftlog.simulator.flow.GramSpectrum;
import io.driftlog.simulator.flow.kernel.RowMatrices;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Squared singular values of the Jacobian J (n x d) with their singular vectors on its smaller side: left ones q,
 * length n, when {@code n <= d}, otherwise right ones v, length d. A matrix of the larger side is never formed.
 *
 * <p>An eigenvalue of {@code K = J J^T} is only exact to rounding of the largest one. So those below 1e-8 of the
 * largest are found again, from the Gram matrix of the images {@code J^T q} alone, and so on downwards: a collapsing
 * eigenvalue stays visible until its singular value is rounding noise of the largest, 30 decades of eigenvalues further
 * down.
 */
public final class JacobianSpectrum {
    /** Eigenvalues below the largest of their block times this are found again. */
    private static final double UNCERTAIN = 1e-8;
    /** Singular values below the largest times this are rounding noise. */
    static final double ROUNDING = 1e-13;

    private final boolean sampleSpace;
    private final double[] eigenvalues;
    private final double[][] vectors;

    private JacobianSpectrum(boolean sampleSpace, double[] eigenvalues, double[][] vectors) {
        this.sampleSpace = sampleSpace;
        this.eigenvalues = eigenvalues;
        this.vectors = vectors;
    }

    /**
     * Decomposes the Jacobian at a point; about {@code 10 min(n, d)^3} operations.
     *
     * @param w length d. Not modified.
     * @throws IllegalArgumentException when J is not finite or the decomposition does not converge
     */
    public static JacobianSpectrum of(LeastSquaresObjective objective, double[] w) {
        boolean sampleSpace = objective.samples() <= objective.dimension();
        int m = Math.min(objective.samples(), objective.dimension());
        double[][] gram = new double[m][m];
        if (sampleSpace) {
            objective.gram(w, gram);
        } else {
            objective.normalMatrix(w, gram);
        }
        GramSpectrum spectrum = sorted(GramSpectrum.of(gram));
        JacobianSpectrum found = new JacobianSpectrum(sampleSpace, spectrum.eigenvalues(), spectrum.vectors());
        found.findSmallAgain(objective, w);
        return found;
    }

    /** In falling order of the eigenvalues. */
    private static GramSpectrum sorted(GramSpectrum spectrum) {
        double[] values = spectrum.eigenvalues();
        int[] order = IntStream.range(0, values.length)
                .boxed()
                .sorted((i, j) -> Double.compare(values[j], values[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] sortedValues = new double[values.length];
        double[][] sortedVectors = new double[values.length][];
        for (int i = 0; i < order.length; i++) {
            sortedValues[i] = values[order[i]];
            sortedVectors[i] = spectrum.vectors()[order[i]];
        }
        return new GramSpectrum(sortedValues, sortedVectors);
    }

    private void findSmallAgain(LeastSquaresObjective objective, double[] w) {
        int from = 0;
        while (from < size() && eigenvalues[from] > ROUNDING * ROUNDING * eigenvalues[0]) {
            int first = from;
            while (first < size() && eigenvalues[first] > UNCERTAIN * eigenvalues[from]) {
                first++;
            }
            if (first == size()) {
                return;
            }
            findAgain(first, objective, w);
            from = first;
        }
    }

    /** Decomposes the images of the vectors from here on alone, and turns the vectors accordingly. */
    private void findAgain(int first, LeastSquaresObjective objective, double[] w) {
        int m = size() - first;
        double[][] images = new double[m][sampleSpace ? objective.dimension() : objective.samples()];
        double[][] gram = new double[m][m];
        for (int i = 0; i < m; i++) {
            image(first + i, objective, w, images[i]);
        }
        RowMatrices.symmetricProduct(m, images[0].length, images, images, gram);
        GramSpectrum block = sorted(GramSpectrum.of(gram));
        double[][] turned = RowMatrices.product(block.vectors(), Arrays.copyOfRange(vectors, first, size()));
        System.arraycopy(turned, 0, vectors, first, m);
        System.arraycopy(block.eigenvalues(), 0, eigenvalues, first, m);
    }

    /** {@code J^T q_i}, or {@code J v_i}; its norm is the singular value. */
    void image(int i, LeastSquaresObjective objective, double[] w, double[] out) {
        if (sampleSpace) {
            objective.transposedJacobianProduct(w, vectors[i], out);
        } else {
            objective.jacobianProduct(w, vectors[i], out);
        }
    }

    /** Whether the vectors are those of the samples, {@code n <= d}. */
    boolean sampleSpace() {
        return sampleSpace;
    }

    /** {@code min(n, d)}. */
    public int size() {
        return eigenvalues.length;
    }

    /** An eigenvalue of {@code J J^T}, in falling order. */
    public double eigenvalue(int i) {
        return eigenvalues[i];
    }

    /**
     * The {@code min(n, d)} largest eigenvalues of {@code J J^T}, falling: all that can differ from 0. A fresh copy.
     */
    public double[] eigenvalues() {
        return eigenvalues.clone();
    }

    /** A singular vector of the smaller side, orthonormal. A view. */
    double[] vector(int i) {
        return vectors[i];
    }

    /** How many eigenvalues are above rounding noise: the numerical rank of J. */
    public int rank() {
        int rank = 0;
        while (rank < size() && eigenvalues[rank] > ROUNDING * ROUNDING * eigenvalues[0]) {
            rank++;
        }
        return rank;
    }
}
