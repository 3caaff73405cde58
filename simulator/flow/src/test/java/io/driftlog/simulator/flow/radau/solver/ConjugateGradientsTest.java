package io.driftlog.simulator.flow.radau.solver;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftlog.events.Dataset;
import io.driftlog.simulator.flow.objective.MatrixCompletion;
import io.driftlog.simulator.flow.objective.ObservedEntries;
import io.driftlog.simulator.flow.radau.FlowProblems;
import io.driftlog.simulator.spi.Vectors;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: the iterative solver gives what the dense one gives, to the reduction it promises, from whatever it remembers,
 * and never passes a breakdown off as a solution. Method: random matrix completions of more than 64 entries.
 */
class ConjugateGradientsTest {
    private static final int SIDE = 13;
    private static final double WEIGHT_DECAY = 1e-3;

    private static MatrixCompletion completion() {
        int[] order = new int[SIDE * SIDE];
        Arrays.setAll(order, x -> x * 55 % order.length);
        double[] values = new double[3 * 90];
        for (int s = 0; s < 90; s++) {
            values[3 * s] = order[s] / SIDE;
            values[3 * s + 1] = order[s] % SIDE;
        }
        return new MatrixCompletion(
                new ObservedEntries(SIDE, SIDE, new Dataset(90, 3, values)), Optional.empty(), 5, new double[0]);
    }

    private static double[] random(int length, long seed) {
        return FlowProblems.normal(new SplittableRandom(seed), length, 1);
    }

    private record Solved(double[] real, double[] re, double[] im) {
        /** Right sides of the given size, and their solutions divided by it. */
        static Solved by(SampleSpaceSolver solver, double size) {
            Solved solved = new Solved(random(90, 1), random(90, 2), random(90, 3));
            solved.multiplyBy(size);
            solver.solveReal(solved.real);
            solver.solveComplex(solved.re, solved.im);
            solved.multiplyBy(size == 0 ? 1 : 1 / size);
            return solved;
        }

        private void multiplyBy(double factor) {
            Vectors.scale(factor, real);
            Vectors.scale(factor, re);
            Vectors.scale(factor, im);
        }

        double distance(Solved exact) {
            double complex = Math.hypot(
                    FlowProblems.relativeDistance(re, exact.re), FlowProblems.relativeDistance(im, exact.im));
            return Math.max(FlowProblems.relativeDistance(real, exact.real), complex);
        }
    }

    @ParameterizedTest
    @CsvSource({"1e-3,1", "1,1", "30,1", "1e3,1", "1,1e-250", "1,1e-305", "1,1e200"})
    void solve_anyStepSizeAndRightSide_agreesWithDenseFactors(double stepSize, double size) {
        MatrixCompletion completion = completion();
        double[] w = random(completion.dimension(), 4);
        SampleSpaceSolver dense = new DenseSampleSpaceSolver(completion, WEIGHT_DECAY);
        SampleSpaceSolver sparse = SampleSpaceSolver.of(completion, WEIGHT_DECAY);
        assertThat(sparse).isInstanceOf(SparseSampleSpaceSolver.class);
        assertThat(dense.prepare(Preconditioner.UNDECIDED, w, stepSize)).isTrue();
        assertThat(sparse.prepare(Preconditioner.UNDECIDED, w, stepSize)).isTrue();
        assertThat(Solved.by(sparse, size).distance(Solved.by(dense, size))).isLessThan(0.03);
        assertThat(sparse.recover()).isFalse();
    }

    @Test
    void prepare_shortAndLongSteps_choosesDiagonalThenFactors() {
        MatrixCompletion completion = completion();
        double[] w = random(completion.dimension(), 4);
        SampleSpaceSolver solver = SampleSpaceSolver.of(completion, WEIGHT_DECAY);
        solver.prepare(Preconditioner.UNDECIDED, w, 1e-3);
        Solved.by(solver, 1);
        Preconditioner early = solver.preconditioner();
        assertThat(early.kind()).isEqualTo(Preconditioner.Kind.DIAGONAL);
        assertThat(early.iterations()).isBetween(1, 10);
        assertThat(solver.factorizations()).isZero();

        solver.prepare(early, w, 1e4);
        Solved.by(solver, 1);
        Preconditioner tired = solver.preconditioner();
        assertThat(tired.kind()).isEqualTo(Preconditioner.Kind.DIAGONAL);
        assertThat(tired.iterations()).isGreaterThan(10);

        solver.prepare(tired, w, 1e4);
        Solved.by(solver, 1);
        Preconditioner factors = solver.preconditioner();
        assertThat(factors.kind()).isEqualTo(Preconditioner.Kind.FACTORS);
        assertThat(factors.iterations()).isBetween(1, 10);
        assertThat(solver.factorizations()).isEqualTo(1);
        assertThat(solver.jacobians()).isEqualTo(1);
    }

