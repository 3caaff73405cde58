package io.driftlog.simulator.flow.explicit;

import io.driftlog.simulator.flow.FlowPoint;
import io.driftlog.simulator.flow.GradientFlow;
import io.driftlog.simulator.spi.Vectors;

/**
 * The classical explicit Runge-Kutta method with a fixed step size. Order 4, stable while h times the largest curvature
 * is at most 2.78. Dense output is the cubic Hermite polynomial, of order 3.
 *
 * <p>A given step size is used as it is. An automatic one begins at {@code 1 / L} for the largest curvature L at the
 * starting point; a step is refused, and the step size halved for good, when the curvature seen by the first two stages
 * exceeds 2.5/h.
 *
 * <p>Hairer, Norsett &amp; Wanner, <i>Solving Ordinary Differential Equations I</i>, Table II.1.2.
 */
public final class RungeKutta4 extends ExplicitStepper<FlowPoint> {
    private static final double LARGEST_CURVATURE = 2.5;

    private final FixedStepSize size;
    private final double[] k1;
    private final double[] k2;
    private final double[] k3;
    private final double[] k4;
    private final double[] stage;

    /**
     * A stepper for one run.
     *
     * @param flow what is integrated
     * @param stepSize h &gt; 0, or 0 for an automatic step size, which needs Jacobian or Hessian products
     */
    public RungeKutta4(GradientFlow flow, double stepSize) {
        super(new FlowVelocity(flow), 4);
        size = new FixedStepSize(flow, stepSize);
        int d = flow.objective().dimension();
        k1 = new double[d];
        k2 = new double[d];
        k3 = new double[d];
        k4 = new double[d];
        stage = new double[d];
    }

    @Override
    public boolean keepsStepSize() {
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
        double start = memory.time();
        double middle = start + 0.5 * stepSize;
        double end = start + stepSize;
        right.within(middle);
        right.atPoint(start, w, k1);
        step(w, 0.5 * stepSize, k1);
        right.at(middle, stage, k2);
        if (size.isAutomatic() && isUnstable(w, stepSize)) {
            return unstable();
        }
        step(w, 0.5 * stepSize, k2);
        right.at(middle, stage, k3);
        step(w, stepSize, k3);
        right.at(end, stage, k4);
        double[] next = new double[w.length];
        for (int i = 0; i < next.length; i++) {
            double sum = k1[i] + 2 * (k2[i] + k3[i]) + k4[i];
            next[i] = Math.fma(stepSize / 6, sum, w[i]);
        }
        if (!Vectors.allFinite(next)) {
            return weightsNotFinite();
        }
        FlowPoint after = after(memory, stepSize, next);
        double[] endVelocity = new double[w.length];
        right.atPoint(end, next, endVelocity);
        return new Attempt.Candidate<>(after, 0, 1, new HermiteInterpolant(memory, after, k1.clone(), endVelocity));
    }

    /** {@code stage = w + h k}. */
    private void step(double[] w, double h, double[] k) {
        for (int i = 0; i < stage.length; i++) {
            stage[i] = Math.fma(h, k[i], w[i]);
        }
    }

    /** Compares {@code ||k2 - k1||} with {@code ||h/2 k1||}. */
    private boolean isUnstable(double[] w, double stepSize) {
        double change = 0;
        for (int i = 0; i < k1.length; i++) {
            change = Math.fma(k2[i] - k1[i], k2[i] - k1[i], change);
        }
        double distance = 0.5 * stepSize * Math.sqrt(Vectors.normSquared(k1));
        return Sharpness.isMeasurable(distance, w) && !(Math.sqrt(change) * stepSize <= LARGEST_CURVATURE * distance);
    }
}
