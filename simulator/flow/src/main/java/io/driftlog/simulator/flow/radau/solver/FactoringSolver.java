package io.driftlog.simulator.flow.radau.solver;

/**
 * What solvers by factors have in common: the matrix is cached by the identity of the weights it belongs to, its
 * factors by that, the step size and the weight decay. Both are functions of these keys alone, so the cache never changes a result.
 */
abstract class FactoringSolver implements SampleSpaceSolver {
    private double weightDecay;
    private double factoredStepSize;
    private boolean regular;
    private long jacobians;
    private long factorizations;

    FactoringSolver(double weightDecay) {
        this.weightDecay = weightDecay;
    }

    /** Whether {@link #form} was last called for the same matrix. */
    abstract boolean holdsMatrixOf(double[] jacobianWeights);

    /** Forms the matrix with the Jacobian at these weights. Not modified. */
    abstract void form(double[] jacobianWeights);

    /** Factors the matrix with the shifts of the moment; false when that fails. */
    abstract boolean factor();

    @Override
    public final boolean prepare(Preconditioner remembered, double[] jacobianWeights, double stepSize) {
        if (!holdsMatrixOf(jacobianWeights)) {
            form(jacobianWeights);
            factoredStepSize = 0;
            jacobians++;
        }
        if (factoredStepSize != stepSize) {
            factoredStepSize = stepSize;
            factorizations++;
            regular = factor();
        }
        return regular;
    }

    @Override
    public final double stepSize() {
        return factoredStepSize;
    }

    @Override
    public final void useWeightDecay(double other) {
        if (other != weightDecay) {
            weightDecay = other;
            factoredStepSize = 0;
        }
    }

    @Override
    public final double weightDecay() {
        return weightDecay;
    }

    @Override
    public final long jacobians() {
        return jacobians;
    }

    @Override
    public final long factorizations() {
        return factorizations;
    }
}
