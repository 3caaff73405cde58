package io.driftlog.index;

import io.driftlog.events.StepTaken;
import java.util.function.ToDoubleFunction;

/** The scalars of a step that a {@link Series} holds. */
public enum Scalar {
    /** Numbers the recorded steps. */
    SEQ(StepTaken::seq),
    /** Numbers the accepted steps. */
    STEP(StepTaken::step),
    /** Flow time t. */
    TIME(StepTaken::time),
    /** The step just taken, in flow time. */
    STEP_SIZE(StepTaken::stepSize),
    /** F(w). */
    TRAIN_LOSS(StepTaken::trainLoss),
    /** The same on the test data; NaN when there are none. */
    TEST_LOSS(StepTaken::testLoss),
    /** {@code ||w||^2}. */
    WEIGHT_NORM_SQUARED(StepTaken::weightNormSquared),
    /** {@code ||grad F(w)||}. */
    GRADIENT_NORM(StepTaken::gradientNorm);

    private final ToDoubleFunction<StepTaken> of;

    Scalar(ToDoubleFunction<StepTaken> of) {
        this.of = of;
    }

    double of(StepTaken step) {
        return of.applyAsDouble(step);
    }
}
