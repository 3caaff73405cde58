package io.driftlog.simulator.flow.radau.solver;

import io.driftlog.simulator.spi.LeastSquaresObjective;
import org.jspecify.annotations.Nullable;

/** Factors the whole Gram matrix for either shift: real and complex {@code L D L^T} without pivoting, O(n^3) each. */
final class DenseSampleSpaceSolver extends FactoringSolver {
    private final LeastSquaresObjective objective;
    private final double[][] gram;
    private final PaddedFactors factors;
    private double @Nullable [] gramWeights;

    DenseSampleSpaceSolver(LeastSquaresObjective objective, double weightDecay) {
        super(weightDecay);
        this.objective = objective;
        gram = Padding.matrix(objective.samples());
        factors = new PaddedFactors(objective.samples());
    }

    @Override
    public boolean keepsFactors() {
        return true;
    }

    @Override
    boolean holdsMatrixOf(double[] jacobianWeights) {
        return gramWeights == jacobianWeights || (gramWeights != null && objective.hasConstantJacobian());
    }

    @Override
    void form(double[] jacobianWeights) {
        objective.gram(jacobianWeights, gram);
        gramWeights = jacobianWeights;
    }

    @Override
    boolean factor() {
        double perScale = 1 / objective.scale();
        return factors.factorReal(gram, realShift() * perScale)
                && factors.factorComplex(gram, complexShiftRe() * perScale, complexShiftIm() * perScale);
    }

    @Override
    public void solveReal(double[] x) {
        factors.solve(x);
    }

    @Override
    public void solveComplex(double[] x, double[] y) {
        factors.solve(x, y);
    }
}
