package io.driftlog.simulator.flow.loop;

import static io.driftlog.events.NumberText.readable;

import io.driftlog.events.Outcome;
import io.driftlog.events.RunSpec;
import io.driftlog.events.StepTaken;
import io.driftlog.events.StopRule;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/** When a run is over, and what to say then. */
final class Ending {
    private final StopRule until;
    private final double time;
    private final long maxSteps;

    Ending(RunSpec spec, long maxSteps) {
        until = spec.until();
        time = spec.endTime();
        this.maxSteps = maxSteps;
    }

    /** Flow time of the last step; positive infinity when no time ends the run. */
    double time() {
        return time;
    }

    /**
     * The end after this step, if it is one.
     *
     * @param speed {@code ||dw/dt||} there; asked for only where a speed ends the run
     */
    Optional<Advance.Ended> after(StepTaken step, DoubleSupplier speed) {
        if (step.time() >= time) {
            return Optional.of(timeReached(step));
        }
        if (until.gradientNorm().isPresent()
                && step.gradientNorm() <= until.gradientNorm().getAsDouble()) {
            return Optional.of(completed(
                    "gradient-norm-reached",
                    "The gradient norm fell to " + readable(step.gradientNorm()) + ", at most the "
                            + readable(until.gradientNorm().getAsDouble()) + " asked for, at "
                            + where(step) + "."));
        }
        if (until.speed().isPresent() && step.step() > 0) {
            double now = speed.getAsDouble();
            if (now <= until.speed().getAsDouble()) {
                return Optional.of(completed(
                        "speed-reached",
                        "The speed ||dw/dt|| fell to " + readable(now) + ", at most the "
                                + readable(until.speed().getAsDouble()) + " asked for, at " + where(step) + "."));
            }
        }
        if (until.steps().isPresent() && step.step() >= until.steps().getAsLong()) {
            return Optional.of(
                    completed("steps-taken", "The run took the steps asked for and came to " + where(step) + "."));
        }
        if (step.step() >= maxSteps) {
            return Optional.of(failed(
                    "step-limit",
                    "The run took its " + maxSteps + " steps and came only to t = " + readable(step.time()) + " with"
                            + " gradient norm " + readable(step.gradientNorm()) + ", short of " + goal()
                            + "; raise method.maxSteps or use method.type auto, which chooses by the problem."));
        }
        return Optional.empty();
    }

    private Advance.Ended timeReached(StepTaken step) {
        boolean byTime = until.time().isPresent() && until.time().getAsDouble() <= time;
        if (byTime) {
            return completed("time-reached", "The run reached the time asked for at " + where(step) + ".");
        }
        return completed(
                "slow-time-reached",
                "The run reached slow time " + readable(until.slowTime().orElseThrow()) + " at " + where(step) + ".");
    }

    /** The controller proposes a step too small to take. */
    Advance.Ended stuck(StepTaken current, double stepSize, String refusal) {
        if (stepSize == 0 && !refusal.isEmpty()) {
            return failed(
                    "non-finite",
                    "The step after " + where(current) + " was refused (" + withoutStop(refusal) + ") and its size "
                            + readable(current.stepSize()) + " is fixed; choose a smaller method.stepSize, or 0 for"
                            + " an automatic one.");
        }
        return failed(
                "step-size-underflow",
                "The step size fell to " + readable(stepSize) + " after " + where(current)
                        + (refusal.isEmpty() ? "" : " (" + withoutStop(refusal) + ")")
                        + "; try another method, a larger method.relativeTolerance or smaller initial weights.");
    }

    /** The time would overflow before the end is reached. */
    Advance.Ended stalled(StepTaken current) {
        return failed(
                "non-finite",
                "The run is still short of " + goal() + ", with gradient norm " + readable(current.gradientNorm())
                        + ", after " + where(current) + ", where time overflows; raise what until asks for or give"
                        + " until.time.");
    }

    /** An accepted step led to values that are not finite. */
    Advance.Ended nonFinite(StepTaken current, StepTaken refused) {
        return failed(
                "non-finite",
                "A step of " + readable(refused.stepSize()) + " from " + where(current) + " leads to training loss "
                        + readable(refused.trainLoss()) + " and gradient norm " + readable(refused.gradientNorm())
                        + "; choose a smaller step size or tolerance, or smaller initial weights.");
    }

    private String goal() {
        if (time < Double.POSITIVE_INFINITY) {
            return "t = " + readable(time);
        }
        if (until.gradientNorm().isPresent()) {
            return "until.gradientNorm " + readable(until.gradientNorm().getAsDouble());
        }
        return until.speed().isPresent()
                ? "until.speed " + readable(until.speed().getAsDouble())
                : "until.steps " + until.steps().orElseThrow();
    }

    private static String withoutStop(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }

    private static String where(StepTaken step) {
        return "t = " + readable(step.time()) + " (step " + step.step() + ")";
    }

    private static Advance.Ended completed(String cause, String reason) {
        return new Advance.Ended(Outcome.COMPLETED, cause, reason);
    }

    private static Advance.Ended failed(String cause, String reason) {
        return new Advance.Ended(Outcome.FAILED, cause, reason);
    }
}
