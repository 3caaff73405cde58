package io.driftlog.simulator.benchmark;

import java.util.Optional;

/** A program or method that can integrate problem files. */
interface Contender {
    /** Its name in the tables. */
    String name();

    /** Whose it is. */
    Origin origin();

    /** Loosest relative tolerance worth trying; the absolute one is a thousandth. */
    double loosestTolerance();

    /** Whether it can integrate this problem at all. */
    boolean accepts(ProblemFile problem);

    /**
     * Integrates once or a few times. The first call for a problem warms up.
     *
     * @return empty when it failed or took too long
     */
    Optional<Measurement> measure(Task task, double relativeTolerance);

    /** Whose a contender is: it decides which comparisons it takes part in. */
    enum Origin {
        /** A method of this project as the peers do the same work: steps and the weights at the output times. */
        OURS,
        /** The same with losses, norms, digests and step events. */
        OURS_WITH_EVENTS,
        /** The prototypes of our own method. */
        PROTOTYPE,
        /** Everybody else. */
        PEER
    }

    /**
     * What to integrate.
     *
     * @param problem the data
     * @param weightDecay lambda
     * @param reference what the solution should be
     */
    record Task(ProblemFile problem, double weightDecay, Reference reference) {}

    /**
     * What came of it. Counts that a program does not tell are -1.
     *
     * @param cpuSeconds CPU time of one integration
     * @param error see {@link Reference}
     * @param steps accepted steps
     * @param evaluations evaluations of the right side or of its stages
     * @param factorizations factorisations
     */
    record Measurement(double cpuSeconds, double error, long steps, long evaluations, long factorizations) {
        /** The smaller of both times; all else is the same in both. */
        Measurement orFaster(Measurement other) {
            return other.cpuSeconds < cpuSeconds ? other : this;
        }
    }
}
