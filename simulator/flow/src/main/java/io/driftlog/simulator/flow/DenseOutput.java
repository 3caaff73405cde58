package io.driftlog.simulator.flow;

/** The solution within one step. */
public interface DenseOutput {
    /** Flow time at the start of the step. */
    double start();

    /** Flow time at the end of the step. */
    double end();

    /**
     * The weights at a time within the step.
     *
     * @param time {@code start() <= time <= end()}
     * @param out w(time), length d. Modified.
     */
    void weightsAt(double time, double[] out);

    /**
     * Weights and multiplier at a time within the step.
     *
     * @param time {@code start() <= time <= end()}
     * @return a new point; its multiplier is empty for methods without one
     */
    FlowPoint pointAt(double time);
}
