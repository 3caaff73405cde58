package io.driftlog.simulator.flow.radau;

/**
 * One vector for each of the three stages, or for each eigenvalue after the transformation: the real one, then real and
 * imaginary part of the complex pair.
 */
record Stages(double[] first, double[] second, double[] third) {
    static Stages ofLength(int length) {
        return new Stages(new double[length], new double[length], new double[length]);
    }
}
