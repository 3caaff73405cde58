package io.driftlog.simulator.flow.radau.solver;

import io.driftlog.simulator.flow.DecayForce;
import io.driftlog.simulator.flow.radau.solver.Preconditioner.Kind;
import io.driftlog.simulator.flow.radau.stages.RadauTableau;
import io.driftlog.simulator.flow.radau.stages.Stages;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import org.jspecify.annotations.Nullable;

/**
 * Solves by conjugate gradients with nothing but Jacobian products, where factors at every other step cost too much:
 * the real system and the complex one side by side, so that one pass over the data serves both. Real factors of an
 * earlier Gram matrix precondition, or, where samples are too many for a matrix of them, its approximation of low rank
 * ({@link LowRankGram}).
 *
 * <p>A new preconditioner is made when the iterations beyond the usual number, added up, have cost as much as it will,
 * and one of low rank only as far as they have cost: whatever the spectrum, preconditioners cost no more than
 * iterations do. At first, and at restart points, there is none. All of this follows from the {@link Preconditioner}
 * remembered, the weights and the step size alone; caches never show.
 *
 * <p>Memory O(d + n rank), at most 64 MB for each of the three parts of an approximation beyond rank 32; or O(d + n^2)
 * for up to 4096 samples.
 */
public final class KrylovSampleSpaceSolver implements SampleSpaceSolver {
    /** Iterations of one solve that need no better preconditioner. */
    private static final int FEW_ITERATIONS = 8;
    /** Products with K per iteration of the two systems side by side. */
    private static final int PRODUCTS_PER_ITERATION = 3;
    /** Eigenvalues below this times the real shift are left out of a sketch: it lasts while the shift falls by four. */
    private static final double COVERED = 3;

    /** Above this size factors take too much time and memory. */
    private static final int MAX_SAMPLES_FOR_FACTORS = 4096;
    /** Cost of forming and factoring a Gram matrix, in products with it per sample. */
    private static final double PRODUCTS_PER_FACTORED_SAMPLE = 0.25;

    private static final int LARGEST_RANK = 512;
    private static final int MAX_SKETCH_ENTRIES = 8_000_000;
    private static final int MOST_ITERATIONS = 5000;

    private final double firstWeightDecay;
    private double weightDecay;
    private final double perScale;
    private final DecayWeighing weighing;
    private final GramOperator gram;
    private final RealGradients real;
    private final ComplexGradients complex;
    private final double[] idle;
    private final int largestRank;
    private final Kind kind;
    private final RememberedFactors factors;

    private double[] gramWeights = new double[0];
    private double stepSize;
    private ApproximateInverse inverse = ApproximateInverse.IDENTITY;
    private @Nullable LowRankGram sketch;
    private Preconditioner sketched = Preconditioner.UNDECIDED;
    private Preconditioner chosen = Preconditioner.UNDECIDED;
    private int usual;
    private int iterations;
    private int wasted;
    private boolean brokeDown;
    private long jacobians;
    private long sketches;

    public KrylovSampleSpaceSolver(LeastSquaresObjective objective, DecayForce decay) {
        this(
                objective,
                decay.isCurved() ? decay : null,
                decay.shift(),
                objective.samples() <= MAX_SAMPLES_FOR_FACTORS ? Kind.FACTORS : Kind.LOW_RANK);
    }

    /** @param kind what preconditions: factors, or a low rank */
    public KrylovSampleSpaceSolver(LeastSquaresObjective objective, double weightDecay, Kind kind) {
        this(objective, null, weightDecay, kind);
    }

    private KrylovSampleSpaceSolver(
            LeastSquaresObjective objective, @Nullable DecayForce decay, double weightDecay, Kind kind) {
        this.kind = kind;
        this.weightDecay = weightDecay;
        firstWeightDecay = weightDecay;
        perScale = 1 / objective.scale();
        weighing = new DecayWeighing(decay, this, objective.dimension());
        gram = new GramOperator(objective, weighing);
        int n = gram.size();
        real = new RealGradients(n);
        complex = new ComplexGradients(n);
        idle = new double[n];
        factors = new RememberedFactors(objective::gram, n, weightDecay, objective.scale());
        int affordable = Math.min(LARGEST_RANK, Math.max(LowRankGram.FIRST_RANK, MAX_SKETCH_ENTRIES / n));
        largestRank = Math.min(affordable, Math.min(n, objective.dimension()));
    }

    @Override
    public boolean keepsFactors() {
        return false;
    }

    @Override
    public boolean prepare(Preconditioner remembered, double[] jacobianWeights, double newStepSize) {
        stepSize = newStepSize;
        if (gramWeights != jacobianWeights) {
            gramWeights = jacobianWeights;
            jacobians++;
        }
        return use(choose(remembered));
    }

    private Preconditioner choose(Preconditioner remembered) {
        int products = PRODUCTS_PER_ITERATION * remembered.wasted();
        if (kind == Kind.FACTORS) {
            return products < PRODUCTS_PER_FACTORED_SAMPLE * gram.size() ? remembered : fresh(0);
        }
        int rank = Math.max(LowRankGram.FIRST_RANK, remembered.mostRank());
        boolean wantsMore = remembered.kind() == Kind.LOW_RANK && remembered.usual() == FEW_ITERATIONS;
        return products < (wantsMore ? 2 * rank : rank)
                ? remembered
                : fresh(Math.min(largestRank, Math.max(products, rank)));
    }

