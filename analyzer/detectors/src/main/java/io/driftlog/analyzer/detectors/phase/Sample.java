package io.driftlog.analyzer.detectors.phase;

import io.driftlog.events.Origin;
import io.driftlog.events.StepTaken;

/**
 * The scalars of one step.
 *
 * @param time t
 * @param trainLoss F
 * @param testLoss the test loss; NaN when there are no test data
 * @param weightNormSquared {@code ||w||^2}
 * @param gradientNorm {@code ||grad F||}
 */
public record Sample(double time, double trainLoss, double testLoss, double weightNormSquared, double gradientNorm) {
    /** The scalars of a step of an ancestor. */
    static Sample of(Origin.PastStep past) {
        return new Sample(
                past.time(), past.trainLoss(), past.testLoss(), past.weightNormSquared(), past.gradientNorm());
    }

    /**
     * The scalars at a time between two samples: linear in {@code ln t}, each in its logarithm where both are positive.
     */
    static Sample between(Sample before, Sample after, double time) {
        if (!(before.time > 0 && before.time < time && time < after.time)) {
            return time <= before.time ? before : after;
        }
        double theta = StrictMath.log(time / before.time) / StrictMath.log(after.time / before.time);
        return new Sample(
                time,
                mean(before.trainLoss, after.trainLoss, theta),
                mean(before.testLoss, after.testLoss, theta),
                mean(before.weightNormSquared, after.weightNormSquared, theta),
                mean(before.gradientNorm, after.gradientNorm, theta));
    }

    /** The same with another norm. */
    Sample withNormSquared(double other) {
        return new Sample(time, trainLoss, testLoss, other, gradientNorm);
    }

    private static double mean(double a, double b, double theta) {
        return a > 0 && b > 0 ? a * StrictMath.exp(theta * StrictMath.log(b / a)) : a + theta * (b - a);
    }

    public static Sample of(StepTaken step) {
        return new Sample(
                step.time(), step.trainLoss(), step.testLoss(), step.weightNormSquared(), step.gradientNorm());
    }
}
