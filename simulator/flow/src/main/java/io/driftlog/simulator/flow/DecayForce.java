package io.driftlog.simulator.flow;

import io.driftlog.events.DecayCurve;
import io.driftlog.simulator.flow.regularizer.SquaredL2;
import io.driftlog.simulator.spi.Regularizer;
import java.util.OptionalDouble;

/**
 * The force of the weight decay, {@code -lambda(t) grad R(w)}. Within a step lambda is that of one piece of its curve, also
 * at the piece's end: {@link #enter} chooses it.
 */
public final class DecayForce {
    private final Regularizer regularizer;
    private final DecayCurve decay;
    private final OptionalDouble constantCurvature;
    private final double[] gradient;
    private double start;
    private double within;

    /** @param dimension number of weights d */
    public DecayForce(Regularizer regularizer, DecayCurve decay, int dimension) {
        this.regularizer = regularizer;
        this.decay = decay;
        constantCurvature = regularizer.constantCurvature();
        gradient = new double[dimension];
    }

    /** The force of a flow. */
    public DecayForce(GradientFlow flow) {
        this(flow.regularizer(), flow.decay(), flow.objective().dimension());
    }

    /** The force of l2 decay of the same strength at all times. */
    public static DecayForce ofSquaredNorm(double weightDecay, int dimension) {
        return new DecayForce(new SquaredL2(), DecayCurve.constant(weightDecay), dimension);
    }

    /**
     * From now on, lambda is that of the piece that a step lies in.
     *
     * @param time where the step begins
     * @param stepSize its size; 0 for a point at which a step begins
     */
    public void enter(double time, double stepSize) {
        start = time;
        within = time + 0.5 * stepSize;
    }

    /** lambda at a time. */
    public double strength(double time) {
        return decay.at(time, within);
    }

    /**
     * {@code f <- -f - lambda(t) grad R(w)}, which makes the gradient of F the velocity.
     *
     * @param w length d. Not modified.
     * @param f length d. Modified.
     */
    public void addAndNegate(double time, double[] w, double[] f) {
        double lambda = strength(time);
        regularizer.gradient(w, gradient);
        for (int i = 0; i < f.length; i++) {
            f[i] = -f[i] - lambda * gradient[i];
        }
    }

    /** {@code lambda k} at the start of the step, where the second derivative of R is k times the identity; otherwise 0. */
    public double shift() {
        return constantCurvature.isPresent() ? strength(start) * constantCurvature.getAsDouble() : 0;
    }

    /** Whether the second derivative of R is more than {@link #shift} tells. */
    public boolean isCurved() {
        return constantCurvature.isEmpty();
    }

    /**
     * lambda at the start of the step times the diagonal of the second derivative of R.
     *
     * @param w length d. Not modified.
     * @param out length d. Modified.
     */
    public void curvature(double[] w, double[] out) {
        double lambda = strength(start);
        regularizer.secondDerivative(w, out);
        for (int i = 0; i < out.length; i++) {
            out[i] *= lambda;
        }
    }
}
