package io.driftlog.simulator.flow.regularizer;

import io.driftlog.simulator.spi.Regularizer;
import java.util.OptionalDouble;

/** {@code R(w) = sum |w_i|}. Its flow is meant in Filippov's sense: a weight stays at 0 while {@code |d_i F| <= lambda}. */
public final class L1 implements Regularizer {
    @Override
    public String name() {
        return "l1";
    }

    @Override
    public double value(double[] w) {
        double sum = 0;
        for (double weight : w) {
            sum += Math.abs(weight);
        }
        return sum;
    }

    @Override
    public void gradient(double[] w, double[] out) {
        for (int i = 0; i < out.length; i++) {
            out[i] = Math.signum(w[i]);
        }
    }

    @Override
    public boolean hasProximal() {
        return true;
    }

    /** The soft threshold. */
    @Override
    public void proximal(double step, double[] w, double[] out) {
        for (int i = 0; i < out.length; i++) {
            out[i] = Math.signum(w[i]) * Math.max(0, Math.abs(w[i]) - step);
        }
    }

    @Override
    public double absoluteWeight() {
        return 1;
    }

    @Override
    public OptionalDouble constantCurvature() {
        return OptionalDouble.of(0);
    }
}
