package io.driftlog.simulator.flow.effective;

import io.driftlog.simulator.spi.LeastSquaresObjective;
import io.driftlog.simulator.spi.Vectors;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.CholeskyDecomposition_F64;

/**
 * {@code K^-1} for the Gram matrix {@code K = J J^T} of full rank n at one point, to precondition with at neighbouring
 * ones: a Cholesky factor, or the refined spectrum once K is too ill-conditioned to be factored.
 */
final class SampleSpaceInverse {
    /** Squared ratio of the pivots below which Cholesky factors are not trusted. */
    private static final double SMALLEST_PIVOT = 1e-11;

    private final Optional<DMatrixRMaj> factor;
    private final Optional<JacobianSpectrum> spectrum;
    private final double conditionNumber;
    private final double[] coordinates;

    private SampleSpaceInverse(
            int n, Optional<DMatrixRMaj> factor, Optional<JacobianSpectrum> spectrum, double conditionNumber) {
        this.factor = factor;
        this.spectrum = spectrum;
        this.conditionNumber = conditionNumber;
        coordinates = new double[n];
    }

    /**
     * Factors K.
     *
     * @param w length d. Not modified.
     * @param gram work space, n x n. Modified.
     */
    static SampleSpaceInverse of(LeastSquaresObjective objective, double[] w, double[][] gram) {
        return of(objective, w, gram, () -> JacobianSpectrum.of(objective, w));
    }

    /** The same, with a spectrum of J at that point for when it is needed. */
    static SampleSpaceInverse of(
            LeastSquaresObjective objective, double[] w, double[][] gram, Supplier<JacobianSpectrum> atPoint) {
        int n = objective.samples();
        objective.gram(w, gram);
        CholeskyDecomposition_F64<DMatrixRMaj> cholesky = DecompositionFactory_DDRM.chol(n, true);
        if (cholesky.decompose(new DMatrixRMaj(gram))) {
            DMatrixRMaj lower = cholesky.getT(null);
            double ratio = pivotRatio(lower);
            if (ratio * ratio > SMALLEST_PIVOT) {
                return new SampleSpaceInverse(n, Optional.of(lower), Optional.empty(), 1 / ratio);
            }
        }
        JacobianSpectrum spectrum = atPoint.get();
        double smallest = floor(spectrum, n - 1);
        double condition = Math.sqrt(spectrum.eigenvalue(0) / smallest);
        return new SampleSpaceInverse(n, Optional.empty(), Optional.of(spectrum), condition);
    }

    private static double pivotRatio(DMatrixRMaj lower) {
        double least = Double.POSITIVE_INFINITY;
        double most = 0;
        for (int i = 0; i < lower.numRows; i++) {
            least = Math.min(least, lower.get(i, i));
            most = Math.max(most, lower.get(i, i));
        }
        return least / most;
    }

    /** A kept direction counts as one even when its eigenvalue is rounding noise. */
    private static double floor(JacobianSpectrum spectrum, int i) {
        double noise = JacobianSpectrum.ROUNDING * JacobianSpectrum.ROUNDING * spectrum.eigenvalue(0);
        return Math.max(spectrum.eigenvalue(i), Math.max(noise, Double.MIN_NORMAL));
    }

    /** About {@code sigma_max / sigma_min} of J. */
    double conditionNumber() {
        return conditionNumber;
    }

    /**
     * {@code x <- K^-1 x}.
     *
     * @param x length n. Modified.
     */
    void solve(double[] x) {
        factor.ifPresent(lower -> substitute(lower, x));
        spectrum.ifPresent(values -> divide(values, x));
    }

    private static void substitute(DMatrixRMaj lower, double[] x) {
        int n = lower.numRows;
        double[] l = lower.data;
        for (int i = 0; i < n; i++) {
            x[i] = (x[i] - Vectors.dot(l, i * n, x, 0, i)) / l[i * n + i];
        }
        for (int i = n - 1; i >= 0; i--) {
            x[i] /= l[i * n + i];
            for (int k = 0; k < i; k++) {
                x[k] = Math.fma(-x[i], l[i * n + k], x[k]);
            }
        }
    }

    private void divide(JacobianSpectrum values, double[] x) {
        for (int i = 0; i < coordinates.length; i++) {
            coordinates[i] = Vectors.dot(values.vector(i), x) / floor(values, i);
        }
        Arrays.fill(x, 0);
        for (int i = 0; i < coordinates.length; i++) {
            Vectors.addScaled(coordinates[i], values.vector(i), x);
        }
    }
}
