package io.driftlog.simulator.flow.radau;

import io.driftlog.simulator.flow.StepController;

/**
 * Gustafsson's predictive step size control for an error estimate of order 3: the next step size follows the trend of
 * the last two errors and not the last error alone.
 *
 * <p>Hairer &amp; Wanner, <i>Solving ODEs II</i>, sec. IV.8; Gustafsson, ACM TOMS 20 (1994) 496-517.
 */
public final class PredictiveController implements StepController {
    private static final double LARGEST_GROWTH = 8;
    private static final double LARGEST_SHRINKING = 5;
    private static final double FIRST_SHRINKING = 0.1;
    private static final double PREDICTION_SAFETY = 0.9;
    private static final double SMALLEST_REMEMBERED_ERROR = 1e-2;

    @Override
    public State begin(double stepSize) {
        return new State(stepSize, 0, 1, 0);
    }

    @Override
    public Verdict judge(State state, double error, double safety) {
        double h = state.stepSize();
        boolean first = state.acceptedStepSize() == 0;
        double divisor = clamp(fourthRoot(error) / safety);
        if (!(error < 1)) {
            double smaller = first ? h * FIRST_SHRINKING : h / divisor;
            return new Verdict(false, new State(smaller, state.acceptedStepSize(), state.acceptedError(), 1));
        }
        if (!first) {
            double trend = state.acceptedStepSize() / h * fourthRoot(error * error / state.acceptedError());
            divisor = Math.max(divisor, clamp(trend / PREDICTION_SAFETY));
        }
        double proposed = h / divisor;
        double next = state.rejecting() == 0 ? proposed : Math.min(proposed, h);
        return new Verdict(true, new State(next, h, Math.max(SMALLEST_REMEMBERED_ERROR, error), 0));
    }

    @Override
    public State refused(State state, double factor) {
        return new State(state.stepSize() * factor, state.acceptedStepSize(), state.acceptedError(), 1);
    }

    private static double fourthRoot(double x) {
        return Math.sqrt(Math.sqrt(x));
    }

    /** The divisor of the step size, kept in its bounds; the largest one for NaN. */
    private static double clamp(double divisor) {
        return divisor < LARGEST_SHRINKING ? Math.max(divisor, 1 / LARGEST_GROWTH) : LARGEST_SHRINKING;
    }
}
