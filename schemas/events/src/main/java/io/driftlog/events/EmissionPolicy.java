package io.driftlog.events;

/**
 * Which accepted steps of a run are recorded, and which of these carry their weights. A step is recorded when one of the
 * conditions selects it; the initial state, the last step and the method's restart points are always recorded. The
 * trajectory and its digest do not depend on it.
 *
 * @param everyStep k: every k-th accepted step; 0 selects none by number
 * @param stepsPerDecade m: the first step at or beyond each flow time {@code 10^(i/m)}, i any whole number; 0 selects none
 *     by time
 * @param weightsEvery j: of the steps so selected, those whose seq is a multiple of j carry weights and multiplier; 0
 *     leaves both out everywhere, and the run can then be resumed from its beginning only
 */
public record EmissionPolicy(long everyStep, int stepsPerDecade, long weightsEvery) {
    /** Every step with its weights: the default. */
    public static final EmissionPolicy EVERY_STEP = new EmissionPolicy(1, 0, 1);

    public EmissionPolicy {
        if (everyStep < 0 || stepsPerDecade < 0 || weightsEvery < 0 || (everyStep == 0 && stepsPerDecade == 0)) {
            throw new IllegalArgumentException("an emission policy of every " + everyStep + " steps, " + stepsPerDecade
                    + " steps per decade and weights every " + weightsEvery + " steps selects nothing");
        }
    }
}
