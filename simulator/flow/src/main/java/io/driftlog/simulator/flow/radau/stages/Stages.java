package io.driftlog.simulator.flow.radau.stages;

/**
 * One vector for each of the three stages, or for each eigenvalue after the transformation: the real one, then real and
 * imaginary part of the complex pair.
 */
public record Stages(double[] first, double[] second, double[] third) {
    public static Stages ofLength(int length) {
        return new Stages(new double[length], new double[length], new double[length]);
    }
}
