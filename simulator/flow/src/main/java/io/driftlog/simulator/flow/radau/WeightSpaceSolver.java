package io.driftlog.simulator.flow.radau;

import io.driftlog.simulator.flow.LeastSquaresObjective;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Solves in sample space by factors of the d x d normal matrix, for more samples than weights:
 * {@code (J J^T + s I)^-1 b = (b - J (J^T J + s I)^-1 J^T b) / s}, with one step of iterative refinement, since the
 * difference loses digits where s is small. O(d^3) per factorisation, no n x n matrix.
 *
 * <p>The normal matrix is cached by the identity of the weights it belongs to, the factors by that and the step size.
 */
final class WeightSpaceSolver implements SampleSpaceSolver {
    private final LeastSquaresObjective objective;
    private final double weightDecay;
    private final int dimension;
    private final double[][] normal;
    private final SymmetricFactors realFactors;
    private final ComplexSymmetricFactors complexFactors;
    private final double[] paddedRe;
    private final double[] paddedIm;
    private final double[] back;
    private final double[] imageRe;
    private final double[] imageIm;
    private final double[] firstRe;
    private final double[] firstIm;

    private double[] weights = new double[0];
    private double @Nullable [] normalWeights;
    private double factoredStepSize;
    private boolean regular;
    private long jacobians;
    private long factorizations;

    WeightSpaceSolver(LeastSquaresObjective objective, double weightDecay) {
        this.objective = objective;
        this.weightDecay = weightDecay;
        dimension = objective.dimension();
        int size = (dimension + 3) / 4 * 4;
        normal = new double[size][size];
        for (int i = dimension; i < size; i++) {
            normal[i][i] = 1;
        }
        realFactors = new SymmetricFactors(size);
        complexFactors = new ComplexSymmetricFactors(size);
        paddedRe = new double[size];
        paddedIm = new double[size];
        back = new double[dimension];
        imageRe = new double[objective.samples()];
        imageIm = new double[objective.samples()];
        firstRe = new double[objective.samples()];
        firstIm = new double[objective.samples()];
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
        weights = jacobianWeights;
        if (!holdsMatrixOf(jacobianWeights)) {
            objective.normalMatrix(jacobianWeights, normal);
            normalWeights = jacobianWeights;
            factoredStepSize = 0;
            jacobians++;
        }
        if (factoredStepSize != stepSize) {
            factoredStepSize = stepSize;
            factorizations++;
            double perScale = 1 / objective.scale();
            regular = realFactors.factor(normal, realShift() * perScale)
                    && complexFactors.factor(normal, complexShiftRe() * perScale, complexShiftIm() * perScale);
        }
        return regular;
    }

    private boolean holdsMatrixOf(double[] jacobianWeights) {
        return normalWeights == jacobianWeights || (normalWeights != null && objective.hasConstantJacobian());
    }

    @Override
    public void solveReal(double[] x) {
        double shift = realShift() / objective.scale();
        System.arraycopy(x, 0, firstRe, 0, x.length);
        applyReal(firstRe, shift);
        multiply(firstRe, imageRe);
        for (int i = 0; i < x.length; i++) {
            x[i] -= Math.fma(shift, firstRe[i], imageRe[i]);
        }
        applyReal(x, shift);
        add(firstRe, x);
    }

    /** {@code x <- (x - J (J^T J + s I)^-1 J^T x) / s}. */
    private void applyReal(double[] x, double shift) {
        project(x, paddedRe);
        realFactors.solve(paddedRe);
        lift(paddedRe, imageRe);
        for (int i = 0; i < x.length; i++) {
            x[i] = (x[i] - imageRe[i]) / shift;
        }
    }

    @Override
    public void solveComplex(double[] x, double[] y) {
        double re = complexShiftRe() / objective.scale();
        double im = complexShiftIm() / objective.scale();
        System.arraycopy(x, 0, firstRe, 0, x.length);
        System.arraycopy(y, 0, firstIm, 0, y.length);
        applyComplex(firstRe, firstIm, re, im);
        multiply(firstRe, imageRe);
        multiply(firstIm, imageIm);
        for (int i = 0; i < x.length; i++) {
            x[i] -= Math.fma(re, firstRe[i], imageRe[i]) - im * firstIm[i];
            y[i] -= Math.fma(re, firstIm[i], imageIm[i]) + im * firstRe[i];
        }
        applyComplex(x, y, re, im);
        add(firstRe, x);
        add(firstIm, y);
    }

    private void applyComplex(double[] x, double[] y, double re, double im) {
        project(x, paddedRe);
        project(y, paddedIm);
        complexFactors.solve(paddedRe, paddedIm);
        lift(paddedRe, imageRe);
        lift(paddedIm, imageIm);
        double perModulus = 1 / (re * re + im * im);
        for (int i = 0; i < x.length; i++) {
            double p = x[i] - imageRe[i];
            double q = y[i] - imageIm[i];
            x[i] = (p * re + q * im) * perModulus;
            y[i] = (q * re - p * im) * perModulus;
        }
    }

    /** {@code out = J J^T x}. */
    private void multiply(double[] x, double[] out) {
        objective.transposedJacobianProduct(weights, x, back);
        objective.jacobianProduct(weights, back, out);
    }

    /** {@code out = J^T x}, padded with zeros. */
    private void project(double[] x, double[] out) {
        objective.transposedJacobianProduct(weights, x, back);
        System.arraycopy(back, 0, out, 0, dimension);
        Arrays.fill(out, dimension, out.length, 0);
    }

    /** {@code out = J x}, of a padded x. */
    private void lift(double[] x, double[] out) {
        System.arraycopy(x, 0, back, 0, dimension);
        objective.jacobianProduct(weights, back, out);
    }

    private static void add(double[] x, double[] y) {
        for (int i = 0; i < y.length; i++) {
            y[i] += x[i];
        }
    }
}
