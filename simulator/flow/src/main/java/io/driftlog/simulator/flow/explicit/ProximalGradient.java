package io.driftlog.simulator.flow.explicit;

import io.driftlog.simulator.flow.FlowPoint;
import io.driftlog.simulator.flow.GradientFlow;
import io.driftlog.simulator.spi.Regularizer;
import io.driftlog.simulator.spi.Vectors;
import java.util.OptionalDouble;

/**
 * The proximal gradient method, {@code w <- prox(w - h grad F(w))} with the proximal map of {@code h lambda R}: the implicit
 * Euler method in R and the explicit one in F. Any R whose proximal map is known, smooth or not; order 1, stable while h times
 * the largest curvature of F is below 2. Dense output is the straight line.
 *
 * <p>An automatic step size begins at {@code 1 / L} for the largest curvature L of F at the starting point, and is halved for
 * good when F after a step lies above the parabola of curvature 1/h.
 *
 * <p>Beck &amp; Teboulle, "A fast iterative shrinkage-thresholding algorithm for linear inverse problems", SIAM J. Imaging Sci.
 * 2 (2009) 183-202, sec. 3 (ISTA).
 */
public final class ProximalGradient extends ExplicitStepper<ProximalGradient.Memory> {
    private final GradientFlow flow;
    private final double givenStepSize;
    private final double[] gradient;
    private final double[] forward;

    /**
     * A stepper for one run.
     *
     * @param flow what is integrated; its R has a proximal map
     * @param stepSize h &gt; 0, or 0 for an automatic step size, which needs Jacobian or Hessian products
     */
    public ProximalGradient(GradientFlow flow, double stepSize) {
        super(new FlowVelocity(flow), 1);
        this.flow = flow;
        givenStepSize = stepSize;
        gradient = new double[flow.objective().dimension()];
        forward = new double[flow.objective().dimension()];
    }

    /**
     * What the method remembers between steps.
     *
     * @param point where it is
     * @param speed of the last step, its length divided by h; NaN before the first one
     */
    public record Memory(FlowPoint point, double speed) {}

    @Override
    public boolean keepsStepSize() {
        return true;
    }

    @Override
    public boolean isDiscrete() {
        return true;
    }

    @Override
    public Memory begin(FlowPoint point) {
        return new Memory(start(point), Double.NaN);
    }

    @Override
    public Memory begin(FlowPoint point, double[] carried) {
        return new Memory(start(point), carried.length == 0 ? Double.NaN : carried[0]);
    }

    /** The speed of the last step. */
    @Override
    public double[] carried(Memory memory) {
        return new double[] {memory.speed()};
    }

    @Override
    public FlowPoint point(Memory memory) {
        return memory.point();
    }

    @Override
    public OptionalDouble speed(Memory memory) {
        return OptionalDouble.of(memory.speed());
    }

    @Override
    public double initialStepSize(Memory memory) {
        if (givenStepSize > 0) {
            return givenStepSize;
        }
        double curvature = Sharpness.at(flow.objective(), memory.point().weights());
        return curvature > 0 ? 1 / curvature : 1;
    }

    @Override
    public Attempt<Memory> attempt(Memory memory, double stepSize) {
        double[] w = memory.point().weights();
        right.lossGradient(w, gradient);
        System.arraycopy(w, 0, forward, 0, w.length);
        Vectors.addScaled(-stepSize, gradient, forward);
        double[] next = new double[w.length];
        Regularizer regularizer = flow.regularizer();
        regularizer.proximal(stepSize * flow.decay().at(memory.point().time()), forward, next);
        if (!Vectors.allFinite(next)) {
            return weightsNotFinite();
        }
        double[] change = next.clone();
        Vectors.addScaled(-1, w, change);
        double distance = Math.sqrt(Vectors.normSquared(change));
        if (!(givenStepSize > 0)
                && Sharpness.isMeasurable(distance, w)
                && isAboveParabola(w, next, change, distance, stepSize)) {
            return unstable();
        }
        FlowPoint after = after(memory.point(), stepSize, next);
        return new Attempt.Candidate<>(
                new Memory(after, distance / stepSize), 0, 1, new LinearInterpolant(memory.point(), after));
    }

    /** Whether F(next) exceeds {@code F(w) + <grad F, change> + ||change||^2 / (2h)}, by more than rounding. */
    private boolean isAboveParabola(double[] w, double[] next, double[] change, double distance, double stepSize) {
        double before = flow.objective().value(w);
        double bound = before + Vectors.dot(gradient, change) + distance * distance / (2 * stepSize);
        return !(flow.objective().value(next) <= bound + 1e-12 * Math.abs(before));
    }
}
