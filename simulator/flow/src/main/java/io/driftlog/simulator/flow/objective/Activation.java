package io.driftlog.simulator.flow.objective;

/** A smooth activation of the hidden neurons of a {@link Classifier}. */
public enum Activation {
    /** {@code (z + sqrt(z^2 + eps^2)) / 2}: homogeneous of degree 1 up to eps. */
    SMOOTHED_RELU("smoothed-relu", 1) {
        @Override
        void at(double z, double smoothing, Neuron out) {
            double root = Math.sqrt(Math.fma(z, z, smoothing * smoothing));
            out.value = z >= 0 ? 0.5 * (z + root) : 0.5 * smoothing * smoothing / (root - z);
            out.slope = out.value / root;
            out.bend = 0.5 * smoothing * smoothing / (root * root * root);
        }
    },
    /** {@code z^2}. */
    QUADRATIC("quadratic", 2) {
        @Override
        void at(double z, double smoothing, Neuron out) {
            out.value = z * z;
            out.slope = 2 * z;
            out.bend = 2;
        }
    },
    /** {@code tanh z}, homogeneous of no degree. */
    TANH("tanh", Double.NaN) {
        @Override
        void at(double z, double smoothing, Neuron out) {
            out.value = StrictMath.tanh(z);
            out.slope = (1 - out.value) * (1 + out.value);
            out.bend = -2 * out.value * out.slope;
        }
    };

    private final String word;
    private final double degree;

    Activation(String word, double degree) {
        this.word = word;
        this.degree = degree;
    }

    /** Its name in a run spec. */
    public String word() {
        return word;
    }

    /** Degree of homogeneity; NaN where there is none. */
    double degree() {
        return degree;
    }

    /** Sets s(z), s'(z) and s''(z). */
    abstract void at(double z, double smoothing, Neuron out);

    /** The activation of one neuron with its derivatives; a workspace. */
    static final class Neuron {
        double value;
        double slope;
        double bend;
    }
}
