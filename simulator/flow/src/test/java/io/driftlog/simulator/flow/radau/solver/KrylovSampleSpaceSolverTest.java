package io.driftlog.simulator.flow.radau.solver;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftlog.simulator.flow.radau.FlowProblems;
import io.driftlog.simulator.flow.radau.RadauMultiplierStepper;
import io.driftlog.simulator.flow.radau.StepLoop;
import io.driftlog.simulator.flow.radau.solver.Preconditioner.Kind;
import io.driftlog.simulator.flow.radau.stages.Stages;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import io.driftlog.simulator.spi.Vectors;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: without matrices the same systems are solved as with them, from whatever is remembered; a preconditioner comes
 * when it pays and not before; a breakdown is never passed off as a solution. Method: random diagonal networks against
 * dense factors, whole trajectories of both solvers, and a spectrum with a few large eigenvalues.
 */
class KrylovSampleSpaceSolverTest {
    private static final int SAMPLES = 90;
    private static final double WEIGHT_DECAY = 1e-3;
    private static final FlowProblems.Data DATA = FlowProblems.sparseNetwork(SAMPLES, 150, 3);

    private static LeastSquaresObjective network() {
        return DATA.network();
    }

    private static double[] random(int length, long seed) {
        return FlowProblems.normal(new SplittableRandom(seed), length, 1);
    }

    private static double[] weights() {
        return random(300, 4);
    }

    private static KrylovSampleSpaceSolver solver(Kind kind) {
        return new KrylovSampleSpaceSolver(network(), WEIGHT_DECAY, kind);
    }

    private static Stages rightSides(double size) {
        Stages sides = new Stages(random(SAMPLES, 1), random(SAMPLES, 2), random(SAMPLES, 3));
        Vectors.scale(size, sides.first());
        Vectors.scale(size, sides.second());
        Vectors.scale(size, sides.third());
        return sides;
    }

    private static Stages solved(SampleSpaceSolver solver) {
        Stages sides = rightSides(1);
        solver.solve(sides);
        return sides;
    }

    private static double distance(Stages found, Stages exact) {
        double complex = Math.hypot(
                FlowProblems.relativeDistance(found.second(), exact.second()),
                FlowProblems.relativeDistance(found.third(), exact.third()));
        return Math.max(FlowProblems.relativeDistance(found.first(), exact.first()), complex);
    }

    private static Stages exact(double[] w, double stepSize) {
        SampleSpaceSolver dense = new DenseSampleSpaceSolver(network(), WEIGHT_DECAY);
        assertThat(dense.prepare(Preconditioner.UNDECIDED, w, stepSize)).isTrue();
        return solved(dense);
    }

    private static Preconditioner remembered(Kind kind, double[] w, double stepSize, int wasted) {
        return new Preconditioner(kind, w, stepSize, 3, kind == Kind.LOW_RANK ? 64 : 0, 9, wasted);
    }

    @ParameterizedTest
    @CsvSource({"1e-3", "1", "30", "1e3"})
    void solve_anyStepSizeAndPreconditioner_agreesWithDenseFactors(double stepSize) {
        double[] w = weights();
        Stages exact = exact(w, stepSize);
        for (Kind kind : new Kind[] {Kind.LOW_RANK, Kind.FACTORS}) {
            SampleSpaceSolver solver = solver(kind);
            for (Preconditioner before :
                    new Preconditioner[] {Preconditioner.UNDECIDED, remembered(kind, w, stepSize, 0)}) {
                assertThat(solver.prepare(before, w, stepSize)).isTrue();
                assertThat(distance(solved(solver), exact)).isLessThan(0.1);
                assertThat(solver.recover()).isFalse();
            }
        }
    }

