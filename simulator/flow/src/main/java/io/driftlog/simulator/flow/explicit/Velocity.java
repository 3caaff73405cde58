package io.driftlog.simulator.flow.explicit;

/** The right side v of {@code dw/dt = v(w)}. An instance may keep workspaces and caches: one thread. */
public interface Velocity {
    /** Number of weights d. */
    int dimension();

    /**
     * The right side at the end of a step, which may be asked for again.
     *
     * @param w length d. Never modified from now on.
     * @param out length d. Modified.
     */
    void atPoint(double[] w, double[] out);

    /**
     * The right side at a stage.
     *
     * @param w length d. Not modified.
     * @param out length d. Modified.
     */
    void at(double[] w, double[] out);

    /**
     * {@code grad F} at the end of a step.
     *
     * @param w length d. Never modified from now on.
     * @param out length d. Modified.
     */
    void lossGradient(double[] w, double[] out);

    /** How often the right side was evaluated. */
    long evaluations();
}
