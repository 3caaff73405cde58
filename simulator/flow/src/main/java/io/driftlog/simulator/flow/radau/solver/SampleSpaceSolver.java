package io.driftlog.simulator.flow.radau.solver;

import io.driftlog.simulator.flow.DecayForce;
import io.driftlog.simulator.flow.FlowPoint;
import io.driftlog.simulator.flow.radau.stages.RadauTableau;
import io.driftlog.simulator.flow.radau.stages.Stages;
import io.driftlog.simulator.spi.BlockCurvature;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import io.driftlog.simulator.spi.SparseGram;

/**
 * Solves {@code (K + g/c I) x = b} in sample space, K the Gram matrix of a Jacobian, for the real shift
 * {@code g = gamma/h + lambda} and the complex one {@code g = (alpha + i beta)/h + lambda}.
 *
 * <p>Solutions are a function of what was given to {@link #prepare} and of the right side; caches never show.
 */
public interface SampleSpaceSolver {
    /**
     * The solver for this objective: by iterations where K is sparse and large, otherwise by dense factors of the
     * smaller of {@code J J^T} and {@code J^T J}; of few samples with the curvature, if that has blocks.
     */
    static SampleSpaceSolver of(LeastSquaresObjective objective, DecayForce decay) {
        if (!decay.isCurved()) {
            return of(objective, decay.shift());
        }
        return objective.samples() <= objective.dimension()
                ? new CurvedSampleSpaceSolver(objective, Curvature.of(objective, decay), 0)
                : new WeightSpaceSolver(objective, decay);
    }

    /** The same for l2 decay. */
    static SampleSpaceSolver of(LeastSquaresObjective objective, double weightDecay) {
        if (isSparse(objective)) {
            return new SparseSampleSpaceSolver(objective, (SparseGram) objective, weightDecay);
        }
        if (objective instanceof BlockCurvature curved
                && objective.samples() <= Math.min(SparseGram.MAX_SAMPLES_FOR_DENSE, objective.dimension())) {
            return new CurvedSampleSpaceSolver(curved, weightDecay);
        }
        return objective.samples() <= objective.dimension()
                ? new DenseSampleSpaceSolver(objective, weightDecay)
                : new WeightSpaceSolver(objective, weightDecay);
    }

    /** Whether {@link #of} solves by iterations. */
    static boolean isSparse(LeastSquaresObjective objective) {
        return objective instanceof SparseGram && objective.samples() > SparseGram.MAX_SAMPLES_FOR_DENSE;
    }

    /**
     * Makes ready for one attempt of a step.
     *
     * @param remembered what the last step of the trajectory left
     * @param jacobianWeights where the Jacobian is taken, length d; known by its identity. Not modified.
     * @param stepSize h
     * @return false when there is no way to solve
     */
    boolean prepare(Preconditioner remembered, double[] jacobianWeights, double stepSize);

    /**
     * For solvers with curvature, before {@link #prepare} and only with the Jacobian of the same weights: where to take
     * the curvature.
     *
     * @param point with mu. Not modified.
     */
    default void curve(FlowPoint point) {}

    /**
     * For solvers with curvature: {@code x <- g (g I + C)^-1 x} with the real shift.
     *
     * @param x length d. Modified.
     */
    default void weigh(double[] x) {}

    /**
     * For solvers with curvature: {@code x + i y <- g (g I + C)^-1 (x + i y)} with the complex shift.
     *
     * @param x real part, length d. Modified.
     * @param y imaginary part, length d. Modified.
     */
    default void weigh(double[] x, double[] y) {}

    /**
     * Solves with the real shift.
     *
     * @param x right side, then solution, length n; NaN when the solver broke down. Modified.
     */
    void solveReal(double[] x);

    /**
     * Solves with the complex shift.
     *
     * @param x real part of the right side, then of the solution, length n; NaN when the solver broke down. Modified.
     * @param y imaginary part, length n. Modified.
     */
    void solveComplex(double[] x, double[] y);

    /**
     * Both solves.
     *
     * @param x the right side of the real system, then real and imaginary part of the complex one; then the solutions.
     *     Modified.
     */
    default void solve(Stages x) {
        solveReal(x.first());
        solveComplex(x.second(), x.third());
    }

    /** Whether it pays to keep the Jacobian and the step size of one step for the next. */
    boolean keepsFactors();

    /** What to remember of the attempt that {@link #prepare} began. */
    default Preconditioner preconditioner() {
        return Preconditioner.UNDECIDED;
    }

    /**
     * After a solve broke down: makes ready for the same attempt once more, in the most robust way.
     *
     * @return false when nothing broke down, or nothing better is left
     */
    default boolean recover() {
        return false;
    }

    /** The step size h last prepared for. */
    double stepSize();

    /** The part of the shifts that is due to the weight decay: lambda for l2. */
    double weightDecay();

    /** Before {@link #prepare}: the {@link #weightDecay} of the attempts to come. */
    void useWeightDecay(double weightDecay);

    /** {@code gamma/h + lambda}. */
    default double realShift() {
        return RadauTableau.GAMMA / stepSize() + weightDecay();
    }

    /** Real part of {@code (alpha + i beta)/h + lambda}. */
    default double complexShiftRe() {
        return RadauTableau.ALPHA / stepSize() + weightDecay();
    }

    /** Imaginary part of {@code (alpha + i beta)/h + lambda}. */
    default double complexShiftIm() {
        return RadauTableau.BETA / stepSize();
    }

    /** Gram matrices formed so far. */
    long jacobians();

    /** Factorisations so far, a real and complex pair counted once. */
    long factorizations();
}
