package io.driftlog.simulator.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** A solver that runs in this JVM, opened for one problem and one lambda. */
public interface InProcessSolver {
    /**
     * Integrates from the start.
     *
     * @param relativeTolerance the absolute one is a thousandth of it
     * @param deadline when to give up, in nanoseconds of {@link System#nanoTime}
     * @return empty when it failed or gave up
     */
    Optional<Solution> solve(double relativeTolerance, long deadline);

    /** Opens solvers. */
    interface Factory {
        /** The name in the tables. */
        String name();

        /**
         * Reads the problem and makes ready; not timed.
         *
         * @param problem a problem file
         * @param weightDecay lambda
         * @return empty when this solver does not take such problems
         */
        Optional<InProcessSolver> open(Path problem, double weightDecay) throws IOException;
    }

    /**
     * What a solver found.
     *
     * @param weights at the 20 output times, each of length p
     * @param steps accepted steps
     * @param evaluations evaluations of the right side, stages counted one by one
     * @param factorizations factorisations
     */
    record Solution(double[][] weights, long steps, long evaluations, long factorizations) {}
}
