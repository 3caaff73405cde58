package io.driftlog.simulator.flow.explicit;

import io.driftlog.simulator.flow.GradientFlow;

/** The right side {@code -grad F(w) - lambda grad R(w)}, with the loss gradients of the last points at hand. */
final class FlowVelocity {
    private final GradientFlow flow;
    private final GradientCache gradients;
    private final double[] decay;
    private long stageEvaluations;

    FlowVelocity(GradientFlow flow) {
        this.flow = flow;
        gradients = new GradientCache(flow.objective());
        decay = new double[flow.objective().dimension()];
    }

    /**
     * The right side at the end of a step, whose loss gradient will be asked for again.
     *
     * @param w length d. Never modified from now on.
     * @param out length d. Modified.
     */
    void atPoint(double[] w, double[] out) {
        lossGradient(w, out);
        addDecayAndNegate(w, out);
    }

    /**
     * The right side at a stage.
     *
     * @param w length d. Not modified.
     * @param out length d. Modified.
     */
    void at(double[] w, double[] out) {
        flow.objective().gradient(w, out);
        stageEvaluations++;
        addDecayAndNegate(w, out);
    }

    /**
     * {@code grad F} at the end of a step.
     *
     * @param w length d. Never modified from now on.
     * @param out length d. Modified.
     */
    void lossGradient(double[] w, double[] out) {
        System.arraycopy(gradients.at(w), 0, out, 0, out.length);
    }

    private void addDecayAndNegate(double[] w, double[] out) {
        flow.regularizer().gradient(w, decay);
        for (int i = 0; i < out.length; i++) {
            out[i] = -Math.fma(flow.weightDecay(), decay[i], out[i]);
        }
    }

    /** How often F's gradient was evaluated. */
    long evaluations() {
        return stageEvaluations + gradients.evaluations();
    }
}
