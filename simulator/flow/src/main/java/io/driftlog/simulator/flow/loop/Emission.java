package io.driftlog.simulator.flow.loop;

import io.driftlog.events.EmissionPolicy;
import io.driftlog.events.StepTaken;
import io.driftlog.simulator.flow.StepController;
import java.util.Arrays;
import java.util.Optional;

/**
 * Selects the accepted steps that the policy records, and numbers them together with the samples. A pure function of policy and steps: after any
 * restart point recorded with its weights, the selection is the same again.
 *
 * <p>Restart points at intervals of several steps are recorded with their weights, in addition to the selection. Where
 * every step is a restart point, the policy alone selects. A step without weights is no restart point.
 */
public final class Emission {
    private final EmissionPolicy policy;
    private final boolean keepsRestartPoints;
    private long nextSeq;
    private double time;
    private Optional<StepTaken> unrecorded = Optional.empty();

    private Emission(EmissionPolicy policy, long restartEvery, long nextSeq, double time) {
        this.policy = policy;
        keepsRestartPoints = restartEvery > 1 && policy.weightsEvery() > 0;
        this.nextSeq = nextSeq;
        this.time = time;
    }

    /**
     * From the initial state on.
     *
     * @param restartEvery accepted steps from one restart point to the next
     */
    public static Emission start(EmissionPolicy policy, long restartEvery) {
        return new Emission(policy, restartEvery, 0, 0);
    }

    /**
     * After a recorded step.
     *
     * @param restartEvery accepted steps from one restart point to the next
     * @param recorded as it was recorded
     */
    public static Emission after(EmissionPolicy policy, long restartEvery, StepTaken recorded) {
        return new Emission(policy, restartEvery, recorded.seq() + 1, recorded.time());
    }

    /**
     * Takes the next accepted step.
     *
     * @param complete whether it is known to be the last: then it is recorded
     * @return the step as it is to be recorded; empty if it is left out
     */
    public Optional<StepTaken> take(StepTaken accepted, boolean complete) {
        boolean chosen = complete || nextSeq == 0 || selects(accepted);
        time = accepted.time();
        unrecorded = chosen ? Optional.empty() : Optional.of(accepted);
        return chosen ? Optional.of(record(accepted, complete)) : Optional.empty();
    }

    /** Takes a sample: as it is to be recorded. */
    public StepTaken takeSample(StepTaken sample) {
        long seq = nextSeq++;
        boolean whole = policy.weightsEvery() > 0 && seq % policy.weightsEvery() == 0;
        double[] none = new double[0];
        return sample.with(seq, whole ? sample.weights() : none, whole ? sample.multiplier() : none, none, false);
    }

    /** The last accepted step, to be recorded when there comes no other; empty if it already was. */
    public Optional<StepTaken> takeLast() {
        Optional<StepTaken> last = unrecorded.map(step -> record(step, true));
        unrecorded = Optional.empty();
        return last;
    }

    private boolean selects(StepTaken step) {
        return (policy.everyStep() > 0 && step.step() % policy.everyStep() == 0)
                || (policy.stepsPerDecade() > 0 && gridIndex(step.time()) > gridIndex(time))
                || (keepsRestartPoints && step.restartPoint());
    }

    /** The last point {@code 10^(i/m)} at or before a time. */
    private double gridIndex(double t) {
        return t > 0 ? Math.floor(policy.stepsPerDecade() * StrictMath.log10(t)) : Double.NEGATIVE_INFINITY;
    }

    private StepTaken record(StepTaken step, boolean last) {
        long seq = nextSeq++;
        boolean whole = policy.weightsEvery() > 0
                && (last || seq % policy.weightsEvery() == 0 || (keepsRestartPoints && step.restartPoint()));
        if (whole && seq == step.seq()) {
            return step;
        }
        double[] state = step.controllerState();
        return step.with(
                seq,
                whole ? step.weights() : new double[0],
                whole ? step.multiplier() : new double[0],
                whole ? state : Arrays.copyOf(state, StepController.State.LENGTH),
                whole && step.restartPoint());
    }
}
