package io.driftlog.simulator.flow.explicit;

import io.driftlog.simulator.flow.GradientFlow;

/** The right side {@code -grad F(w) - lambda grad R(w)}, with the loss gradients of the last points at hand. */
final class FlowVelocity implements Velocity {
    private final GradientFlow flow;
    private final GradientCache gradients;
    private final double[] decay;
    private double within;
    private long stageEvaluations;

    FlowVelocity(GradientFlow flow) {
        this.flow = flow;
        gradients = new GradientCache(flow.objective());
        decay = new double[flow.objective().dimension()];
    }

    @Override
    public int dimension() {
        return decay.length;
    }

    @Override
    public void within(double time) {
        within = time;
    }

    @Override
    public void atPoint(double time, double[] w, double[] out) {
        lossGradient(w, out);
        addDecayAndNegate(time, w, out);
    }

    @Override
    public void at(double time, double[] w, double[] out) {
        flow.objective().gradient(w, out);
        stageEvaluations++;
        addDecayAndNegate(time, w, out);
    }

    @Override
    public void lossGradient(double[] w, double[] out) {
        System.arraycopy(gradients.at(w), 0, out, 0, out.length);
    }

    private void addDecayAndNegate(double time, double[] w, double[] out) {
        double lambda = flow.decay().at(time, within);
        flow.regularizer().gradient(w, decay);
        for (int i = 0; i < out.length; i++) {
            out[i] = -Math.fma(lambda, decay[i], out[i]);
        }
    }

    /** How often F's gradient was evaluated. */
    @Override
    public long evaluations() {
        return stageEvaluations + gradients.evaluations();
    }
}
