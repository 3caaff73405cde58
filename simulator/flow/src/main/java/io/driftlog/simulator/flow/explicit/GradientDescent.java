package io.driftlog.simulator.flow.explicit;

import io.driftlog.simulator.flow.FlowPoint;
import io.driftlog.simulator.flow.GradientFlow;
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
public final class GradientDescent extends ExplicitStepper<FlowPoint> {
    private final GradientFlow flow;
    private final FixedStepSize size;
    private final double[] velocity;
    private final double[] gradient;
    private final double[] decay;

    /**
     * A stepper for one run.
     *
     * @param flow what is integrated
     * @param stepSize h &gt; 0, or 0 for an automatic step size, which needs Jacobian or Hessian products
     */
    public GradientDescent(GradientFlow flow, double stepSize) {
        super(new FlowVelocity(flow), 1);
        this.flow = flow;
        size = new FixedStepSize(flow, stepSize);
        int d = flow.objective().dimension();
        velocity = new double[d];
        gradient = new double[d];
        decay = new double[d];
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
    public boolean isDiscrete() {
        return true;
    }

    @Override
    public FlowPoint begin(FlowPoint point) {
        return start(point);
    }

    @Override
    public FlowPoint point(FlowPoint memory) {
        return memory;
    }

    @Override
    public double initialStepSize(FlowPoint memory) {
        return size.first(memory.weights());
    }

    @Override
    public Attempt<FlowPoint> attempt(FlowPoint memory, double stepSize) {
        double[] w = memory.weights();
        double time = memory.time();
        right.within(time);
        right.atPoint(time, w, velocity);
        double[] next = w.clone();
        Vectors.addScaled(stepSize, velocity, next);
        if (!Vectors.allFinite(next)) {
            return weightsNotFinite();
        }
        if (size.isAutomatic() && isMeasurable(stepSize, w) && !descends(time, next)) {
            return unstable();
        }
        FlowPoint after = after(memory, stepSize, next);
        return new Attempt.Candidate<>(after, 0, 1, new LinearInterpolant(memory, after));
    }

    private boolean isMeasurable(double stepSize, double[] w) {
        return Sharpness.isMeasurable(stepSize * Math.sqrt(Vectors.normSquared(velocity)), w);
    }

    /** Whether the gradient at the next point does not overshoot the one before the step, {@code -velocity}. */
    private boolean descends(double time, double[] next) {
        right.lossGradient(next, gradient);
        flow.regularizer().gradient(next, decay);
        double projection = Vectors.dot(gradient, velocity) + flow.decay().at(time) * Vectors.dot(decay, velocity);
        return projection <= Vectors.normSquared(velocity);
    }
}
