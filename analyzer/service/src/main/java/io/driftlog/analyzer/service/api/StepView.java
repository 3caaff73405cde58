package io.driftlog.analyzer.service.api;

import io.driftlog.events.StepTaken;
import io.driftlog.http.Numbers;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * One recorded step with all it carries; null where a number is not finite.
 *
 * @param weights w; empty when the run records its weights only now and then
 * @param multiplier the residual multiplier mu; empty for methods without one
 * @param restartPoint whether the run can be resumed from here
 * @param rejected attempts rejected since the step before
 * @param digest chained over all steps up to this one, in hexadecimal digits
 */
@Serdeable
@Schema(name = "Step")
public record StepView(
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
        boolean restartPoint,
        int rejected,
        String digest) {

    static StepView of(StepTaken step) {
        return new StepView(
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
                step.restartPoint(),
                step.rejected(),
                HexFormat.of().formatHex(step.digest()));
    }
}
