package io.driftlog.events;

import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;

/**
 * The state of another run at which a fork begins. The weights of that state are the fork's initial weights; its time
 * continues.
 *
 * @param runId the ancestor; without influence on the trajectory
 * @param seq seq of the ancestor's step
 * @param time flow time of that step, and of the fork's initial state
 * @param digest digest of that step, 32 bytes. Not copied, never modified.
 * @param multiplier the residual multiplier mu there, length n; empty when the method begins without one. Not copied, never
 *     modified.
 * @param controllerState what controller and method carry over from there; empty when the method starts afresh. Not copied,
 *     never modified.
 * @param changes what the fork changes, as keys of a run spec with their new values in words; without influence on the
 *     trajectory
 * @param history scalars of the ancestor from its initial state up to that step, in order of time, so that analyzers know
 *     what came before; empty for a fork of another objective. Without influence on the trajectory.
 */
public record Origin(
        String runId,
        long seq,
        double time,
        byte[] digest,
        double[] multiplier,
        double[] controllerState,
        SortedMap<String, String> changes,
        List<PastStep> history) {

    /**
     * The scalars of a recorded step of an ancestor.
     *
     * @param time flow time t
     * @param trainLoss F(w)
     * @param testLoss the same formula on the test data; NaN when there are none
     * @param weightNormSquared {@code ||w||^2}
     * @param gradientNorm {@code ||grad F(w)||}
     * @param weightDecay lambda in force there
     */
    public record PastStep(
            double time,
            double trainLoss,
            double testLoss,
            double weightNormSquared,
            double gradientNorm,
            double weightDecay) {}

    public Origin {
        changes = SortedMaps.copyOf(changes);
        history = List.copyOf(history);
    }

    /** An origin whose past is not known. */
    public Origin(
            String runId,
            long seq,
            double time,
            byte[] digest,
            double[] multiplier,
            double[] controllerState,
            SortedMap<String, String> changes) {
        this(runId, seq, time, digest, multiplier, controllerState, changes, List.of());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Origin that
                && runId.equals(that.runId)
                && seq == that.seq
                && Double.doubleToLongBits(time) == Double.doubleToLongBits(that.time)
                && Arrays.equals(digest, that.digest)
                && Arrays.equals(multiplier, that.multiplier)
                && Arrays.equals(controllerState, that.controllerState)
                && changes.equals(that.changes)
                && history.equals(that.history);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * runId.hashCode() + Long.hashCode(seq)) + Arrays.hashCode(digest);
    }

    @Override
    public String toString() {
        return "Origin[" + runId + " seq " + seq + ", t = " + time + "]";
    }
}