    private Preconditioner fresh(int mostRank) {
        return new Preconditioner(kind, gramWeights, stepSize, 0, mostRank, 0, 0);
    }

    /** False when the Gram matrix is not finite. */
    private boolean use(Preconditioner preconditioner) {
        boolean isNone = preconditioner.kind() == Kind.UNDECIDED;
        chosen = preconditioner;
        usual = isNone ? FEW_ITERATIONS : preconditioner.usual();
        iterations = 0;
        wasted = preconditioner.wasted();
        brokeDown = false;
        @Nullable ApproximateInverse found = isNone ? ApproximateInverse.IDENTITY : inverseOf(preconditioner);
        gram.moveTo(gramWeights);
        if (found != null) {
            inverse = found;
        }
        return found != null;
    }

    private @Nullable ApproximateInverse inverseOf(Preconditioner preconditioner) {
        if (kind == Kind.LOW_RANK) {
            return sketchOf(preconditioner);
        }
        @Nullable SymmetricFactors found = factors.of(preconditioner);
        return found == null ? null : ApproximateInverse.ofFactors(found);
    }

    private @Nullable LowRankGram sketchOf(Preconditioner wanted) {
        boolean isThere = sketched.weights() == wanted.weights()
                && sketched.stepSize() == wanted.stepSize()
                && sketched.mostRank() == wanted.mostRank();
        if (!isThere) {
            gram.moveTo(wanted.weights());
            double shift = (RadauTableau.GAMMA / wanted.stepSize() + firstWeightDecay) * perScale;
            sketch = LowRankGram.of(gram, COVERED * shift, wanted.mostRank());
            sketched = wanted;
            sketches++;
        }
        return sketch;
    }

    @Override
    public void solveReal(double[] x) {
        real.begin(x, realShift() * perScale, inverse);
        while (real.running()) {
            gram.multiply(real.direction(), real.image());
            real.advance(x, inverse, MOST_ITERATIONS);
        }
        record(real.finish(x));
    }

    @Override
    public void solveComplex(double[] x, double[] y) {
        complex.begin(x, y, complexShiftRe() * perScale, complexShiftIm() * perScale, inverse);
        finishComplex(x, y);
    }

    private void finishComplex(double[] x, double[] y) {
        while (complex.running()) {
            gram.multiply3(
                    idle, complex.directionRe(), complex.directionIm(), idle, complex.imageRe(), complex.imageIm());
            complex.advance(x, y, inverse, MOST_ITERATIONS);
        }
        record(complex.finish(x, y));
    }

    @Override
    public void solve(Stages x) {
        real.begin(x.first(), realShift() * perScale, inverse);
        complex.begin(x.second(), x.third(), complexShiftRe() * perScale, complexShiftIm() * perScale, inverse);
        while (real.running() && complex.running()) {
            gram.multiply3(
                    real.direction(),
                    complex.directionRe(),
                    complex.directionIm(),
                    real.image(),
                    complex.imageRe(),
                    complex.imageIm());
            real.advance(x.first(), inverse, MOST_ITERATIONS);
            complex.advance(x.second(), x.third(), inverse, MOST_ITERATIONS);
        }
        while (real.running()) {
            gram.multiply(real.direction(), real.image());
            real.advance(x.first(), inverse, MOST_ITERATIONS);
        }
        record(real.finish(x.first()));
        finishComplex(x.second(), x.third());
    }

    private void record(int taken) {
        brokeDown |= taken == ConjugateGradients.BROKE_DOWN;
        iterations = Math.max(iterations, taken);
        if (usual > 0) {
            wasted += Math.max(0, taken - usual);
        }
    }

    @Override
    public Preconditioner preconditioner() {
        return new Preconditioner(
                chosen.kind(),
                chosen.weights(),
                chosen.stepSize(),
                iterations,
                chosen.mostRank(),
                usual > 0 ? usual : usualOfNew(),
                Math.min(wasted, 1 << 28));
    }

    /** What a new sketch needs is usual, unless a larger one may do better. */
    private int usualOfNew() {
        boolean complete = kind == Kind.FACTORS
                || sketch == null
                || chosen.mostRank() == largestRank
                || sketch.smallest() <= COVERED * realShift() * perScale;
        return complete ? Math.max(FEW_ITERATIONS + 1, iterations) : FEW_ITERATIONS;
    }

    /** The best preconditioner of this very step, unless that was in use. */
    @Override
    public boolean recover() {
        int mostRank = kind == Kind.LOW_RANK ? largestRank : 0;
        boolean wasBest =
                chosen.weights() == gramWeights && chosen.stepSize() == stepSize && chosen.mostRank() == mostRank;
        return brokeDown && !wasBest && use(fresh(mostRank));
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
    public void weigh(double[] x) {
        weighing.apply(x);
    }

    @Override
    public void weigh(double[] x, double[] y) {
        weighing.apply(x, y);
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
        return sketches + factors.count();
    }
}
