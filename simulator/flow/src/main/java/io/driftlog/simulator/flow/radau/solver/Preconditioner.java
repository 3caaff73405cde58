package io.driftlog.simulator.flow.radau.solver;

/**
 * What an iterative solver remembers from step to step: the matrix that stands for the Gram matrix of the moment, and
 * how well it did. Methods without one stay {@link #UNDECIDED}.
 *
 * @param kind which matrix
 * @param weights where the Gram matrix of the factors was taken, length d, known by its identity; empty without
 *     factors. Never modified.
 * @param stepSize the step size h of their shift; 0 without factors
 * @param iterations the most iterations that one solve of the last step took
 * @param mostRank of a low rank: at which rank its approximation stops; otherwise 0
 * @param usual of a low rank: the most iterations that one solve took when it was new; otherwise 0
 * @param wasted iterations beyond the usual ones since then, added up over all solves
 */
public record Preconditioner(
        Kind kind, double[] weights, double stepSize, int iterations, int mostRank, int usual, int wasted) {
    /** Nothing is known yet: at the start and at every restart point. */
    public static final Preconditioner UNDECIDED = new Preconditioner(Kind.UNDECIDED, new double[0], 0, 0);

    /** The matrix of a preconditioner. */
    public enum Kind {
        /** Not chosen yet. */
        UNDECIDED,
        /** The diagonal of the Gram matrix of the moment, shifted. */
        DIAGONAL,
        /** Factors of an earlier Gram matrix, with the real shift of that step. */
        FACTORS,
        /** An approximation of low rank of an earlier Gram matrix, with the shift of the moment. */
        LOW_RANK
    }

    /** One that keeps no account of its iterations. */
    Preconditioner(Kind kind, double[] weights, double stepSize, int iterations) {
        this(kind, weights, stepSize, iterations, 0, 0, 0);
    }
}
