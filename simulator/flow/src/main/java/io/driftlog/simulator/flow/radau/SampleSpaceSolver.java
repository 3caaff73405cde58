package io.driftlog.simulator.flow.radau;

import io.driftlog.simulator.flow.LeastSquaresObjective;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Solves {@code (K + g/c I) x = b} in sample space, for the real shift {@code g = gamma/h + lambda} and the complex one
 * {@code g = (alpha + i beta)/h + lambda}.
 *
 * <p>The Gram matrix is cached by the identity of the weights it belongs to, the factors by that and the step size. Both
 * are functions of these keys alone, so the cache never changes a result.
 */
final class SampleSpaceSolver {
    private final LeastSquaresObjective objective;
    private final double weightDecay;
    private final int samples;
    private final double[][] gram;
    private final SymmetricFactors realFactors;
    private final ComplexSymmetricFactors complexFactors;
    private final double[] paddedRe;
    private final double[] paddedIm;
    private final double[] sampleWork;

    private double @Nullable [] gramWeights;
    private double factoredStepSize;
    private boolean regular;
    private long jacobians;
    private long factorizations;

    SampleSpaceSolver(LeastSquaresObjective objective, double weightDecay) {
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
        sampleWork = new double[samples];
    }

    long jacobians() {
        return jacobians;
    }

    long factorizations() {
        return factorizations;
    }

    /** {@code gamma/h + lambda}. */
    double realShift() {
        return RadauTableau.GAMMA / factoredStepSize + weightDecay;
    }

    /** Real part of {@code (alpha + i beta)/h + lambda}. */
    double complexShiftRe() {
        return RadauTableau.ALPHA / factoredStepSize + weightDecay;
    }

    /** Imaginary part of {@code (alpha + i beta)/h + lambda}. */
    double complexShiftIm() {
        return RadauTableau.BETA / factoredStepSize;
    }

    /**
     * Makes ready for the given Jacobian and step size.
     *
     * @param jacobianWeights where the Jacobian is taken, length d; known by its identity. Not modified.
     * @return false when the factorisation broke down
     */
    boolean prepare(double[] jacobianWeights, double stepSize) {
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

    /**
     * Solves with the real shift.
     *
     * @param x right side, then solution, length n. Modified.
     */
    void solveReal(double[] x) {
        load(x, paddedRe);
        realFactors.solve(paddedRe);
        System.arraycopy(paddedRe, 0, x, 0, samples);
    }

    /**
     * Solves with the complex shift.
     *
     * @param x real part of the right side, then of the solution, length n. Modified.
     * @param y imaginary part, length n. Modified.
     */
    void solveComplex(double[] x, double[] y) {
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

    /**
     * {@code out = (g I + c J^T J)^-1 v} with the real shift g, by the Woodbury formula.
     *
     * @param jacobianWeights the weights given to {@link #prepare}. Not modified.
     * @param v length d. Not modified.
     * @param out length d, another array than v. Modified.
     */
    void solveInWeightSpace(double[] jacobianWeights, double[] v, double[] out) {
        objective.jacobianProduct(jacobianWeights, v, sampleWork);
        solveReal(sampleWork);
        objective.transposedJacobianProduct(jacobianWeights, sampleWork, out);
        double perShift = 1 / realShift();
        for (int i = 0; i < out.length; i++) {
            out[i] = (v[i] - out[i]) * perShift;
        }
    }
}
