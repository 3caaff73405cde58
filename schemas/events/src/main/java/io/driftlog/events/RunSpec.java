package io.driftlog.events;

/**
 * What a run is a pure function of: {@code dw/dt = -grad F(w) - lambda grad R(w)}, its start, its
 * method and its end.
 *
 * @param objective the training loss F
 * @param initial the initial weights
 * @param weightDecay lambda, at least 0, in units of inverse flow time
 * @param regularizer the name of R; {@code l2} is {@code 1/2 ||w||^2}
 * @param method how the flow is integrated
 * @param until when the run is complete
 * @param seed seed of all randomness of the run: generated data and initial weights
 */
public record RunSpec(
        ObjectiveSpec objective,
        InitialSpec initial,
        double weightDecay,
        String regularizer,
        MethodSpec method,
        StopRule until,
        long seed) {

    /** The same with another objective. */
    public RunSpec with(ObjectiveSpec other) {
        return new RunSpec(other, initial, weightDecay, regularizer, method, until, seed);
    }

    /** The same from another point. */
    public RunSpec with(InitialSpec other) {
        return new RunSpec(objective, other, weightDecay, regularizer, method, until, seed);
    }
}
