package org.example.robust;

import io.driftlog.simulator.spi.Regularizer;

/**
 * {@code R(w) = sum (sqrt(w_i^2 + delta^2) - delta)}: nearly {@code ||w||_1} for weights above delta, and smooth.
 *
 * @param delta above 0
 */
record PseudoHuber(double delta) implements Regularizer {
    static final String NAME = "pseudo-huber";

    /** The name of the type: hosts refuse another one. */
    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double value(double[] w) {
        double sum = 0;
        for (double weight : w) {
            // sqrt(w^2 + delta^2) - delta without cancellation
            sum += weight * weight / (root(weight) + delta);
        }
        return sum;
    }

    @Override
    public void gradient(double[] w, double[] out) {
        for (int i = 0; i < w.length; i++) {
            out[i] = w[i] / root(w[i]);
        }
    }

    /** With it, implicit methods integrate the flow. */
    @Override
    public boolean hasSecondDerivative() {
        return true;
    }

    @Override
    public void secondDerivative(double[] w, double[] out) {
        for (int i = 0; i < w.length; i++) {
            double root = root(w[i]);
            out[i] = delta / root * (delta / root) / root;
        }
    }

    private double root(double weight) {
        return Math.sqrt(weight * weight + delta * delta);
    }
}
