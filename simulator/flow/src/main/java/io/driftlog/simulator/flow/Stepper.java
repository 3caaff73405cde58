package io.driftlog.simulator.flow;

import java.util.OptionalDouble;

/**
 * One step of an integration method. A stepper keeps workspaces and caches but no state: the same memory and step size
 * always give the same attempt, bit for bit.
 *
 * @param <M> what the method remembers from step to step: an immutable record
 */
public interface Stepper<M> {
    /** Classical order of convergence. */
    int order();

    /**
     * The memory at the start and at every restart point, where a method knows only the point.
     *
     * @param point where to begin. A missing multiplier is taken as {@code c r(w)}. Not modified.
     */
    M begin(FlowPoint point);

    /**
     * What a method carries over a restart point besides time, weights and multiplier, such as the velocity of
     * momentum. Most methods carry nothing.
     *
     * @return of any fixed length. Not copied, never modified.
     */
    default double[] carried(M memory) {
        return new double[0];
    }

    /**
     * The memory at a restart point, with what the method carries over it.
     *
     * @param point as for {@link #begin(FlowPoint)}. Not modified.
     * @param carried what {@link #carried} gave there. Not copied, never modified.
     */
    default M begin(FlowPoint point, double[] carried) {
        return begin(point);
    }

    /**
     * Whether a fork of a run by this method, on the same objective, continues with its multiplier and step size;
     * otherwise it starts from the weights alone.
     */
    default boolean canTakeOver() {
        return true;
    }

    /** Whether all steps have the size of the first, unless it must shrink: then their number is known beforehand. */
    default boolean keepsStepSize() {
        return false;
    }

    /** Whether the method's steps are all there is: then nothing is known of a solution between them. */
    default boolean isDiscrete() {
        return false;
    }

    /** {@code ||dw/dt||} at the memory's point, where only the method knows it. */
    default OptionalDouble speed(M memory) {
        return OptionalDouble.empty();
    }

    /** The point that the memory belongs to. */
    FlowPoint point(M memory);

    /**
     * {@code grad F} at the memory's point, as precisely as the method knows it.
     *
     * @param memory not modified
     * @param out length d. Modified.
     */
    void lossGradient(M memory, double[] out);

    /**
     * {@code grad F} within a step, as precisely as the method knows it.
     *
     * @param before the memory at the start of the step. Not modified.
     * @param point within the step, from its interpolant. Not modified.
     * @param out length d. Modified.
     */
    void lossGradientWithin(M before, FlowPoint point, double[] out);

    /** A first step size for this point. */
    double initialStepSize(M memory);

    /**
     * Tries one step.
     *
     * @param memory not modified
     * @param stepSize h &gt; 0
     * @return a candidate, which the controller accepts or rejects, or why there is none
     */
    Attempt<M> attempt(M memory, double stepSize);

    /** The memory with which to try again from the same point, after a candidate was rejected or none was found. */
    default M retry(M memory) {
        return memory;
    }

    /**
     * The step size to take when the controller proposes one: a method may keep its old step size, and with it its
     * factorisation.
     *
     * @param memory after the accepted step
     * @param last the accepted step size
     * @param proposed the controller's proposal
     */
    default double settle(M memory, double last, double proposed) {
        return proposed;
    }

    /** What the steps have cost so far. */
    Work work();

    /** The result of an attempt. */
    sealed interface Attempt<M> {
        /**
         * A step that can be taken. It covers the time of its interpolant, which may be less than was asked for when an
         * event ends it early.
         *
         * @param memory the memory after it; its point is the end of the step
         * @param error the estimated local error in units of the tolerance: at most 1 is good; 0 when the method
         *     estimates none
         * @param safety the factor by which the next step size should stay below the optimal one, in (0, 1]
         * @param interpolant the solution within the step
         */
        record Candidate<M>(M memory, double error, double safety, DenseOutput interpolant) implements Attempt<M> {}

        /**
         * No step of this size could be computed.
         *
         * @param factor try again with the step size times this, in (0, 1)
         * @param reason one sentence
         */
        record Refused<M>(double factor, String reason) implements Attempt<M> {}
    }

    /**
     * Counters; informational, not part of any result.
     *
     * @param evaluations evaluations of the right side, stages counted one by one
     * @param jacobians Jacobians (Gram matrices) formed
     * @param factorizations factorisations, a real and complex pair counted once
     * @param iterations Newton iterations
     */
    record Work(long evaluations, long jacobians, long factorizations, long iterations) {}
}
