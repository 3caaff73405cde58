package io.driftlog.simulator.flow.theory;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What runs with different lambda say of the propositions of the theory.
 *
 * @param slowTime slow time at which the runs end
 * @param slowestRate smallest non-zero eigenvalue of the Hessian of F at Phi(w0)
 * @param asymptotic whether the smallest lambda is small against that rate
 * @param firstKink slow time at which a neuron first reaches or leaves a kink; empty if none does
 * @param fastPhase P1
 * @param slowPhase P2
 * @param matching when the slow phase takes over
 * @param limits P3
 * @param doubleLimits P4
 */
public record TheoryFindings(
        double slowTime,
        double slowestRate,
        boolean asymptotic,
        OptionalDouble firstKink,
        FastPhase fastPhase,
        SlowPhase slowPhase,
        Matching matching,
        Limits limits,
        DoubleLimits doubleLimits) {
    /** The largest slowest rate against which a lambda counts as small, as a fraction of it. */
    public static final double MUCH_LESS = 0.1;

    /**
     * P1: on fixed windows of time the run follows the unregularised flow.
     *
     * @param windows distances to it on [0, T]
     */
    public record FastPhase(Verdict verdict, List<Window> windows) {}

    /**
     * P2: in slow time the run follows the effective flow.
     *
     * @param windows distances to it
     */
    public record SlowPhase(Verdict verdict, List<SlowWindow> windows) {}

    /**
     * The largest error on a window of time, for each lambda.
     *
     * @param from start of the window
     * @param to its end
     */
    public record Window(double from, double to, Convergence error) {}

    /**
     * A window of slow time.
     *
     * @param gap smallest eigenvalue of {@code J J^T} at the end of the window over that at the start of the effective
     *     flow
     * @param late the smallest lambda for which the slow phase takes over only after the window has begun
     */
    public record SlowWindow(Window window, double gap, Optional<LateMatching> late) {
        /** Whether the error falls at another rate because the limit is nearly singular. */
        public boolean isSpoiltBySingularity() {
            return isSpoilt(window.error(), gap);
        }
    }

    /**
     * A run whose slow phase takes over within a window.
     *
     * @param slowTime when it does
     */
    public record LateMatching(double weightDecay, double slowTime) {}

    /**
     * The slow phase takes over at slow time of order {@code -lambda ln lambda}.
     *
     * @param slowTime lambda t_WD
     * @param known whether every run has a t_WD
     * @param growth growth of t_WD per unit of ln(1/lambda), between the two smallest lambda
     * @param expectedGrowth 1 / slowest rate
     * @param expectedOrder whether it falls and grows about as expected
     */
    public record Matching(
            Verdict verdict,
            Convergence slowTime,
            boolean known,
            double growth,
            double expectedGrowth,
            boolean expectedOrder) {}

    /**
     * P3: limits are KKT points of min R subject to F = 0.
     *
     * @param residual {@code ||r|| / ||r(w0)||}
     * @param stationarity {@code ||P grad R|| / ||grad R||}
     * @param largest largest stationarity
     * @param stationary whether that is small
     */
    public record Limits(
            Verdict verdict, Convergence residual, Convergence stationarity, double largest, boolean stationary) {}

    /**
     * P4: the limits lambda to 0 and t to infinity do not commute.
     *
     * @param toLimit distance of the end of a run to the limit of the effective flow
     * @param predictor the same for the coefficients of the predictor; empty where there is none
     * @param unfinished distance of the effective flow to its limit when the runs end
     * @param tooEarly whether the runs end too early to tell
     * @param left distance of the run with the smallest lambda to the limit
     * @param early distance of the run without weight decay to Phi(w0)
     * @param apart distance of the two limits
     * @param agreement whether the two limits differ
     * @param startTestLoss test loss at Phi(w0); NaN without test data
     * @param limitTestLoss test loss at the limit of the effective flow; NaN without test data
     * @param gap smallest eigenvalue of {@code J J^T} at the limit over that at Phi(w0)
     */
    public record DoubleLimits(
            Verdict verdict,
            Convergence toLimit,
            Optional<Convergence> predictor,
            double unfinished,
            boolean tooEarly,
            double left,
            double early,
            double apart,
            Agreement agreement,
            double startTestLoss,
            double limitTestLoss,
            double gap) {
        /** Whether the error falls at another rate because the limit is nearly singular. */
        public boolean isSpoiltBySingularity() {
            return isSpoilt(toLimit, gap);
        }
    }

    /** Whether two limits are the same, as far as the errors of both tell. */
    public enum Agreement {
        DIFFER,
        AGREE,
        UNKNOWN
    }

    private static boolean isSpoilt(Convergence error, double gap) {
        return error.outcome() == Convergence.Outcome.AT_ANOTHER_RATE && gap < 0.1;
    }
}
