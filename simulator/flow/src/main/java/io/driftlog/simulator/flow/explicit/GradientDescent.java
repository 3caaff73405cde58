package io.driftlog.simulator.flow.explicit;

import io.driftlog.simulator.flow.FlowPoint;
import io.driftlog.simulator.flow.GradientFlow;
import io.driftlog.simulator.flow.Stepper;
import io.driftlog.simulator.spi.Objective;
import io.driftlog.simulator.spi.Vectors;

/**
 * Gradient descent with coupled weight decay, {@code w <- w - h (grad F(w) + lambda grad R(w))}: the explicit Euler
 * method on the regularised gradient flow, of order 1, stable while h times the largest curvature is at most 2. Dense
 * output is the straight line.
 *
 * <p>A given step size is used as it is. An automatic one begins at {@code 1 / L} for the largest curvature L at the
 * starting point. Curvature may grow along the way, so an automatic step is refused, and the step size halved for good,
 * when the gradient after it points back harder than the one before pointed forward,
 * {@code <g_{k+1}, g_k> < -||g_k||^2}: curvature along the step then exceeds the stability limit 2/h.
 */
public final class GradientDescent implements Stepper<FlowPoint> {
    private final GradientFlow flow;
    private final double givenStepSize;
    private final GradientCache gradients;
    private final double[] decay;
    private final double[] total;

    /**
     * A stepper for one run.
     *
     * @param flow what is integrated
     * @param stepSize h &gt; 0, or 0 for an automatic step size, which needs Jacobian or Hessian products
     */
    public GradientDescent(GradientFlow flow, double stepSize) {
        this.flow = flow;
        this.givenStepSize = stepSize;
        gradients = new GradientCache(flow.objective());
        decay = new double[flow.objective().dimension()];
        total = new double[flow.objective().dimension()];
    }

    /** Whether an automatic step size can be found for this objective. */
    public static boolean canChooseStepSize(Objective objective) {
        return Sharpness.isKnown(objective);
    }

    @Override
    public boolean keepsStepSize() {
        return true;
    }

    @Override
    public int order() {
        return 1;
    }

    @Override
    public FlowPoint begin(FlowPoint point) {
        return new FlowPoint(point.time(), point.weights(), new double[0]);
    }

    @Override
    public FlowPoint point(FlowPoint memory) {
        return memory;
    }

    @Override
    public void lossGradient(FlowPoint memory, double[] out) {
        System.arraycopy(gradients.at(memory.weights()), 0, out, 0, out.length);
    }

    @Override
    public double initialStepSize(FlowPoint memory) {
        if (givenStepSize > 0) {
            return givenStepSize;
        }
        return Sharpness.stepSize(flow, memory.weights());
    }

    @Override
    public Attempt<FlowPoint> attempt(FlowPoint memory, double stepSize) {
        double[] w = memory.weights();
        regularizedGradient(w, total);
        double[] next = w.clone();
        Vectors.addScaled(-stepSize, total, next);
        if (!Vectors.allFinite(next)) {
            return new Attempt.Refused<>(0.5, "The weights after the step are not finite.");
        }
        if (givenStepSize <= 0 && isMeasurable(stepSize, w) && !descends(next)) {
            return new Attempt.Refused<>(0.5, "The curvature is beyond the stability limit of this step size.");
        }
        FlowPoint after = new FlowPoint(memory.time() + stepSize, next, memory.multiplier());
        return new Attempt.Candidate<>(after, 0, 1, new LinearInterpolant(memory, after));
    }

    private boolean isMeasurable(double stepSize, double[] w) {
        return Sharpness.isMeasurable(stepSize * Math.sqrt(Vectors.normSquared(total)), w);
    }

    /** Whether the gradient at the next point does not overshoot {@link #total}, the one before the step. */
    private boolean descends(double[] next) {
        double[] after = gradients.at(next);
        flow.regularizer().gradient(next, decay);
        double projection = Vectors.dot(after, total) + flow.weightDecay() * Vectors.dot(decay, total);
        return projection >= -Vectors.normSquared(total);
    }

    private void regularizedGradient(double[] w, double[] out) {
        System.arraycopy(gradients.at(w), 0, out, 0, out.length);
        flow.regularizer().gradient(w, decay);
        Vectors.addScaled(flow.weightDecay(), decay, out);
    }

    @Override
    public Work work() {
        return new Work(gradients.evaluations(), 0, 0, 0);
    }
}
