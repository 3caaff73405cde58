package io.driftlog.simulator.flow.radau.solver;

import io.driftlog.simulator.flow.radau.stages.Stages;
import io.driftlog.simulator.spi.LeastSquaresObjective;

/** The matrix {@code J E J^T} of an objective at given weights, as a product with vectors and nothing else. */
final class GramOperator {
    private final LeastSquaresObjective objective;
    private final DecayWeighing weighing;
    private final Stages inWeights;
    private double[] weights = new double[0];

    GramOperator(LeastSquaresObjective objective, DecayWeighing weighing) {
        this.objective = objective;
        this.weighing = weighing;
        inWeights = Stages.ofLength(objective.dimension());
    }

    int size() {
        return objective.samples();
    }

    /** Takes J at these weights from now on. Not copied, not modified. */
    void moveTo(double[] newWeights) {
        weights = newWeights;
        weighing.moveTo(newWeights);
    }

    /** {@code out = K x}, both of length n. out modified. */
    void multiply(double[] x, double[] out) {
        objective.transposedJacobianProduct(weights, x, inWeights.first());
        weighing.apply(inWeights.first());
        objective.jacobianProduct(weights, inWeights.first(), out);
    }

    /** {@link #multiply} of x, and of y + i z with the complex shift, in one pass over the data. */
    void multiply3(double[] x, double[] y, double[] z, double[] outX, double[] outY, double[] outZ) {
        double[] a = inWeights.first();
        double[] b = inWeights.second();
        double[] c = inWeights.third();
        objective.transposedJacobianProduct3(weights, weights, weights, x, y, z, a, b, c);
        weighing.apply(a);
        weighing.apply(b, c);
        objective.jacobianProduct3(weights, a, b, c, outX, outY, outZ);
    }
}