    /** Side by side the two systems take the same iterations as one after the other. */
    @Test
    void solve_bothSystemsAtOnce_givesTheBitsOfEachAlone() {
        double[] w = weights();
        SampleSpaceSolver solver = solver(Kind.LOW_RANK);
        solver.prepare(remembered(Kind.LOW_RANK, w, 10, 0), w, 10);
        Stages together = solved(solver);
        Stages apart = rightSides(1);
        solver.solveReal(apart.first());
        solver.solveComplex(apart.second(), apart.third());
        assertThat(distance(together, apart)).isLessThan(1e-12);
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"LOW_RANK", "FACTORS"})
    void prepare_iterationsWasted_makesAPreconditionerOnceTheyHaveCostAsMuch(Kind kind) {
        double[] w = weights();
        KrylovSampleSpaceSolver solver = solver(kind);
        solver.prepare(Preconditioner.UNDECIDED, w, 1e-3);
        solved(solver);
        assertThat(solver.preconditioner().kind()).isEqualTo(Kind.UNDECIDED);
        assertThat(solver.preconditioner().wasted()).isZero();

        Preconditioner tired = Preconditioner.UNDECIDED;
        for (int step = 0; step < 20 && tired.kind() == Kind.UNDECIDED; step++) {
            solver.prepare(tired, w, 1e5);
            solved(solver);
            tired = solver.preconditioner();
        }
        assertThat(tired.kind()).isEqualTo(kind);
        assertThat(solver.factorizations()).isEqualTo(1);
        assertThat(tired.wasted()).isZero();
        assertThat(tired.iterations()).isBetween(1, 40);
    }

    /** Ten of ninety directions are a thousand times longer: a rank of ten or more is all that is needed. */
    @Test
    void prepare_fewLargeEigenvalues_takesFewIterationsAtAnyShift() {
        double[] w = weights();
        for (int k = 0; k < 150; k++) {
            double size = k < 10 ? 1 : 1e-3;
            w[k] *= size;
            w[150 + k] *= size;
        }
        SampleSpaceSolver solver = solver(Kind.LOW_RANK);
        for (double stepSize : new double[] {1, 100, 1e4}) {
            solver.prepare(Preconditioner.UNDECIDED, w, stepSize);
            solved(solver);
            int without = solver.preconditioner().iterations();
            solver.prepare(remembered(Kind.LOW_RANK, w, 1, 0), w, stepSize);
            assertThat(distance(solved(solver), exact(w, stepSize))).isLessThan(0.1);
            assertThat(solver.preconditioner().iterations())
                    .isLessThanOrEqualTo(4)
                    .isLessThanOrEqualTo(without);
        }
    }

    /** A solver that has seen other steps, and one that has seen none, give the same bits. */
    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"LOW_RANK", "FACTORS"})
    void prepare_preconditionerOfAnotherStep_givesTheSameSolutionInAFreshSolver(Kind kind) {
        double[] old = random(300, 5);
        double[] w = weights();
        KrylovSampleSpaceSolver used = solver(kind);
        for (double stepSize : new double[] {0.1, 10, 1000}) {
            used.prepare(remembered(kind, w, stepSize, 1000), w, stepSize);
            solved(used);
        }
        KrylovSampleSpaceSolver fresh = solver(kind);
        Preconditioner remembered = remembered(kind, old, 7, 2);
        assertThat(used.prepare(remembered, w, 8)).isTrue();
        assertThat(fresh.prepare(remembered, w, 8)).isTrue();
        Stages a = solved(used);
        Stages b = solved(fresh);
        assertThat(a.first()).isEqualTo(b.first());
        assertThat(a.second()).isEqualTo(b.second());
        assertThat(a.third()).isEqualTo(b.third());
        assertThat(used.preconditioner()).isEqualTo(fresh.preconditioner());
    }

    @Test
    void solve_zeroRightSide_isZeroWithoutIterations() {
        SampleSpaceSolver solver = solver(Kind.LOW_RANK);
        solver.prepare(Preconditioner.UNDECIDED, weights(), 1);
        Stages sides = rightSides(0);
        solver.solve(sides);
        assertThat(sides.first()).containsOnly(0.0);
        assertThat(sides.third()).containsOnly(0.0);
        assertThat(solver.preconditioner().iterations()).isZero();
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
    void solve_badRightSide_givesNaNAndRecoversOnlyOnce(double bad) {
        SampleSpaceSolver solver = solver(Kind.LOW_RANK);
        solver.prepare(Preconditioner.UNDECIDED, weights(), 1);
        for (boolean again : new boolean[] {true, false}) {
            Stages sides = rightSides(bad);
            solver.solve(sides);
            assertThat(sides.first()).containsOnly(Double.NaN);
            assertThat(sides.second()).containsOnly(Double.NaN);
            assertThat(solver.recover()).isEqualTo(again);
        }
    }

    @Test
    void prepare_matrixThatIsNotFinite_isRefusedOrBreaksDown() {
        double[] w = weights();
        w[3] = Double.NaN;
        SampleSpaceSolver solver = solver(Kind.LOW_RANK);
        assertThat(solver.prepare(remembered(Kind.LOW_RANK, w, 1, 0), w, 1)).isFalse();
        assertThat(solver.prepare(Preconditioner.UNDECIDED, w, 1)).isTrue();
        assertThat(solved(solver).first()).containsOnly(Double.NaN);
        assertThat(solver.recover()).isFalse();
    }

    @Test
    void of_vanishingGramMatrix_isZeroOfRankZero() {
        GramOperator gram = new GramOperator(network(), new DecayWeighing(null, solver(Kind.FACTORS), 0));
        gram.moveTo(new double[300]);
        LowRankGram nothing = LowRankGram.of(gram, 1, 32);
        assertThat(nothing).isNotNull();
        assertThat(nothing.largest()).isZero();
        assertThat(nothing.smallest()).isZero();
        double[] out = new double[SAMPLES];
        nothing.apply(random(SAMPLES, 1), 2, out);
        assertThat(out)
                .isEqualTo(Arrays.stream(random(SAMPLES, 1)).map(x -> x / 2).toArray());
    }

    /** Within a few times the tolerance at every step's end. */
    @ParameterizedTest
    @CsvSource({"1e-2,LOW_RANK", "1e-2,FACTORS", "1e-4,LOW_RANK", "1e-4,FACTORS"})
    void runTo_sparseNetwork_followsTheTrajectoryOfDenseFactors(double weightDecay, Kind kind) {
        double[] initial = DATA.initial();
        double time = 10 / weightDecay;
        double[] expected = new StepLoop(new RadauMultiplierStepper(network(), weightDecay, 1e-6, 1e-9), initial, 16)
                .runTo(time)
                .memory()
                .point()
                .weights();
        RadauMultiplierStepper krylov = new RadauMultiplierStepper(
                network(),
                weightDecay,
                1e-6,
                1e-9,
                Double.POSITIVE_INFINITY,
                new KrylovSampleSpaceSolver(network(), weightDecay, kind));
        StepLoop loop = new StepLoop(krylov, initial, 64).runTo(time);
        assertThat(FlowProblems.relativeDistance(loop.memory().point().weights(), expected))
                .isLessThan(1e-5);
        assertThat(loop.steps()).isLessThan(200);
    }
}
