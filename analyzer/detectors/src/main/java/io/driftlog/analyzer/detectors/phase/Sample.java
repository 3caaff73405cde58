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

    public static Sample of(StepTaken step) {
        return new Sample(
                step.time(), step.trainLoss(), step.testLoss(), step.weightNormSquared(), step.gradientNorm());
    }
}
