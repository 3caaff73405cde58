package io.driftlog.simulator.flow.explicit;

/** The right side v of {@code dw/dt = v(t, w)}. An instance may keep workspaces and caches: one thread. */
public interface Velocity {
    /** Number of weights d. */
    int dimension();

    /**
     * Before the right side is asked for: where v jumps, its value on the side of this time.
     *
     * @param time the middle of a step, or the time of a point at which a step begins
     */
    default void within(double time) {}

    /**
     * The right side at the end of a step, which may be asked for again.
     *
     * @param w length d. Never modified from now on.
     * @param out length d. Modified.
     */
    void atPoint(double time, double[] w, double[] out);

    /**
     * The right side at a stage.
     *
     * @param w length d. Not modified.
     * @param out length d. Modified.
     */
    void at(double time, double[] w, double[] out);

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
