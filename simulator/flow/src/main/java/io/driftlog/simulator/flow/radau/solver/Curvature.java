package io.driftlog.simulator.flow.radau.solver;

import io.driftlog.simulator.flow.DecayForce;
import io.driftlog.simulator.flow.FlowPoint;
import io.driftlog.simulator.spi.BlockCurvature;
import io.driftlog.simulator.spi.LeastSquaresObjective;

/** A block-diagonal matrix C that {@link CurvedSampleSpaceSolver} adds to the operator, and the Jacobian itself. */
interface Curvature {
    /** Number of weights per block. */
    int blockSize();

    /** Which weight is an entry of a block. */
    int weightAt(int block, int entry);

    /**
     * The blocks of C.
     *
     * @param point with mu. Not modified.
     * @param out the blocks one after another, each symmetric by rows. Modified.
     */
    void fill(FlowPoint point, double[] out);

    /** {@code J(w)}, n rows of length d. out modified. */
    void jacobian(double[] w, double[][] out);

    /** {@code sum_i mu_i Hess r_i}. */
    static Curvature of(BlockCurvature objective) {
        return new Curvature() {
            @Override
            public int blockSize() {
                return objective.blockSize();
            }

            @Override
            public int weightAt(int block, int entry) {
                return objective.weightAt(block, entry);
            }

            @Override
            public void fill(FlowPoint point, double[] out) {
                objective.curvature(point.weights(), point.multiplier(), out);
            }

            @Override
            public void jacobian(double[] w, double[][] out) {
                objective.jacobian(w, out);
            }
        };
    }

    /** The second derivative of {@code lambda R}, with that of the objective where it has blocks. */
    static Curvature of(LeastSquaresObjective objective, DecayForce decay) {
        double[] second = new double[objective.dimension()];
        if (objective instanceof BlockCurvature blocks) {
            Curvature inner = of(blocks);
            return new Curvature() {
                @Override
                public int blockSize() {
                    return inner.blockSize();
                }

                @Override
                public int weightAt(int block, int entry) {
                    return inner.weightAt(block, entry);
                }

                @Override
                public void fill(FlowPoint point, double[] out) {
                    inner.fill(point, out);
                    decay.curvature(point.weights(), second);
                    int size = blockSize();
                    for (int k = 0; k < second.length; k++) {
                        out[k * size + k % size] += second[weightAt(k / size, k % size)];
                    }
                }

                @Override
                public void jacobian(double[] w, double[][] out) {
                    inner.jacobian(w, out);
                }
            };
        }
        double[] unit = new double[objective.samples()];
        return new Curvature() {
            @Override
            public int blockSize() {
                return 1;
            }

            @Override
            public int weightAt(int block, int entry) {
                return block;
            }

            @Override
            public void fill(FlowPoint point, double[] out) {
                decay.curvature(point.weights(), out);
            }

            @Override
            public void jacobian(double[] w, double[][] out) {
                for (int i = 0; i < unit.length; i++) {
                    unit[i] = 1;
                    objective.transposedJacobianProduct(w, unit, out[i]);
                    unit[i] = 0;
                }
            }
        };
    }
}
