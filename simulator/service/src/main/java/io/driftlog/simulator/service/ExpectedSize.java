package io.driftlog.simulator.service;

import io.driftlog.events.EmissionPolicy;
import io.driftlog.events.StepTaken;
import io.driftlog.log.codec.EventSizes;
import io.driftlog.simulator.flow.loop.Integration;
import java.util.OptionalLong;

/**
 * How much of the disk a run will take, before compression.
 *
 * @param events how many events it will record; empty when the number of steps is not known beforehand
 * @param bytesPerStep of an average recorded step
 * @param dataBytes of the data that are kept beside the run, unless the log has them already; 0 for a run that carries
 *     its data itself
 */
public record ExpectedSize(OptionalLong events, double bytesPerStep, long dataBytes) {

    /**
     * Of a run that begins.
     *
     * @param integration at its first step
     * @param first the initial state, as it is recorded
     * @param dataBytes as above
     */
    public static ExpectedSize of(Integration integration, EmissionPolicy policy, StepTaken first, long dataBytes) {
        long whole = EventSizes.inLog(first);
        long thin = EventSizes.inLog(withoutWeights(first));
        double wholeShare = policy.weightsEvery() == 0 ? 0 : 1.0 / policy.weightsEvery();
        double bytesPerStep = thin + wholeShare * (whole - thin);
        OptionalLong steps = integration.expectedSteps();
        return new ExpectedSize(
                steps.isEmpty()
                        ? OptionalLong.empty()
                        : OptionalLong.of(recorded(steps.getAsLong(), integration.restartEvery(), policy) + 3),
                bytesPerStep,
                dataBytes);
    }

    /** Steps of one size that a policy records. */
    private static long recorded(long steps, long restartEvery, EmissionPolicy policy) {
        double byNumber = policy.everyStep() == 0 ? 0 : (double) steps / policy.everyStep();
        double byTime = policy.stepsPerDecade() * Math.log10(Math.max(1, steps));
        double restarts = restartEvery > 1 && policy.weightsEvery() > 0 ? (double) steps / restartEvery : 0;
        return (long) Math.min(steps, byNumber + byTime + restarts);
    }

    private static StepTaken withoutWeights(StepTaken step) {
        return step.with(step.seq(), new double[0], new double[0], new double[4], false);
    }

    /** All of its bytes, those of its data included; empty when the number of steps is not known beforehand. */
    public OptionalLong bytes() {
        return events.isPresent()
                ? OptionalLong.of(dataBytes + (long) (events.getAsLong() * bytesPerStep))
                : OptionalLong.empty();
    }
}
