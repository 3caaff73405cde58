package io.driftlog.simulator.flow.radau.solver;

import io.driftlog.simulator.spi.LeastSquaresObjective;
import io.driftlog.simulator.spi.SparseGram;
import org.jspecify.annotations.Nullable;

/**
 * Solves by conjugate gradients with the Gram matrix of every step, which is cheap where it is sparse. The diagonal
 * preconditions as long as that takes few iterations; then real factors of one step's matrix, shifted, serve both
 * shifts of many steps, until they in turn take too many. Matrices too large to factor keep the diagonal throughout.
 *
 * <p>Which matrix preconditions is decided from the {@link Preconditioner} remembered, the weights and the step size
 * alone. Gram matrix and factors are cached by the identity of their weights and the step size.
 */
final class SparseSampleSpaceSolver implements SampleSpaceSolver {
    private static final int MAX_ITERATIONS_OF_DIAGONAL = 10;
    private static final int MAX_ITERATIONS_OF_FACTORS = 5;
    /** About 10 iterations of conjugate gradients for the reduction asked. */
    private static final double MAX_CONDITION_OF_DIAGONAL = 20;
    /** Above this size it is cheaper to try the diagonal than to factor without need. */
    private static final int MAX_SAMPLES_WITHOUT_TRIAL = 400;
    /** Above this size factors take too much time and memory: the diagonal has to do. */
    private static final int MAX_SAMPLES_FOR_FACTORS = 4096;

    private static final int MOST_ITERATIONS_OF_TRIAL = 15;
    private static final int MOST_ITERATIONS_OF_DIAGONAL = 400;
    private static final int MOST_ITERATIONS_OF_FACTORS = 60;
    private static final int MOST_ITERATIONS_WITHOUT_CHOICE = 5000;

    private double weightDecay;
    private final double perScale;
    private final SparseSymmetricMatrix matrix;
    private final ConjugateGradients gradients;
    private final RememberedFactors factors;

    private double @Nullable [] gramWeights;
    private double stepSize;
    private Preconditioner chosen = Preconditioner.UNDECIDED;
    private int iterations;
    private boolean brokeDown;
    private long jacobians;

    SparseSampleSpaceSolver(LeastSquaresObjective objective, SparseGram gram, double weightDecay) {
        this.weightDecay = weightDecay;
        perScale = 1 / objective.scale();
        matrix = new SparseSymmetricMatrix(gram);
        gradients = new ConjugateGradients(matrix);
        factors = new RememberedFactors(this::writeGram, matrix.size(), weightDecay, objective.scale());
    }

    @Override
    public boolean keepsFactors() {
        return false;
    }

    @Override
    public boolean prepare(Preconditioner remembered, double[] jacobianWeights, double newStepSize) {
        stepSize = newStepSize;
        useGramOf(jacobianWeights);
        boolean trial = remembered.kind() == Preconditioner.Kind.UNDECIDED;
        return use(choose(remembered, jacobianWeights), trial);
    }

    private void useGramOf(double[] weights) {
        if (gramWeights != weights) {
            matrix.setTo(weights);
            gramWeights = weights;
            jacobians++;
        }
    }

    private Preconditioner choose(Preconditioner remembered, double[] weights) {
        Preconditioner diagonal = new Preconditioner(Preconditioner.Kind.DIAGONAL, new double[0], 0, 0);
        if (matrix.size() > MAX_SAMPLES_FOR_FACTORS) {
            return diagonal;
        }
        Preconditioner fresh = new Preconditioner(Preconditioner.Kind.FACTORS, weights, stepSize, 0);
        switch (remembered.kind()) {
            case DIAGONAL:
                return remembered.iterations() > MAX_ITERATIONS_OF_DIAGONAL ? fresh : diagonal;
            case FACTORS:
                return remembered.iterations() > MAX_ITERATIONS_OF_FACTORS ? fresh : remembered;
            default:
                boolean triesDiagonal = matrix.size() > MAX_SAMPLES_WITHOUT_TRIAL
                        || matrix.conditionBound(realShift() * perScale) <= MAX_CONDITION_OF_DIAGONAL;
                return triesDiagonal ? diagonal : fresh;
        }
    }

    private boolean use(Preconditioner preconditioner, boolean trial) {
        chosen = preconditioner;
        iterations = 0;
        brokeDown = false;
        if (preconditioner.kind() == Preconditioner.Kind.DIAGONAL) {
            gradients.preconditionByDiagonal(mostIterationsOfDiagonal(trial));
            return true;
        }
        @Nullable SymmetricFactors found = factors.of(preconditioner);
        if (found != null) {
            gradients.preconditionBy(found, MOST_ITERATIONS_OF_FACTORS);
        }
        return found != null;
    }

    private int mostIterationsOfDiagonal(boolean trial) {
        if (matrix.size() > MAX_SAMPLES_FOR_FACTORS) {
            return MOST_ITERATIONS_WITHOUT_CHOICE;
        }
        return trial ? MOST_ITERATIONS_OF_TRIAL : MOST_ITERATIONS_OF_DIAGONAL;
    }

    /** The upper triangle of the Gram matrix at other weights; that of the moment stays. */
    private void writeGram(double[] weights, double[][] out) {
        double @Nullable [] current = gramWeights;
        useGramOf(weights);
        matrix.writeUpper(out);
        if (current != null) {
            useGramOf(current);
        }
    }

    @Override
    public void solveReal(double[] x) {
        record(gradients.solve(x, realShift() * perScale));
    }

    @Override
    public void solveComplex(double[] x, double[] y) {
        record(gradients.solve(x, y, complexShiftRe() * perScale, complexShiftIm() * perScale));
    }

    private void record(int taken) {
        brokeDown |= taken == ConjugateGradients.BROKE_DOWN;
        iterations = Math.max(iterations, taken);
    }

    @Override
    public Preconditioner preconditioner() {
        return new Preconditioner(chosen.kind(), chosen.weights(), chosen.stepSize(), iterations);
    }

    /** Factors the matrix of this very step, unless those factors were in use or cannot be afforded. */
    @Override
    public boolean recover() {
        double @Nullable [] weights = gramWeights;
        if (!brokeDown
                || weights == null
                || matrix.size() > MAX_SAMPLES_FOR_FACTORS
                || (chosen.weights() == weights && chosen.stepSize() == stepSize)) {
            return false;
        }
        return use(new Preconditioner(Preconditioner.Kind.FACTORS, weights, stepSize, 0), false);
    }

    @Override
    public double stepSize() {
        return stepSize;
    }

    @Override
    public void useWeightDecay(double other) {
        weightDecay = other;
    }

    @Override
    public double weightDecay() {
        return weightDecay;
    }

    @Override
    public long jacobians() {
        return jacobians;
    }

    @Override
    public long factorizations() {
        return factors.count();
    }
}
