package io.driftlog.simulator.flow.loop;

import static io.driftlog.events.NumberText.readable;

import io.driftlog.events.InitialSpec;
import io.driftlog.events.MethodSpec;
import io.driftlog.events.Outcome;
import io.driftlog.events.RunSpec;
import io.driftlog.events.StepTaken;
import io.driftlog.events.StopRule;
import io.driftlog.simulator.flow.Gradual;
import io.driftlog.simulator.flow.effective.Interpolation;
import io.driftlog.simulator.flow.spec.Problem;
import io.driftlog.simulator.flow.spec.Problems;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import io.driftlog.simulator.spi.Vectors;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * {@code Phi(w0)}: where the unregularised flow from w0 leads. It is integrated with the method that suits the problem
 * until {@code ||grad F||} has fallen to 1e-12 of its start, and then retracted to the manifold of stationary points by
 * Gauss-Newton steps; a model that is linear in its weights needs the retraction alone.
 *
 * <p>Boursier, Pesme &amp; Dragomir, sec. 3.1.
 *
 * @param weights Phi(w0), length d. Not copied, never modified.
 * @param reached whether the gradient fell as far as that
 * @param time flow time reached; 0 when no flow was needed
 * @param gradientRatio {@code ||grad F||} there over that at w0
 * @param retraction how far the retraction moved the weights, relative to them
 * @param trainLoss F at Phi(w0)
 * @param steps accepted steps
 * @param reason one sentence for a person: how it ended
 */
public record UnregularizedLimit(
        double[] weights,
        boolean reached,
        double time,
        double gradientRatio,
        double retraction,
        double trainLoss,
        long steps,
        String reason) {
    /** Fall of the gradient norm at which the flow counts as arrived. */
    public static final double ARRIVED = 1e-12;

    private static final double TOLERANCE = 1e-10;
    private static final double MAX_STEPS = 5000;

    /**
     * Finds the limit.
     *
     * @param spec a run of a least-squares objective; its weight decay, method and end play no part
     * @param start w0, length d. Not copied, never modified.
     * @throws IllegalArgumentException when the objective is no sum of squares, or its Jacobian is not finite
     * @throws io.driftlog.simulator.spi.InvalidSpecException for values that cannot be run
     */
    public static UnregularizedLimit of(RunSpec spec, double[] start) {
        return search(spec, start).result();
    }

    /** The same as {@link #of}, in portions of steps of the unregularised flow. */
    public static Gradual<UnregularizedLimit> search(RunSpec spec, double[] start) {
        return new Search(spec, start);
    }

    private static final class Search implements Gradual<UnregularizedLimit> {
        private final LeastSquaresObjective objective;
        private final double initialNorm;
        private @Nullable Integration flow;
        private @Nullable UnregularizedLimit found;

        Search(RunSpec spec, double[] start) {
            Problem problem = Problems.open(unregularized(spec, start, Double.MIN_NORMAL));
            if (!(problem.flow().objective() instanceof LeastSquaresObjective sumOfSquares)) {
                throw new IllegalArgumentException("the objective is no sum of squares");
            }
            objective = sumOfSquares;
            double[] gradient = new double[start.length];
            objective.gradient(start, gradient);
            initialNorm = Math.sqrt(Vectors.normSquared(gradient));
            if (objective.hasConstantJacobian() || initialNorm == 0) {
                String reason = initialNorm == 0 ? "w0 is a stationary point" : "the model is linear in its weights";
                found = retracted(objective, start, true, 0, initialNorm == 0 ? 0 : Double.NaN, 0, reason);
            } else {
                double target = Math.max(Double.MIN_NORMAL, ARRIVED * initialNorm);
                flow = Integration.start("unregularized-limit", unregularized(spec, start, target));
            }
        }

        @Override
        public boolean advance(int steps) {
            Integration integration = flow;
            for (int i = 0; integration != null && i < steps; i++) {
                if (integration.advance() instanceof Advance.Ended ended) {
                    found = end(integration, ended);
                    flow = null;
                    return true;
                }
            }
            return found != null;
        }

        private UnregularizedLimit end(Integration integration, Advance.Ended ended) {
            StepTaken last = integration.current();
            return retracted(
                    objective,
                    last.weights(),
                    ended.outcome() == Outcome.COMPLETED,
                    last.time(),
                    last.gradientNorm() / initialNorm,
                    last.step(),
                    ended.reason());
        }

        @Override
        public UnregularizedLimit result() {
            advance(Integer.MAX_VALUE);
            return Objects.requireNonNull(found);
        }
    }

    private static RunSpec unregularized(RunSpec spec, double[] start, double gradientNorm) {
        return spec.with(new InitialSpec.Given(start))
                .withConstant(0)
                .with(new MethodSpec(
                        "auto",
                        new TreeMap<>(Map.of(
                                "relativeTolerance",
                                TOLERANCE,
                                "absoluteTolerance",
                                1e-3 * TOLERANCE,
                                "maxSteps",
                                MAX_STEPS))))
                .with(new StopRule(OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.of(gradientNorm)));
    }

    private static UnregularizedLimit retracted(
            LeastSquaresObjective objective,
            double[] w,
            boolean reached,
            double time,
            double gradientRatio,
            long steps,
            String reason) {
        double[] limit = Interpolation.retract(objective, w);
        double[] moved = limit.clone();
        Vectors.addScaled(-1, w, moved);
        double size = Vectors.normSquared(limit);
        return new UnregularizedLimit(
                limit,
                reached,
                time,
                gradientRatio,
                size > 0 ? Math.sqrt(Vectors.normSquared(moved) / size) : 0,
                objective.value(limit),
                steps,
                reason);
    }

    /** The limit in words. */
    public String sentence() {
        return reached
                ? "the unregularised flow arrived at t = " + readable(time)
                : "the unregularised flow did not arrive, its gradient fell only to " + readable(gradientRatio)
                        + " of its start: " + reason;
    }
}
