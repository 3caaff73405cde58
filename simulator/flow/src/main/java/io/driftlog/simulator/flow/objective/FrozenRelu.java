package io.driftlog.simulator.flow.objective;

import io.driftlog.events.Dataset;
import java.util.Optional;

/**
 * A two-layer ReLU network whose activations follow a {@link ReluPattern}: each neuron is linear or zero at a sample
 * whatever the sign of its pre-activation, so that the residuals are polynomials. The inner weights of a sliding neuron
 * move only orthogonally to the sample {@code (x, 1)} that it slides on: {@link #transposedJacobianProduct},
 * {@link #jacobianProduct} and {@link #gram} are those of the constrained network.
 *
 * <p>For one input. The pattern is part of the object: whoever holds it sets the pattern before every use.
 */
public final class FrozenRelu extends TwoLayerNetwork {
    private ReluPattern pattern;

    FrozenRelu(int neurons, Dataset features, Dataset targets) {
        super(neurons, features, targets, Optional.empty(), Optional.empty(), new double[0]);
        if (features.columns() != 1) {
            throw new IllegalArgumentException("the inputs have " + features.columns() + " columns instead of 1");
        }
        pattern = ReluPattern.inactive(neurons, features.rows());
    }

    /** Follows this pattern from now on. */
    public void use(ReluPattern next) {
        pattern = next;
    }

    /** The input of a training sample. */
    public double input(int sample) {
        return input(sample, 0);
    }

    /** {@code v_j x_i + b_j}. */
    public double preactivation(int neuron, int sample, double[] w) {
        return Math.fma(w[innerAt() + neuron], input(sample), w[biasAt() + neuron]);
    }

    @Override
    void activate(int sample, double[] z, double[] outValues, double[] outSlopes) {
        pattern.activate(sample, z, outValues, outSlopes);
    }

    @Override
    double activation(double z) {
        return z > 0 ? z : 0;
    }

    @Override
    double bend(double z) {
        return 0;
    }

    @Override
    void constrain(double[] gradient) {
        for (int j = 0; j < neurons(); j++) {
            if (pattern.slides(j)) {
                ontoKink(j, pattern.kink(j), gradient);
            }
        }
    }

    /**
     * Removes from (v_j, b_j) its part along (x_i, 1).
     *
     * @param w weights or a change of them, length d. Modified.
     */
    public void ontoKink(int neuron, int sample, double[] w) {
        double x = input(sample);
        int v = innerAt() + neuron;
        int b = biasAt() + neuron;
        double part = Math.fma(w[v], x, w[b]) / Math.fma(x, x, 1);
        w[v] -= part * x;
        w[b] -= part;
    }

    @Override
    void constrainGram(double[][] slopesTimesOuter, double[][] gram) {
        for (int j = 0; j < neurons(); j++) {
            if (!pattern.slides(j)) {
                continue;
            }
            double x = input(pattern.kink(j));
            double perNormSquared = 1 / Math.fma(x, x, 1);
            for (int i = 0; i < samples(); i++) {
                double along = slopesTimesOuter[i][j] * Math.fma(input(i), x, 1) * perNormSquared;
                for (int k = 0; k <= i; k++) {
                    gram[i][k] -= along * slopesTimesOuter[k][j] * Math.fma(input(k), x, 1);
                }
            }
        }
    }
}
