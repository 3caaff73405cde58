package io.driftlog.simulator.flow.radau.solver;

import io.driftlog.simulator.flow.radau.stages.RadauTableau;
import org.jspecify.annotations.Nullable;

/**
 * Real factors {@code K + s I = L D L^T} of the Gram matrix at some weights, s the real shift of some step size: those
 * of a {@link Preconditioner}, made when they are first asked for and kept until others are.
 */
final class RememberedFactors {
    /** Where Gram matrices come from. */
    @FunctionalInterface
    interface Gram {
        /**
         * The Gram matrix; its upper triangle is enough.
         *
         * @param weights length d. Not modified.
         * @param out at least n rows of length at least n, an identity beyond. Modified.
         */
        void write(double[] weights, double[][] out);
    }

    private final Gram gram;
    private final int size;
    private final double weightDecay;
    private final double perScale;
    private @Nullable SymmetricFactors factors;
    private double[][] matrix = new double[0][];
    private double @Nullable [] weights;
    private double stepSize;
    private boolean definite;
    private long count;

    /** @param size the number of samples n */
    RememberedFactors(Gram gram, int size, double weightDecay, double scale) {
        this.gram = gram;
        this.size = size;
        this.weightDecay = weightDecay;
        perScale = 1 / scale;
    }

    /** The factors of this preconditioner; null when the matrix is not positive definite or not finite. */
    @Nullable
    SymmetricFactors of(Preconditioner wanted) {
        if (factors == null) {
            matrix = Padding.matrix(size);
            factors = new SymmetricFactors(matrix.length);
        }
        if (weights != wanted.weights() || stepSize != wanted.stepSize()) {
            gram.write(wanted.weights(), matrix);
            definite = factors.factor(matrix, (RadauTableau.GAMMA / wanted.stepSize() + weightDecay) * perScale);
            weights = wanted.weights();
            stepSize = wanted.stepSize();
            count++;
        }
        return definite ? factors : null;
    }

    /** Factorisations so far. */
    long count() {
        return count;
    }
}
