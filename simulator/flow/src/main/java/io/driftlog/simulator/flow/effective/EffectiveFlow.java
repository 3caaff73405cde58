package io.driftlog.simulator.flow.effective;

import io.driftlog.simulator.flow.Gradual;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import io.driftlog.simulator.spi.Regularizer;

/**
 * The effective flow {@code dw/dtau = -P(w) grad R(w)} on the manifold of interpolators M, from a point of M: what the
 * regularised flow at {@code tau = lambda t} converges to as lambda falls to 0, when it is started at the limit of the
 * unregularised flow (Boursier, Pesme &amp; Dragomir, Prop. 2 and 3). Immutable once made.
 */
public sealed interface EffectiveFlow permits LinearEffectiveFlow, SparseEffectiveFlow, IntegratedEffectiveFlow {
    /**
     * How far and how precisely to integrate.
     *
     * @param slowTime tau at which to stop, above 0
     * @param tolerance local error of each weight, relative to the root mean square of the weights at the start
     * @param stationary the limit counts as reached when {@code ||P grad R|| <= stationary ||grad R||}
     * @param maxSteps steps after which to give up
     */
    record Settings(double slowTime, double tolerance, double stationary, int maxSteps) {
        /** To slow time 40 or a KKT residual of 1e-10 at a tolerance of 1e-9, in at most 20000 steps. */
        public static final Settings DEFAULT = new Settings(40, 1e-9, 1e-10, 20_000);

        /** The same, only to another slow time. */
        public Settings until(double newSlowTime) {
            return new Settings(newSlowTime, tolerance, stationary, maxSteps);
        }
    }

    /** Why it ends where it does. */
    enum Cause {
        /** The slow time asked for was reached. */
        SLOW_TIME_REACHED,
        /** The KKT residual asked for was reached: this is the limit. */
        STATIONARY,
        /** The steps became too small or too many. */
        STUCK
    }

    /**
     * Where it ends.
     *
     * @param slowTime tau reached; positive infinity for a closed form
     * @param stationarity {@code ||P grad R|| / ||grad R||} there
     * @param cause why
     * @param steps accepted steps
     * @param patternChanges how often a ReLU reached a kink, left it or turned there; see {@link #from}
     * @param firstPatternChange slow time of the first time; NaN when there was none
     */
    record End(
            double slowTime,
            double stationarity,
            Cause cause,
            int steps,
            long patternChanges,
            double firstPatternChange) {}

    /**
     * Whether the flow can be derived: R is smooth, or its kinks are those of l1 beside a constant curvature, on a
     * model that is linear in its weights.
     */
    static boolean isKnown(LeastSquaresObjective objective, Regularizer regularizer) {
        return regularizer.isSmooth() || SparseEffectiveFlow.isFor(objective, regularizer);
    }

    /**
     * Integrates the flow: the closed form of a linear model with l2 decay, straight lines between the times at which
     * weights come to 0 for one with l1 or elastic-net, otherwise the method of Dormand and Prince on the projected
     * field with a Gauss-Newton retraction after every step (Hairer, Lubich &amp; Wanner, <i>Geometric Numerical
     * Integration</i>, sec. IV.4). The rank of J at the start is kept throughout.
     *
     * <p>A two-layer ReLU network has tangent spaces that jump where a neuron bends at a sample. Steps end there, and
     * the neuron crosses the kink, slides along it or leaves it by the rules of the regularised flow, in which the
     * multiplier of the effective flow stands for the limit of {@code mu / lambda}. The rank is then taken anew.
     *
     * @param objective F. Asked for as long as this lives.
     * @param regularizer R
     * @param start a point of M, or so near that a retraction leads to it, length d. Not copied, never modified.
     * @throws IllegalArgumentException when the Jacobian is not finite there
     */
    static EffectiveFlow from(
            LeastSquaresObjective objective, Regularizer regularizer, double[] start, Settings settings) {
        return integration(objective, regularizer, start, settings).result();
    }

    /** The same as {@link #from}, in portions of steps tried. */
    static Gradual<EffectiveFlow> integration(
            LeastSquaresObjective objective, Regularizer regularizer, double[] start, Settings settings) {
        if (SparseEffectiveFlow.isFor(objective, regularizer)) {
            return new SparseEffectiveFlow.Integration(objective, regularizer, start, settings);
        }
        return objective.hasConstantJacobian() && regularizer.name().equals("l2")
                ? new LinearEffectiveFlow.Solution(new LinearEffectiveFlow(objective, start))
                : new EffectiveFlowIntegration(objective, regularizer, start, settings);
    }

    /** The projector at the start, whose rank is kept. */
    TangentProjector start();

    /** Where it ends. */
    End end();

    /**
     * The weights at a slow time.
     *
     * @param slowTime tau, at least 0; beyond the end the weights of the end
     * @param out w(tau), length d. Modified.
     */
    void weightsAt(double slowTime, double[] out);

    /** The weights at the end: the limit where {@link End#cause} is {@code STATIONARY}. A fresh copy. */
    double[] endWeights();
}
