package io.driftlog.simulator.flow.explicit;

import io.driftlog.simulator.flow.StepController;

/**
 * The proportional-integral step size control of Gustafsson with the constants of DOPRI5: a step is accepted when its
 * error is at most 1, and {@code h_new = h * safety * error_n^-alpha * error_{n-1}^beta} within [h/5, 10 h], never
 * larger right after a rejection.
 *
 * <p>Hairer &amp; Wanner, <i>Solving Ordinary Differential Equations II</i>, eq. (IV.2.43); beta = 0.04, alpha =
 * 1/order - 0.75 beta.
 */
public final class ProportionalIntegralController implements StepController {
    private static final double BETA = 0.04;
    private static final double MIN_FACTOR = 0.2;
    private static final double MAX_FACTOR = 10;
    private static final double MIN_ERROR = 1e-4;
    /** A rejected step shrinks at least by this, so that trying ends. */
    private static final double SHRINK = 0.95;

    private final double alpha;

    /**
     * A controller for a method with local error {@code O(h^order)} in its estimate.
     *
     * @param order of the method, at least 1
     */
    public ProportionalIntegralController(int order) {
        alpha = 1.0 / order - 0.75 * BETA;
    }

    @Override
    public State begin(double stepSize) {
        return new State(stepSize, 0, 1, 0);
    }

    @Override
    public Verdict judge(State state, double error, double safety) {
        double h = state.stepSize();
        boolean accepted = error <= 1;
        if (!accepted) {
            double factor = safety * StrictMath.pow(error, -alpha);
            double smaller = h * Math.max(MIN_FACTOR, factor > 0 ? Math.min(SHRINK, factor) : MIN_FACTOR);
            return new Verdict(false, new State(smaller, state.acceptedStepSize(), state.acceptedError(), 1));
        }
        double factor = safety * StrictMath.pow(error, -alpha) * StrictMath.pow(state.acceptedError(), BETA);
        double limit = state.rejecting() != 0 ? 1 : MAX_FACTOR;
        double next = h * Math.min(limit, Math.max(MIN_FACTOR, factor));
        return new Verdict(true, new State(next, h, Math.max(MIN_ERROR, error), 0));
    }

    @Override
    public State refused(State state, double factor) {
        return new State(factor * state.stepSize(), state.acceptedStepSize(), state.acceptedError(), 1);
    }
}
