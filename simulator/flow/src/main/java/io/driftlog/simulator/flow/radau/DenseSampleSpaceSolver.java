package io.driftlog.simulator.flow.radau;

import io.driftlog.simulator.flow.LeastSquaresObjective;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Factors the whole Gram matrix for either shift: real and complex {@code L D L^T} without pivoting, O(n^3) each.
 *
 * <p>The Gram matrix is cached by the identity of the weights it belongs to, the factors by that and the step size. Both
 * are functions of these keys alone, so the cache never changes a result.
 */
final class DenseSampleSpaceSolver implements SampleSpaceSolver {
    private final LeastSquaresObjective objective;
    private final double weightDecay;
    private final int samples;
    private final double[][] gram;
    private final SymmetricFactors realFactors;
    private final ComplexSymmetricFactors complexFactors;
    private final double[] paddedRe;
    private final double[] paddedIm;

    private double @Nullable [] gramWeights;
    private double factoredStepSize;
    private boolean regular;
    private long jacobians;
    private long factorizations;

    DenseSampleSpaceSolver(LeastSquaresObjective objective, double weightDecay) {
        this.objective = objective;
        this.weightDecay = weightDecay;
        samples = objective.samples();
        int size = (samples + 3) / 4 * 4;
        gram = new double[size][size];
        for (int i = samples; i < size; i++) {
            gram[i][i] = 1;
        }
        realFactors = new SymmetricFactors(size);
        complexFactors = new ComplexSymmetricFactors(size);
        paddedRe = new double[size];
        paddedIm = new double[size];
    }

    @Override
    public long jacobians() {
        return jacobians;
    }

    @Override
    public long factorizations() {
        return factorizations;
    }

    @Override
    public double stepSize() {
        return factoredStepSize;
    }

    @Override
    public double weightDecay() {
        return weightDecay;
    }

    @Override
    public boolean keepsFactors() {
        return true;
    }

    @Override
    public boolean prepare(Preconditioner remembered, double[] jacobianWeights, double stepSize) {
        if (!holdsGramOf(jacobianWeights)) {
            objective.gram(jacobianWeights, gram);
            gramWeights = jacobianWeights;
            factoredStepSize = 0;
            jacobians++;
        }
        if (factoredStepSize != stepSize) {
            factoredStepSize = stepSize;
            factorizations++;
            double perScale = 1 / objective.scale();
            regular = realFactors.factor(gram, realShift() * perScale)
                    && complexFactors.factor(gram, complexShiftRe() * perScale, complexShiftIm() * perScale);
        }
        return regular;
    }

    private boolean holdsGramOf(double[] jacobianWeights) {
        return gramWeights == jacobianWeights || (gramWeights != null && objective.hasConstantJacobian());
    }

    @Override
    public void solveReal(double[] x) {
        load(x, paddedRe);
        realFactors.solve(paddedRe);
        System.arraycopy(paddedRe, 0, x, 0, samples);
    }

    @Override
    public void solveComplex(double[] x, double[] y) {
        load(x, paddedRe);
        load(y, paddedIm);
        complexFactors.solve(paddedRe, paddedIm);
        System.arraycopy(paddedRe, 0, x, 0, samples);
        System.arraycopy(paddedIm, 0, y, 0, samples);
    }

    private void load(double[] x, double[] padded) {
        System.arraycopy(x, 0, padded, 0, samples);
        Arrays.fill(padded, samples, padded.length, 0);
    }
}
