package io.driftlog.simulator.spi;

/** An objective that is a mean over training samples, so that it has a gradient on every batch of them. */
public interface SampledObjective extends Objective {
    /** {@return number of training samples, from which batches are drawn} */
    int trainingSamples();

    /** {@return whether the targets are numbers, which can be shifted} */
    default boolean hasTargetShifts() {
        return false;
    }

    /**
     * The gradient of the mean loss of a batch, whose targets may be shifted.
     *
     * @param w weights, length d. Not modified.
     * @param share of each training sample in the mean: how often it is in the batch, divided by the batch's size.
     *     Length {@link #trainingSamples}. Not modified.
     * @param shift of each target, times the sample's share; all 0 where {@link #hasTargetShifts} is false. The same
     *     length. Not modified.
     * @param out length d. Modified.
     */
    void batchGradient(double[] w, double[] share, double[] shift, double[] out);
}
