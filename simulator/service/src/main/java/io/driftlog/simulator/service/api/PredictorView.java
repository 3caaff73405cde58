package io.driftlog.simulator.service.api;

import io.driftlog.events.StepTaken;
import io.driftlog.http.Numbers;
import io.driftlog.simulator.flow.objective.Learned;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;

/**
 * What the weights of one step have learned. Arrays that do not belong to the kind are empty.
 *
 * @param runId the run
 * @param seq the step
 * @param time its flow time
 * @param kind coefficients, singular-values, function or none
 * @param learned coefficients, or singular values in descending order
 * @param teacher the same of what made the data; empty when unknown
 * @param x grid of a function
 * @param y the function on the grid
 * @param dataX training inputs
 * @param dataY training targets
 * @param kinks where the function bends
 * @param sentence why there is nothing to show; empty when there is
 */
@Serdeable
@Schema(name = "Predictor")
record PredictorView(
        String runId,
        long seq,
        double time,

        @Schema(allowableValues = {"coefficients", "singular-values", "function", "none"})
        String kind,

        Numbers learned,
        Numbers teacher,
        Numbers x,
        Numbers y,
        Numbers dataX,
        Numbers dataY,
        Numbers kinks,
        String sentence) {
    private static final Numbers NONE = new Numbers(new double[0]);

    static PredictorView of(StepTaken step, Learned learned) {
        if (learned instanceof Learned.Coefficients given) {
            return spectrum(step, "coefficients", given.learned(), given.teacher());
        }
        if (learned instanceof Learned.SingularValues given) {
            return spectrum(step, "singular-values", given.learned(), given.teacher());
        }
        if (learned instanceof Learned.Function given) {
            return new PredictorView(
                    step.runId(),
                    step.seq(),
                    step.time(),
                    "function",
                    NONE,
                    NONE,
                    new Numbers(given.x()),
                    new Numbers(given.y()),
                    new Numbers(given.dataX()),
                    new Numbers(given.dataY()),
                    new Numbers(given.kinks()),
                    "");
        }
        return none(step, ((Learned.Nothing) learned).why());
    }

    static PredictorView none(StepTaken step, String sentence) {
        return new PredictorView(
                step.runId(), step.seq(), step.time(), "none", NONE, NONE, NONE, NONE, NONE, NONE, NONE, sentence);
    }

    private static PredictorView spectrum(StepTaken step, String kind, double[] learned, double[] teacher) {
        return new PredictorView(
                step.runId(),
                step.seq(),
                step.time(),
                kind,
                new Numbers(learned),
                new Numbers(teacher),
                NONE,
                NONE,
                NONE,
                NONE,
                NONE,
                "");
    }
}
