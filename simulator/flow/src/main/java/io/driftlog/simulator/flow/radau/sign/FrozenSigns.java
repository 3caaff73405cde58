package io.driftlog.simulator.flow.radau.sign;

import io.driftlog.simulator.flow.kernel.RowMatrices;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import io.driftlog.simulator.spi.Regularizer;
import java.util.OptionalDouble;

/**
 * Objective and regulariser of a smooth piece of the flow: a weight of sign 0 is held at 0 and does not move, and
 * {@code a |w_i|} counts as {@code a s_i w_i} for the others.
 */
final class FrozenSigns implements LeastSquaresObjective {
    private final LeastSquaresObjective objective;
    private final Regularizer regularizer;
    private double[] signs;

    FrozenSigns(LeastSquaresObjective objective, Regularizer regularizer) {
        this.objective = objective;
        this.regularizer = regularizer;
        signs = new double[objective.dimension()];
    }

    /** Takes these signs from now on: -1, 0 or 1, length d. Not copied, never modified. */
    void use(double[] newSigns) {
        signs = newSigns;
    }

    @Override
    public int dimension() {
        return objective.dimension();
    }

    @Override
    public int samples() {
        return objective.samples();
    }

    @Override
    public double scale() {
        return objective.scale();
    }

    @Override
    public double testLoss(double[] w) {
        return objective.testLoss(w);
    }

    @Override
    public void residuals(double[] w, double[] out) {
        objective.residuals(w, out);
    }

    @Override
    public void residuals3(double[] w1, double[] w2, double[] w3, double[] out1, double[] out2, double[] out3) {
        objective.residuals3(w1, w2, w3, out1, out2, out3);
    }

    /** {@code J v}; v is 0 where weights are held. */
    @Override
    public void jacobianProduct(double[] w, double[] v, double[] out) {
        objective.jacobianProduct(w, v, out);
    }

    @Override
    public void jacobianProduct3(
            double[] w, double[] v1, double[] v2, double[] v3, double[] out1, double[] out2, double[] out3) {
        objective.jacobianProduct3(w, v1, v2, v3, out1, out2, out3);
    }

    @Override
    public void transposedJacobianProduct(double[] w, double[] m, double[] out) {
        objective.transposedJacobianProduct(w, m, out);
        hold(out);
    }

    @Override
    public void transposedJacobianProduct3(
            double[] w1,
            double[] w2,
            double[] w3,
            double[] m1,
            double[] m2,
            double[] m3,
            double[] out1,
            double[] out2,
            double[] out3) {
        objective.transposedJacobianProduct3(w1, w2, w3, m1, m2, m3, out1, out2, out3);
        hold(out1);
        hold(out2);
        hold(out3);
    }

    private void hold(double[] v) {
        for (int i = 0; i < v.length; i++) {
            if (signs[i] == 0) {
                v[i] = 0;
            }
        }
    }

    @Override
    public void gram(double[] w, double[][] out) {
        int n = samples();
        double[][] rows = new double[n][dimension()];
        double[] unit = new double[n];
        for (int i = 0; i < n; i++) {
            unit[i] = 1;
            transposedJacobianProduct(w, unit, rows[i]);
            unit[i] = 0;
        }
        RowMatrices.symmetricProduct(n, dimension(), rows, rows, out);
    }

    @Override
    public void normalMatrix(double[] w, double[][] out) {
        objective.normalMatrix(w, out);
        for (int i = 0; i < signs.length; i++) {
            for (int k = 0; k < signs.length; k++) {
                if (signs[i] == 0 || signs[k] == 0) {
                    out[i][k] = 0;
                }
            }
        }
    }

    /** R with these signs: smooth. */
    Regularizer decay() {
        return new SignedDecay();
    }

    private final class SignedDecay implements Regularizer {
        @Override
        public String name() {
            return regularizer.name();
        }

        @Override
        public double value(double[] w) {
            return regularizer.value(w);
        }

        @Override
        public void gradient(double[] w, double[] out) {
            regularizer.gradient(w, out);
            double a = regularizer.absoluteWeight();
            for (int i = 0; i < out.length; i++) {
                out[i] += a * (signs[i] - Math.signum(w[i]));
            }
        }

        @Override
        public boolean hasSecondDerivative() {
            return regularizer.hasSecondDerivative();
        }

        @Override
        public OptionalDouble constantCurvature() {
            return regularizer.constantCurvature();
        }

        @Override
        public void secondDerivative(double[] w, double[] out) {
            regularizer.secondDerivative(w, out);
        }
    }
}
