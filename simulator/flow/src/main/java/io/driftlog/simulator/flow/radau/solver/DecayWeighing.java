package io.driftlog.simulator.flow.radau.solver;

import io.driftlog.simulator.flow.DecayForce;
import org.jspecify.annotations.Nullable;

/**
 * {@code E = g (g I + C)^-1} with the diagonal {@code C = lambda R''} at some weights, for the real and the complex shift
 * g of a solver; the identity where R is a multiple of {@code ||w||^2}.
 */
final class DecayWeighing {
    private final @Nullable DecayForce decay;
    private final SampleSpaceSolver solver;
    private final double[] second;

    /** @param decay null for the identity */
    DecayWeighing(@Nullable DecayForce decay, SampleSpaceSolver solver, int dimension) {
        this.decay = decay;
        this.solver = solver;
        second = new double[decay == null ? 0 : dimension];
    }

    boolean isIdentity() {
        return decay == null;
    }

    /** Takes C at these weights from now on. w not modified. */
    void moveTo(double[] w) {
        if (decay != null) {
            decay.curvature(w, second);
        }
    }

    /** The diagonal of C, length d; empty for the identity. Not to be modified. */
    double[] diagonal() {
        return second;
    }

    /** {@code x <- E x} with the real shift. */
    void apply(double[] x) {
        double g = solver.realShift();
        for (int i = 0; i < second.length; i++) {
            x[i] *= g / (g + second[i]);
        }
    }

    /** {@code x + i y <- E (x + i y)} with the complex shift. */
    void apply(double[] x, double[] y) {
        double re = solver.complexShiftRe();
        double im = solver.complexShiftIm();
        for (int i = 0; i < second.length; i++) {
            double sum = re + second[i];
            double perModulus = 1 / (sum * sum + im * im);
            double factorRe = (re * sum + im * im) * perModulus;
            double factorIm = im * second[i] * perModulus;
            double p = x[i];
            x[i] = factorRe * p - factorIm * y[i];
            y[i] = factorRe * y[i] + factorIm * p;
        }
    }
}
