package io.driftlog.simulator.flow.regularizer;

import io.driftlog.simulator.spi.Regularizer;

/** {@code R(w) = 1/2 sum s_i w_i^2}. */
public final class WeightedL2 implements Regularizer {
    private final double[] factors;

    /** @param factors s, length d, at least 0. Not copied, never modified. */
    public WeightedL2(double[] factors) {
        this.factors = factors;
    }

    @Override
    public String name() {
        return "weighted";
    }

    @Override
    public double value(double[] w) {
        double sum = 0;
        for (int i = 0; i < w.length; i++) {
            sum = Math.fma(factors[i] * w[i], w[i], sum);
        }
        return 0.5 * sum;
    }

    @Override
    public void gradient(double[] w, double[] out) {
        for (int i = 0; i < out.length; i++) {
            out[i] = factors[i] * w[i];
        }
    }

    @Override
    public boolean hasProximal() {
        return true;
    }

    @Override
    public void proximal(double step, double[] w, double[] out) {
        for (int i = 0; i < out.length; i++) {
            out[i] = w[i] / (1 + step * factors[i]);
        }
    }

    @Override
    public boolean hasSecondDerivative() {
        return true;
    }

    @Override
    public void secondDerivative(double[] w, double[] out) {
        System.arraycopy(factors, 0, out, 0, out.length);
    }
}
