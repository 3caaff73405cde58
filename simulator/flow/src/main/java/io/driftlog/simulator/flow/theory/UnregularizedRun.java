package io.driftlog.simulator.flow.theory;

import io.driftlog.events.StepTaken;
import io.driftlog.simulator.flow.DenseOutput;
import java.util.Arrays;

/** The weights of the run without weight decay, at the times at which others are compared with it. */
public final class UnregularizedRun {
    private final double[][] samples;
    private final Sampler sampler;
    private double[] last;
    private double lastTime;
    private double testLoss = Double.NaN;

    /**
     * Before its first step.
     *
     * @param times increasing, above 0. Not modified.
     * @param start w0. Not copied, never modified.
     */
    UnregularizedRun(double[] times, double[] start) {
        samples = new double[times.length][];
        sampler = new Sampler(times, start.length);
        last = start;
    }

    /** Takes the next step of the run. */
    public void step(StepTaken step, DenseOutput interpolant) {
        sampler.step(interpolant, (index, weights) -> samples[index] = weights.clone());
        last = step.weights();
        lastTime = step.time();
        testLoss = step.testLoss();
    }

    /** The weights at one of the times; those of the end, where it came to rest, beyond it. A view. */
    double[] weights(int index) {
        return index < sampler.taken() ? samples[index] : last;
    }

    /** Where it ended. A copy. */
    public double[] end() {
        return Arrays.copyOf(last, last.length);
    }

    /** When it ended. */
    public double endTime() {
        return lastTime;
    }

    /** The test loss where it ended; NaN without test data. */
    public double testLoss() {
        return testLoss;
    }
}
