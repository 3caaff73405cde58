package io.driftlog.simulator.flow.objective;

import io.driftlog.events.Dataset;
import java.util.Optional;

/**
 * A two-layer ReLU network {@code f(x) = sum_j u_j max(0, v_j . x + b_j)} with
 * {@code F(w) = sum_i (f(x_i) - y_i)^2 / (2n)}, weights {@code w = (u, v, b)}. Along the flow {@code u_j^2 - ||(v_j,
 * b_j)||^2} decays as {@code exp(-2 lambda t)} for every neuron.
 *
 * <p>F is not differentiable where a neuron bends at a sample, {@code v_j . x_i + b_j = 0}; the derivative taken there
 * is that of the inactive neuron. The flow does not merely cross such points but slides along them: integrate it with
 * {@code radaug-events}.
 *
 * <p>Boursier, Pesme &amp; Dragomir, NeurIPS 2025, sec. 4 (two-layer network).
 */
public final class TwoLayerRelu extends TwoLayerNetwork {
    /**
     * @param neurons m, at least 1
     * @param features X, n x p. Not copied, never modified.
     * @param targets y, n x 1. Not copied, never modified.
     * @param testFeatures X of the test data, any number of rows, p columns. Not copied, never modified.
     * @param testTargets y of the test data. Not copied, never modified.
     * @param teacher the kinks of the function behind the data; empty when unknown
     */
    public TwoLayerRelu(
            int neurons,
            Dataset features,
            Dataset targets,
            Optional<Dataset> testFeatures,
            Optional<Dataset> testTargets,
            double[] teacher) {
        super(neurons, features, targets, testFeatures, testTargets, teacher);
    }

    /** The same network with activations that follow a pattern instead of the signs of the pre-activations. */
    public FrozenRelu frozen() {
        return new FrozenRelu(neurons(), features(), targets());
    }

    @Override
    void activate(int sample, double[] z, double[] outValues, double[] outSlopes) {
        for (int j = 0; j < z.length; j++) {
            outValues[j] = activation(z[j]);
            outSlopes[j] = z[j] > 0 ? 1 : 0;
        }
    }

    @Override
    double activation(double z) {
        return z > 0 ? z : 0;
    }

    @Override
    double bend(double z) {
        return 0;
    }
}
