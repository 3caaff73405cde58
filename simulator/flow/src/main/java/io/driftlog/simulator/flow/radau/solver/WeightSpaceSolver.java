package io.driftlog.simulator.flow.radau.solver;

import io.driftlog.simulator.flow.DecayForce;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import org.jspecify.annotations.Nullable;

/**
 * Solves in sample space by factors of the d x d normal matrix, for more samples than weights:
 * {@code (J E J^T + s I)^-1 b = (b - J (J^T J + s E^-1)^-1 J^T b) / s}, with one step of iterative refinement, since the
 * difference loses digits where s is small. O(d^3) per factorisation, no n x n matrix. {@code s E^-1 = s I + C / c} with
 * the second derivative C of a regulariser other than l2.
 */
final class WeightSpaceSolver extends FactoringSolver {
    private final LeastSquaresObjective objective;
    private final double[][] normal;
    private final PaddedFactors factors;
    private final DecayWeighing weighing;
    private final double[] back;
    private final double[] backIm;
    private final double[] imageRe;
    private final double[] imageIm;
    private final double[] firstRe;
    private final double[] firstIm;

    private double[] weights = new double[0];
    private double @Nullable [] normalWeights;

    WeightSpaceSolver(LeastSquaresObjective objective, double weightDecay) {
        this(objective, null, weightDecay);
    }

    /** @param decay with a second derivative that differs from weight to weight */
    WeightSpaceSolver(LeastSquaresObjective objective, DecayForce decay) {
        this(objective, decay, 0);
    }

    private WeightSpaceSolver(LeastSquaresObjective objective, @Nullable DecayForce decay, double weightDecay) {
        super(weightDecay);
        this.objective = objective;
        weighing = new DecayWeighing(decay, this, objective.dimension());
        int dimension = objective.dimension();
        normal = Padding.matrix(dimension);
        factors = new PaddedFactors(dimension);
        back = new double[dimension];
        backIm = new double[dimension];
        imageRe = new double[objective.samples()];
        imageIm = new double[objective.samples()];
        firstRe = new double[objective.samples()];
        firstIm = new double[objective.samples()];
    }

    @Override
    public boolean keepsFactors() {
        return weighing.isIdentity();
    }

    @Override
    public void weigh(double[] x) {
        weighing.apply(x);
    }

    @Override
    public void weigh(double[] x, double[] y) {
        weighing.apply(x, y);
    }

    @Override
    boolean holdsMatrixOf(double[] jacobianWeights) {
        weights = jacobianWeights;
        return normalWeights == jacobianWeights
                || (normalWeights != null && objective.hasConstantJacobian() && weighing.isIdentity());
    }

    @Override
    void form(double[] jacobianWeights) {
        objective.normalMatrix(jacobianWeights, normal);
        weighing.moveTo(jacobianWeights);
        double[] diagonal = weighing.diagonal();
        for (int i = 0; i < diagonal.length; i++) {
            normal[i][i] += diagonal[i] / objective.scale();
        }
        normalWeights = jacobianWeights;
    }

    @Override
    boolean factor() {
        double perScale = 1 / objective.scale();
        return factors.factorReal(normal, realShift() * perScale)
                && factors.factorComplex(normal, complexShiftRe() * perScale, complexShiftIm() * perScale);
    }

    @Override
    public void solveReal(double[] x) {
        double shift = realShift() / objective.scale();
        System.arraycopy(x, 0, firstRe, 0, x.length);
        applyReal(firstRe, shift);
        objective.transposedJacobianProduct(weights, firstRe, back);
        weighing.apply(back);
        objective.jacobianProduct(weights, back, imageRe);
        for (int i = 0; i < x.length; i++) {
            x[i] -= Math.fma(shift, firstRe[i], imageRe[i]);
        }
        applyReal(x, shift);
        add(firstRe, x);
    }

    /** {@code x <- (x - J (J^T J + s I)^-1 J^T x) / s}. */
    private void applyReal(double[] x, double shift) {
        objective.transposedJacobianProduct(weights, x, back);
        factors.solve(back);
        objective.jacobianProduct(weights, back, imageRe);
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
        objective.transposedJacobianProduct(weights, firstRe, back);
        objective.transposedJacobianProduct(weights, firstIm, backIm);
        weighing.apply(back, backIm);
        objective.jacobianProduct(weights, back, imageRe);
        objective.jacobianProduct(weights, backIm, imageIm);
        for (int i = 0; i < x.length; i++) {
            x[i] -= Math.fma(re, firstRe[i], imageRe[i]) - im * firstIm[i];
            y[i] -= Math.fma(re, firstIm[i], imageIm[i]) + im * firstRe[i];
        }
        applyComplex(x, y, re, im);
        add(firstRe, x);
        add(firstIm, y);
    }

    private void applyComplex(double[] x, double[] y, double re, double im) {
        objective.transposedJacobianProduct(weights, x, back);
        objective.transposedJacobianProduct(weights, y, backIm);
        factors.solve(back, backIm);
        objective.jacobianProduct(weights, back, imageRe);
        objective.jacobianProduct(weights, backIm, imageIm);
        double perModulus = 1 / (re * re + im * im);
        for (int i = 0; i < x.length; i++) {
            double p = x[i] - imageRe[i];
            double q = y[i] - imageIm[i];
            x[i] = (p * re + q * im) * perModulus;
            y[i] = (q * re - p * im) * perModulus;
        }
    }

    private static void add(double[] x, double[] y) {
        for (int i = 0; i < y.length; i++) {
            y[i] += x[i];
        }
    }
}
