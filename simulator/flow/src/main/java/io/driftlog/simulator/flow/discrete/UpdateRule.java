package io.driftlog.simulator.flow.discrete;

/** How an optimiser makes the next weights of the gradient on a batch. */
public interface UpdateRule {
    /** The memory that it needs for d weights, such as d numbers for a momentum; all 0 at the start. */
    int memoryLength(int dimension);

    /** Flow time that passes in a step, over the learning rate: how much faster a momentum moves slow weights. */
    double timePerRate();

    /** Whether weight decay acts on the weights themselves and not through the gradient. */
    boolean isDecoupled();

    /**
     * Takes a step.
     *
     * @param step numbers the steps 1, 2, 3 …
     * @param rate the learning rate eta
     * @param gradient g on the batch, with lambda grad R where the decay is coupled; length d. Not modified.
     * @param w becomes the next weights, length d. Modified.
     * @param memory of {@link #memoryLength}. Modified.
     */
    void step(long step, double rate, double[] gradient, double[] w, double[] memory);
}
