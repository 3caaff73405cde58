package io.driftlog.simulator.flow;

/**
 * Decides whether a candidate step is accepted, and how large the next attempt is. Immutable: its state is a flat
 * vector that is recorded with the step, so that a resumed run continues with it.
 */
public interface StepController {
    /**
     * The state before the first step.
     *
     * @param stepSize size of the first attempt
     */
    State begin(double stepSize);

    /**
     * Judges a candidate of size {@code state.stepSize()}.
     *
     * @param state not modified
     * @param error estimated error in units of the tolerance
     * @param safety see {@link Stepper.Attempt.Candidate}
     */
    Verdict judge(State state, double error, double safety);

    /**
     * The state after an attempt that gave no candidate.
     *
     * @param state not modified
     * @param factor see {@link Stepper.Attempt.Refused}
     */
    State refused(State state, double factor);

    /**
     * The state carried from step to step.
     *
     * @param stepSize size of the next attempt
     * @param acceptedStepSize size of the last accepted step; 0 before the first
     * @param acceptedError its error; 1 before the first
     * @param rejecting 1 when the last attempt was rejected, otherwise 0
     */
    record State(double stepSize, double acceptedStepSize, double acceptedError, double rejecting) {
        /** Length of the vector form. */
        public static final int LENGTH = 4;

        /** The state as the vector that StepTaken carries. */
        public double[] toArray() {
            return new double[] {stepSize, acceptedStepSize, acceptedError, rejecting};
        }

        /**
         * The state that {@link #toArray} wrote.
         *
         * @param array its first {@link #LENGTH} entries are read. Not modified.
         */
        public static State of(double[] array) {
            return new State(array[0], array[1], array[2], array[3]);
        }

        /** The same state with another size for the next attempt. */
        public State withStepSize(double size) {
            return new State(size, acceptedStepSize, acceptedError, rejecting);
        }
    }

    /**
     * A judgement.
     *
     * @param accepted whether the candidate becomes a step
     * @param next the state for the next attempt
     */
    record Verdict(boolean accepted, State next) {}
}
