package io.driftlog.simulator.flow.objective;

import io.driftlog.simulator.spi.LeastSquaresObjective;
import io.driftlog.simulator.spi.Vectors;

/** Hessian products of a least-squares objective whose prediction is bilinear, so that J is linear in w. */
final class BilinearHessian {
    private final double[] sampleWork;
    private final double[] weightWork;

    BilinearHessian(int samples, int dimension) {
        sampleWork = new double[samples];
        weightWork = new double[dimension];
    }

    /**
     * {@code c J(w)^T J(w) v + c J(v)^T r(w)}.
     *
     * @param w length d. Not modified.
     * @param v length d. Not modified.
     * @param out length d. Modified.
     */
    void product(LeastSquaresObjective objective, double[] w, double[] v, double[] out) {
        objective.residuals(w, sampleWork);
        Vectors.scale(objective.scale(), sampleWork);
        objective.transposedJacobianProduct(v, sampleWork, weightWork);
        objective.jacobianProduct(w, v, sampleWork);
        Vectors.scale(objective.scale(), sampleWork);
        objective.transposedJacobianProduct(w, sampleWork, out);
        Vectors.addScaled(1, weightWork, out);
    }
}
