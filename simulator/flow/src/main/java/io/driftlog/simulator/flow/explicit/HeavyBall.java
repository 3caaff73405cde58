package io.driftlog.simulator.flow.explicit;

import io.driftlog.simulator.flow.FlowPoint;
import io.driftlog.simulator.flow.GradientFlow;
import io.driftlog.simulator.spi.Vectors;

/**
 * Gradient descent with heavy-ball momentum b and coupled weight decay, from rest: {@code m <- b m + (1 - b) g(w), w <-
 * w - h m} with {@code g = grad F + lambda grad R}. That is the usual {@code v <- b v - eta g, w <- w + v} with
 * learning rate {@code eta = (1 - b) h}: flow time advances by {@code h = eta / (1 - b)} per iteration, so that slow
 * modes decay as the flow's do, by {@code 1 - h lambda} each. Order 1, stable while eta times the largest curvature is
 * at most {@code 2 (1 + b)}. Dense output is the straight line.
 *
 * <p>The velocity m is carried over restart points. An automatic step size begins at {@code eta = 1 / L} for the
 * largest curvature L at the starting point; a step along which the curvature is beyond the stability limit is refused,
 * and the step size halved for good.
 *
 * <p>Polyak, "Some methods of speeding up the convergence of iteration methods", USSR Comput. Math. Math. Phys. 4
 * (1964) 1-17, eq. (8).
 */
public final class HeavyBall extends ExplicitStepper<HeavyBall.Memory> {
    private final FixedStepSize size;
    private final double momentum;
    private final double[] before;
    private final double[] after;

    /**
     * A stepper for one run.
     *
     * @param flow what is integrated
     * @param stepSize learning rate eta &gt; 0, or 0 for an automatic one, which needs Jacobian or Hessian products
     * @param momentum b, in [0, 1)
     */
    public HeavyBall(GradientFlow flow, double stepSize, double momentum) {
        super(new FlowVelocity(flow), 1);
        this.momentum = momentum;
        size = new FixedStepSize(flow, stepSize);
        before = new double[flow.objective().dimension()];
        after = new double[flow.objective().dimension()];
    }

    /**
     * What the method remembers between steps.
     *
     * @param point where it is
     * @param velocity -m, the averaged right side, length d. Never modified.
     */
    public record Memory(FlowPoint point, double[] velocity) {}

    @Override
    public boolean keepsStepSize() {
        return true;
    }

    @Override
    public boolean isDiscrete() {
        return true;
    }

    /** At rest. */
    @Override
    public Memory begin(FlowPoint point) {
        return begin(point, new double[point.weights().length]);
    }

    @Override
    public Memory begin(FlowPoint point, double[] carried) {
        return new Memory(start(point), carried);
    }

    /** The velocity, length d. */
    @Override
    public double[] carried(Memory memory) {
        return memory.velocity();
    }

    @Override
    public FlowPoint point(Memory memory) {
        return memory.point();
    }

    @Override
    public double initialStepSize(Memory memory) {
        return size.first(memory.point().weights()) / (1 - momentum);
    }

    @Override
    public Attempt<Memory> attempt(Memory memory, double stepSize) {
        double[] w = memory.point().weights();
        double time = memory.point().time();
        right.within(time);
        right.atPoint(time, w, before);
        double[] velocity = memory.velocity().clone();
        Vectors.scale(momentum, velocity);
        Vectors.addScaled(1 - momentum, before, velocity);
        double[] next = w.clone();
        Vectors.addScaled(stepSize, velocity, next);
        if (!Vectors.allFinite(next) || !Vectors.allFinite(velocity)) {
            return weightsNotFinite();
        }
        if (size.isAutomatic() && isUnstable(time, w, next, velocity, stepSize)) {
            return unstable();
        }
        FlowPoint end = after(memory.point(), stepSize, next);
        return new Attempt.Candidate<>(new Memory(end, velocity), 0, 1, new LinearInterpolant(memory.point(), end));
    }

    /**
     * Whether the curvature along the step, {@code -<f(w + h v) - f(w), v> / (h ||v||^2)}, is above 2 (1 + b) / eta.
     */
    private boolean isUnstable(double time, double[] w, double[] next, double[] velocity, double stepSize) {
        double speedSquared = Vectors.normSquared(velocity);
        if (!Sharpness.isMeasurable(stepSize * Math.sqrt(speedSquared), w)) {
            return false;
        }
        right.atPoint(time, next, after);
        double change = Vectors.dot(before, velocity) - Vectors.dot(after, velocity);
        return !(change <= 2 * (1 + momentum) / (1 - momentum) * speedSquared);
    }
}
