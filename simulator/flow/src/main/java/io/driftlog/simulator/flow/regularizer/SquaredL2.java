package io.driftlog.simulator.flow.regularizer;

import io.driftlog.events.RegularizerTerm;
import io.driftlog.simulator.spi.Regularizer;
import io.driftlog.simulator.spi.Vectors;
import java.util.OptionalDouble;

/** {@code R(w) = ||w||^2 / 2}, the regulariser of ordinary weight decay. */
public final class SquaredL2 implements Regularizer {
    @Override
    public String name() {
        return RegularizerTerm.L2;
    }

    @Override
    public double value(double[] w) {
        return 0.5 * Vectors.normSquared(w);
    }

    @Override
    public void gradient(double[] w, double[] out) {
        System.arraycopy(w, 0, out, 0, w.length);
    }

    @Override
    public boolean hasProximal() {
        return true;
    }

    @Override
    public void proximal(double step, double[] w, double[] out) {
        for (int i = 0; i < out.length; i++) {
            out[i] = w[i] / (1 + step);
        }
    }

    @Override
    public OptionalDouble constantCurvature() {
        return OptionalDouble.of(1);
    }
}
