package io.driftlog.events;

import java.util.Arrays;
import java.util.Collections;
import java.util.SortedMap;

/**
 * One accepted integration step: the state after it. Or a sample: the solution within a step, between the events of the
 * steps around it; the run computes the same with and without samples.
 *
 * @param runId the run
 * @param seq numbers the run's recorded steps 0, 1, 2 … without gap; seq 0 is the initial state
 * @param step numbers the accepted steps; of a sample, the step before it
 * @param time flow time t after the step
 * @param stepSize the step just taken; 0 for the initial state; of a sample, the time since the step before it
 * @param trainLoss F(w)
 * @param testLoss the same formula on the test data; NaN when there are none
 * @param weightNormSquared {@code ||w||^2}
 * @param gradientNorm {@code ||grad F(w)||}, computed as {@code ||J^T mu||} where there is a multiplier
 * @param weights w, length d. Not copied, never modified.
 * @param multiplier the residual multiplier mu, length n; empty for methods without one. At small lambda grad F
 *     cannot be recomputed from w, but {@code grad F = J(w)^T mu}. Not copied, never modified.
 * @param controllerState what the step controller carries on, proposed next step size first; at a restart point
 *     followed by what else the method carries, such as the velocity of momentum, length d. Not copied, never modified.
 * @param restartPoint whether the method forgot all but w, mu and the controller state here, so that the run can be
 *     resumed from this step bit for bit
 * @param rejected attempts rejected since the step before
 * @param digest SHA-256 chained over all steps up to this one, 32 bytes; of a sample, that of the step before it. Not
 *     copied, never modified.
 * @param isSample whether this is a sample: weights and multiplier come from the method's interpolant
 * @param measures further numbers by name, such as an accuracy or the learning rate in force
 */
public record StepTaken(
        String runId,
        long seq,
        long step,
        double time,
        double stepSize,
        double trainLoss,
        double testLoss,
        double weightNormSquared,
        double gradientNorm,
        double[] weights,
        double[] multiplier,
        double[] controllerState,
        boolean restartPoint,
        int rejected,
        byte[] digest,
        boolean isSample,
        SortedMap<String, Double> measures)
        implements TrajectoryEvent {

    private static final double[] NONE = {};

    public StepTaken {
        measures = SortedMaps.copyOf(measures);
    }

    /** An accepted step without measures. */
    public StepTaken(
            String runId,
            long seq,
            long step,
            double time,
            double stepSize,
            double trainLoss,
            double testLoss,
            double weightNormSquared,
            double gradientNorm,
            double[] weights,
            double[] multiplier,
            double[] controllerState,
            boolean restartPoint,
            int rejected,
            byte[] digest) {
        this(
                runId,
                seq,
                step,
                time,
                stepSize,
                trainLoss,
                testLoss,
                weightNormSquared,
                gradientNorm,
                weights,
                multiplier,
                controllerState,
                restartPoint,
                rejected,
                digest,
                false,
                Collections.emptySortedMap());
    }

    /** The same step with its scalars alone: no weights, no multiplier, no controller state. */
    public StepTaken withoutVectors() {
        return with(seq, NONE, NONE, NONE, restartPoint);
    }

    /**
     * The same step, recorded otherwise.
     *
     * @param otherSeq its number among those recorded
     * @param otherWeights length d, or empty. Not copied, never modified.
     * @param otherMultiplier length n, or empty. Not copied, never modified.
     * @param otherState what the step controller carries on. Not copied, never modified.
     * @param isRestartPoint whether the run can be resumed from it
     */
    public StepTaken with(
            long otherSeq,
            double[] otherWeights,
            double[] otherMultiplier,
            double[] otherState,
            boolean isRestartPoint) {
        return new StepTaken(
                runId,
                otherSeq,
                step,
                time,
                stepSize,
                trainLoss,
                testLoss,
                weightNormSquared,
                gradientNorm,
                otherWeights,
                otherMultiplier,
                otherState,
                isRestartPoint,
                rejected,
                digest,
                isSample,
                measures);
    }

    /** The same step of another run. */
    public StepTaken ofRun(String otherRunId) {
        return new StepTaken(
                otherRunId,
                seq,
                step,
                time,
                stepSize,
                trainLoss,
                testLoss,
                weightNormSquared,
                gradientNorm,
                weights,
                multiplier,
                controllerState,
                restartPoint,
                rejected,
                digest,
                isSample,
                measures);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StepTaken that
                && runId.equals(that.runId)
                && seq == that.seq
                && step == that.step
                && same(time, that.time)
                && same(stepSize, that.stepSize)
                && same(trainLoss, that.trainLoss)
                && same(testLoss, that.testLoss)
                && same(weightNormSquared, that.weightNormSquared)
                && same(gradientNorm, that.gradientNorm)
                && restartPoint == that.restartPoint
                && rejected == that.rejected
                && Arrays.equals(weights, that.weights)
                && Arrays.equals(multiplier, that.multiplier)
                && Arrays.equals(controllerState, that.controllerState)
                && Arrays.equals(digest, that.digest)
                && isSample == that.isSample
                && measures.equals(that.measures);
    }

    private static boolean same(double a, double b) {
        return Double.doubleToLongBits(a) == Double.doubleToLongBits(b);
    }

    @Override
    public int hashCode() {
        return 31 * runId.hashCode() + Long.hashCode(seq) + Arrays.hashCode(digest);
    }

    @Override
    public String toString() {
        return "StepTaken[" + runId + " seq " + seq + ", t = " + time + ", F = " + trainLoss + "]";
    }
}
