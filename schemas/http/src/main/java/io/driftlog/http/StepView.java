package io.driftlog.http;

import io.driftlog.events.StepTaken;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One recorded step with everything it carries; null where a number is not finite.
 *
 * @param event StepTaken
 * @param runId the run
 * @param seq numbers the recorded steps 0, 1, 2 …
 * @param step numbers the accepted steps; of a sample, the step before it
 * @param time flow time after the step
 * @param stepSize the step just taken; 0 for the initial state; of a sample, the time since the step before it
 * @param weights w; empty where the step was recorded without
 * @param multiplier the residual multiplier mu; empty for methods without one
 * @param controllerState what the step controller carries on
 * @param restartPoint whether the run can be resumed from here
 * @param rejected attempts rejected since the previous step
 * @param digest chained over all steps up to this one, in hexadecimal digits
 * @param sample whether this is the solution within a step, and no step
 * @param measures further numbers by name
 */
@Serdeable
@Schema(name = "Step")
public record StepView(
        String event,
        String runId,
        long seq,
        long step,
        double time,
        double stepSize,
        @Nullable Double trainLoss,
        @Nullable Double testLoss,
        @Nullable Double weightNormSquared,
        @Nullable Double gradientNorm,
        Numbers weights,
        Numbers multiplier,
        Numbers controllerState,
        boolean restartPoint,
        int rejected,
        String digest,
        boolean sample,
        Map<String, Double> measures)
        implements EventView {

    /** A step as the API and the command line show it. */
    public static StepView of(StepTaken step) {
        return new StepView(
                "StepTaken",
                step.runId(),
                step.seq(),
                step.step(),
                step.time(),
                step.stepSize(),
                Numbers.orNull(step.trainLoss()),
                Numbers.orNull(step.testLoss()),
                Numbers.orNull(step.weightNormSquared()),
                Numbers.orNull(step.gradientNorm()),
                new Numbers(step.weights()),
                new Numbers(step.multiplier()),
                new Numbers(step.controllerState()),
                step.restartPoint(),
                step.rejected(),
                HexFormat.of().formatHex(step.digest()),
                step.isSample(),
                step.measures());
    }

    /** The step, with NaN where a number was not finite. */
    public StepTaken taken() {
        return new StepTaken(
                runId,
                seq,
                step,
                time,
                stepSize,
                Numbers.orNan(trainLoss),
                Numbers.orNan(testLoss),
                Numbers.orNan(weightNormSquared),
                Numbers.orNan(gradientNorm),
                weights.values(),
                multiplier.values(),
                controllerState.values(),
                restartPoint,
                rejected,
                HexFormat.of().parseHex(digest),
                sample,
                new TreeMap<>(measures));
    }
}
