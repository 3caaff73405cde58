package io.driftlog.events;

/**
 * Which accepted steps of a run are recorded, which of these carry their weights, and how densely the solution is recorded
 * within long steps. A step is recorded when one of the conditions selects it; the initial state, the last step and the
 * method's restart points are always recorded. The steps and their digests do not depend on it.
 *
 * @param everyStep k: every k-th accepted step; 0 selects none by number
 * @param stepsPerDecade m: the first step at or beyond each flow time {@code 10^(i/m)}, i any whole number; 0 selects none
 *     by time
 * @param weightsEvery j: of the steps so selected, those whose seq is a multiple of j carry weights and multiplier; 0
 *     leaves both out everywhere, and the run can then be resumed from its beginning only
 * @param sampleSpacing spacing in {@code ln t}: within an accepted step that spans more, the solution is recorded at every
 *     {@code t = e^(i spacing)}, i any whole number, as a sample; 0 for none. Methods of discrete steps have none.
 */
public record EmissionPolicy(long everyStep, int stepsPerDecade, long weightsEvery, double sampleSpacing) {
    /** Every step with its weights, and no sample. */
    public static final EmissionPolicy EVERY_STEP = new EmissionPolicy(1, 0, 1);

    /** The spacing of samples unless a spec gives another. */
    public static final double DEFAULT_SPACING = 0.05;

    /** What a run records unless its spec says otherwise: every step with its weights, and samples. */
    public static final EmissionPolicy DEFAULT = new EmissionPolicy(1, 0, 1, DEFAULT_SPACING);

    /** Without samples. */
    public EmissionPolicy(long everyStep, int stepsPerDecade, long weightsEvery) {
        this(everyStep, stepsPerDecade, weightsEvery, 0);
    }

    public EmissionPolicy {
        if (everyStep < 0 || stepsPerDecade < 0 || weightsEvery < 0 || (everyStep == 0 && stepsPerDecade == 0)) {
            throw new IllegalArgumentException("an emission policy of every " + everyStep + " steps, " + stepsPerDecade
                    + " steps per decade and weights every " + weightsEvery + " steps selects nothing");
        }
        if (!(sampleSpacing >= 0) || Double.isInfinite(sampleSpacing)) {
            throw new IllegalArgumentException("the spacing of samples cannot be " + sampleSpacing);
        }
    }
}
