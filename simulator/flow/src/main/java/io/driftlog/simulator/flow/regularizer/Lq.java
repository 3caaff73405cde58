package io.driftlog.simulator.flow.regularizer;

import io.driftlog.simulator.spi.Regularizer;

/**
 * {@code R(w) = 1/q sum |w_i|^q} for q &gt; 1. For q &lt; 2 the second derivative grows without bound where a weight passes
 * 0; implicit methods take short steps there.
 *
 * @param q the exponent
 */
public record Lq(double q) implements Regularizer {
    /** Stands for an infinite second derivative: its square is finite. */
    private static final double LARGEST = 1e150;

    @Override
    public String name() {
        return "lq";
    }

    @Override
    public double value(double[] w) {
        double sum = 0;
        for (double weight : w) {
            sum += StrictMath.pow(Math.abs(weight), q);
        }
        return sum / q;
    }

    @Override
    public void gradient(double[] w, double[] out) {
        for (int i = 0; i < out.length; i++) {
            out[i] = Math.copySign(StrictMath.pow(Math.abs(w[i]), q - 1), w[i]);
        }
    }

    @Override
    public boolean hasSecondDerivative() {
        return true;
    }

    @Override
    public void secondDerivative(double[] w, double[] out) {
        for (int i = 0; i < out.length; i++) {
            out[i] = Math.min(LARGEST, (q - 1) * StrictMath.pow(Math.abs(w[i]), q - 2));
        }
    }
}