    /** A solver that has seen other steps, and one that has seen none, give the same bits. */
    @Test
    void prepare_factorsOfAnotherStep_givesTheSameSolutionInAFreshSolver() {
        MatrixCompletion completion = completion();
        double[] old = random(completion.dimension(), 4);
        double[] w = random(completion.dimension(), 5);
        Preconditioner remembered = new Preconditioner(Preconditioner.Kind.FACTORS, old, 7, 3);
        SampleSpaceSolver used = SampleSpaceSolver.of(completion, WEIGHT_DECAY);
        for (double stepSize : new double[] {0.1, 10, 1000}) {
            used.prepare(Preconditioner.UNDECIDED, w, stepSize);
            Solved.by(used, 1);
        }
        SampleSpaceSolver fresh = SampleSpaceSolver.of(completion, WEIGHT_DECAY);
        assertThat(used.prepare(remembered, w, 8)).isTrue();
        assertThat(fresh.prepare(remembered, w, 8)).isTrue();
        Solved a = Solved.by(used, 1);
        Solved b = Solved.by(fresh, 1);
        assertThat(a.real).isEqualTo(b.real);
        assertThat(a.re).isEqualTo(b.re);
        assertThat(a.im).isEqualTo(b.im);
        assertThat(used.preconditioner().iterations())
                .isEqualTo(fresh.preconditioner().iterations());
    }

    @Test
    void solve_zeroRightSide_isZeroWithoutIterations() {
        MatrixCompletion completion = completion();
        SampleSpaceSolver solver = SampleSpaceSolver.of(completion, WEIGHT_DECAY);
        solver.prepare(Preconditioner.UNDECIDED, random(completion.dimension(), 4), 1);
        Solved solved = Solved.by(solver, 0);
        assertThat(solved.real).containsOnly(0.0);
        assertThat(solved.re).containsOnly(0.0);
        assertThat(solved.im).containsOnly(0.0);
        assertThat(solver.preconditioner().iterations()).isZero();
        assertThat(solver.recover()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
    void solve_badRightSide_givesNaNAndRecoversOnlyOnce(double bad) {
        MatrixCompletion completion = completion();
        SampleSpaceSolver solver = SampleSpaceSolver.of(completion, WEIGHT_DECAY);
        solver.prepare(Preconditioner.UNDECIDED, random(completion.dimension(), 4), 1e-3);
        assertThat(Solved.by(solver, bad).real).containsOnly(Double.NaN);
        assertThat(solver.recover()).isTrue();
        assertThat(Solved.by(solver, bad).im).containsOnly(Double.NaN);
        assertThat(solver.recover()).isFalse();
        assertThat(solver.factorizations()).isEqualTo(1);
    }

    /** Factors of quite another matrix take too long; a second look at the same attempt mends it. */
    @Test
    void recover_afterUselessFactors_solvesTheSameAttempt() {
        MatrixCompletion completion = completion();
        double[] w = random(completion.dimension(), 4);
        double[] tiny = Arrays.stream(random(completion.dimension(), 6))
                .map(x -> 1e-9 * x)
                .toArray();
        SampleSpaceSolver solver = SampleSpaceSolver.of(completion, 0);
        assertThat(solver.prepare(new Preconditioner(Preconditioner.Kind.FACTORS, tiny, 1e3, 2), w, 1e8))
                .isTrue();
        assertThat(Solved.by(solver, 1).real).containsOnly(Double.NaN);
        assertThat(solver.recover()).isTrue();
        SampleSpaceSolver dense = new DenseSampleSpaceSolver(completion, 0);
        dense.prepare(Preconditioner.UNDECIDED, w, 1e8);
        assertThat(Solved.by(solver, 1).distance(Solved.by(dense, 1))).isLessThan(0.03);
    }

    @Test
    void prepare_matrixThatIsNotFinite_isRefused() {
        MatrixCompletion completion = completion();
        double[] w = random(completion.dimension(), 4);
        w[3] = Double.NaN;
        assertThat(SampleSpaceSolver.of(completion, WEIGHT_DECAY).prepare(Preconditioner.UNDECIDED, w, 1))
                .isFalse();
    }

    /** More entries than may be factored: the diagonal serves even a long step that remembers factors. */
    @Test
    void solve_tooManySamplesToFactor_convergesWithTheDiagonal() {
        int side = 65;
        double[] values = new double[3 * side * side];
        for (int s = 0; s < side * side; s++) {
            values[3 * s] = s / side;
            values[3 * s + 1] = s % side;
        }
        MatrixCompletion completion = new MatrixCompletion(
                new ObservedEntries(side, side, new Dataset(side * side, 3, values)),
                Optional.empty(),
                2,
                new double[0]);
        double[] w = random(completion.dimension(), 4);
        SampleSpaceSolver solver = SampleSpaceSolver.of(completion, WEIGHT_DECAY);
        assertThat(solver.prepare(new Preconditioner(Preconditioner.Kind.FACTORS, w, 10, 9), w, 10))
                .isTrue();
        double[] rightSide = random(side * side, 5);
        double[] x = rightSide.clone();
        solver.solveReal(x);
        assertThat(solver.preconditioner().kind()).isEqualTo(Preconditioner.Kind.DIAGONAL);
        assertThat(solver.factorizations()).isZero();
        double[] inWeights = new double[completion.dimension()];
        double[] product = new double[x.length];
        completion.transposedJacobianProduct(w, x, inWeights);
        completion.jacobianProduct(w, inWeights, product);
        Vectors.addScaled(solver.realShift() * x.length, x, product);
        assertThat(FlowProblems.relativeDistance(product, rightSide)).isLessThan(0.05);
    }
}
