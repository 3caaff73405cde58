package io.driftlog.simulator.flow.objective;

import io.driftlog.events.Dataset;
import io.driftlog.simulator.spi.Vectors;
import java.util.Arrays;

/**
 * Scores {@code f_c(x) = sum_j u_cj s(v_j . x + b_j)} of a two-layer network with m neurons. The weights are the C x m
 * matrix u by rows, the m x p matrix v by rows, then b.
 */
final class NetworkScores implements ScoreModel {
    private final Dataset features;
    private final int outputs;
    private final int neurons;
    private final int inputs;
    private final Activation activation;
    private final double smoothing;
    private final Activation.Neuron neuron = new Activation.Neuron();
    private final double[] values;
    private final double[] slopes;
    private final double[] bends;
    private final double[] changes;

    /** Features n x p, not copied, never modified. */
    NetworkScores(Dataset features, int outputs, int neurons, Activation activation, double smoothing) {
        this.features = features;
        this.outputs = outputs;
        this.neurons = neurons;
        this.activation = activation;
        this.smoothing = smoothing;
        inputs = features.columns();
        values = new double[neurons];
        slopes = new double[neurons];
        bends = new double[neurons];
        changes = new double[neurons];
    }

    @Override
    public int dimension() {
        return neurons * (outputs + inputs + 1);
    }

    @Override
    public int samples() {
        return features.rows();
    }

    @Override
    public double homogeneity() {
        return 1 + activation.degree();
    }

    @Override
    public void scores(double[] w, double[] out) {
        int n = samples();
        for (int i = 0; i < n; i++) {
            activateAt(i, w);
            for (int c = 0; c < outputs; c++) {
                out[c * n + i] = Vectors.dot(w, c * neurons, values, 0, neurons);
            }
        }
    }

    @Override
    public void product(double[] w, double[] v, double[] out) {
        int n = samples();
        for (int i = 0; i < n; i++) {
            activateAt(i, w);
            for (int j = 0; j < neurons; j++) {
                changes[j] = slopes[j] * affine(i, j, v);
            }
            for (int c = 0; c < outputs; c++) {
                out[c * n + i] = Vectors.dot(v, c * neurons, values, 0, neurons)
                        + Vectors.dot(w, c * neurons, changes, 0, neurons);
            }
        }
    }

    @Override
    public void transposedProduct(double[] w, double[] m, double[] out) {
        int n = samples();
        Arrays.fill(out, 0);
        for (int i = 0; i < n; i++) {
            activateAt(i, w);
            Arrays.fill(changes, 0);
            for (int c = 0; c < outputs; c++) {
                addScaled(m[c * n + i], values, out, c * neurons);
                for (int j = 0; j < neurons; j++) {
                    changes[j] = Math.fma(m[c * n + i], w[c * neurons + j], changes[j]);
                }
            }
            for (int j = 0; j < neurons; j++) {
                addInput(i, j, changes[j] * slopes[j], out);
            }
        }
    }

    @Override
    public void addCurvature(double[] w, double[] m, double[] v, double[] out) {
        int n = samples();
        for (int i = 0; i < n; i++) {
            activateAt(i, w);
            for (int j = 0; j < neurons; j++) {
                double change = affine(i, j, v);
                double inner = 0;
                for (int c = 0; c < outputs; c++) {
                    double factor = m[c * n + i];
                    int at = c * neurons + j;
                    out[at] = Math.fma(factor, slopes[j] * change, out[at]);
                    inner = Math.fma(factor, Math.fma(v[at], slopes[j], w[at] * bends[j] * change), inner);
                }
                addInput(i, j, inner, out);
            }
        }
    }

    @Override
    public double[] coefficients(double[] w) {
        return new double[0];
    }

    private void activateAt(int sample, double[] w) {
        for (int j = 0; j < neurons; j++) {
            activation.at(affine(sample, j, w), smoothing, neuron);
            values[j] = neuron.value;
            slopes[j] = neuron.slope;
            bends[j] = neuron.bend;
        }
    }

    /** {@code v_j . x + b_j} by the entries of w. */
    private double affine(int sample, int j, double[] w) {
        int hidden = outputs * neurons;
        return Vectors.dot(w, hidden + j * inputs, features.values(), sample * inputs, inputs)
                + w[hidden + neurons * inputs + j];
    }

    /** Adds a multiple of (x, 1) to the hidden weights of a neuron. */
    private void addInput(int sample, int j, double factor, double[] out) {
        int hidden = outputs * neurons;
        int at = hidden + j * inputs;
        for (int k = 0; k < inputs; k++) {
            out[at + k] = Math.fma(factor, features.values()[sample * inputs + k], out[at + k]);
        }
        out[hidden + neurons * inputs + j] += factor;
    }

    private static void addScaled(double a, double[] x, double[] out, int at) {
        for (int j = 0; j < x.length; j++) {
            out[at + j] = Math.fma(a, x[j], out[at + j]);
        }
    }
}
