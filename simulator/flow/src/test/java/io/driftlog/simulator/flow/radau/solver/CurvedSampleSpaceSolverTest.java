package io.driftlog.simulator.flow.radau.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.simulator.flow.FlowPoint;
import io.driftlog.simulator.flow.Stepper;
import io.driftlog.simulator.flow.objective.SmoothedRelu;
import io.driftlog.simulator.flow.radau.FlowProblems;
import io.driftlog.simulator.flow.radau.RadauMultiplierStepper;
import io.driftlog.simulator.flow.radau.kink.ReluFlows;
import io.driftlog.simulator.flow.radau.kink.ReluFlows.Data;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: curvature enters the operator exactly, and pays. Method: solutions put into the whole d x d system, and runs with
 * the curvature hidden from the stepper.
 */
class CurvedSampleSpaceSolverTest {
    private static final double DECAY = 0.01;
    private static final Data DATA = ReluFlows.teacher(6, 5, 9);
    private static final SmoothedRelu NETWORK = DATA.smoothed(0.3);
    private static final double[] MULTIPLIER = {0.2, -0.1, 0.3, 0.05, -0.2};

    private static CurvedSampleSpaceSolver prepared(double[] multiplier, double stepSize) {
        CurvedSampleSpaceSolver solver = new CurvedSampleSpaceSolver(NETWORK, DECAY);
        solver.curve(new FlowPoint(0, DATA.initial(), multiplier));
        assertThat(solver.prepare(Preconditioner.UNDECIDED, DATA.initial(), stepSize))
                .isTrue();
        return solver;
    }

    /** {@code (C + c J^T J) x}. */
    private static double[] operator(double[] multiplier, double[] x) {
        int d = x.length;
        double[] inSamples = new double[5];
        double[] out = new double[d];
        NETWORK.jacobianProduct(DATA.initial(), x, inSamples);
        NETWORK.transposedJacobianProduct(DATA.initial(), inSamples, out);
        double[] blocks = new double[6 * 9];
        NETWORK.curvature(DATA.initial(), multiplier, blocks);
        for (int k = 0; k < d; k++) {
            out[k] *= NETWORK.scale();
        }
        for (int j = 0; j < 6; j++) {
            for (int a = 0; a < 3; a++) {
                for (int b = 0; b < 3; b++) {
                    out[NETWORK.weightAt(j, a)] += blocks[(j * 3 + a) * 3 + b] * x[NETWORK.weightAt(j, b)];
                }
            }
        }
        return out;
    }

    @Test
    void solveReal_betweenWeighings_solvesTheSystemWithCurvature() {
        CurvedSampleSpaceSolver solver = prepared(MULTIPLIER, 0.5);
        double g = solver.realShift();
        double[] v = random(1);
        double[] x = v.clone();
        double[] m = new double[5];
        double[] back = new double[18];
        solver.weigh(x);
        NETWORK.jacobianProduct(DATA.initial(), x, m);
        solver.solveReal(m);
        NETWORK.transposedJacobianProduct(DATA.initial(), m, back);
        solver.weigh(back);
        for (int k = 0; k < 18; k++) {
            x[k] = (x[k] - back[k]) / g;
        }
        double[] applied = operator(MULTIPLIER, x);
        for (int k = 0; k < 18; k++) {
            assertThat(g * x[k] + applied[k]).isCloseTo(v[k], within(1e-13));
        }
    }

    @Test
    void solveComplex_betweenWeighings_solvesTheComplexSystemWithCurvature() {
        CurvedSampleSpaceSolver solver = prepared(MULTIPLIER, 0.5);
        double gRe = solver.complexShiftRe();
        double gIm = solver.complexShiftIm();
        double[] vRe = random(2);
        double[] vIm = random(3);
        double[] re = vRe.clone();
        double[] im = vIm.clone();
        double[] mRe = new double[5];
        double[] mIm = new double[5];
        double[] backRe = new double[18];
        double[] backIm = new double[18];
        solver.weigh(re, im);
        NETWORK.jacobianProduct(DATA.initial(), re, mRe);
        NETWORK.jacobianProduct(DATA.initial(), im, mIm);
        solver.solveComplex(mRe, mIm);
        NETWORK.transposedJacobianProduct(DATA.initial(), mRe, backRe);
        NETWORK.transposedJacobianProduct(DATA.initial(), mIm, backIm);
        solver.weigh(backRe, backIm);
        double modulusSquared = gRe * gRe + gIm * gIm;
        for (int k = 0; k < 18; k++) {
            double x = re[k] - backRe[k];
            double y = im[k] - backIm[k];
            re[k] = (x * gRe + y * gIm) / modulusSquared;
            im[k] = (y * gRe - x * gIm) / modulusSquared;
        }
        double[] appliedRe = operator(MULTIPLIER, re);
        double[] appliedIm = operator(MULTIPLIER, im);
        for (int k = 0; k < 18; k++) {
            assertThat(gRe * re[k] - gIm * im[k] + appliedRe[k]).isCloseTo(vRe[k], within(1e-13));
            assertThat(gRe * im[k] + gIm * re[k] + appliedIm[k]).isCloseTo(vIm[k], within(1e-13));
        }
    }

    @Test
    void solve_withoutMultiplier_isThatOfTheDenseSolver() {
        CurvedSampleSpaceSolver curved = prepared(new double[5], 2);
        DenseSampleSpaceSolver dense = new DenseSampleSpaceSolver(NETWORK, DECAY);
        dense.prepare(Preconditioner.UNDECIDED, DATA.initial(), 2);
        double[] x = {1, 2, 3, 4, 5};
        double[] y = x.clone();
        curved.solveReal(x);
        dense.solveReal(y);
        assertThat(x).containsExactly(y, within(1e-14));
        double[] weighed = random(4);
        curved.weigh(weighed);
        assertThat(weighed).containsExactly(random(4), within(1e-15));
    }

    /** Blocks of strong negative curvature would turn the step around. Neuron 2 is active nowhere and has none. */
    @Test
    void weigh_blocksThatAreNotPositiveDefinite_areLeftAlone() {
        double[] strong = {20, -10, 30, 5, -20};
        CurvedSampleSpaceSolver solver = prepared(strong, 100);
        double[] real = random(5);
        double[] re = random(5);
        double[] im = new double[18];
        solver.weigh(real);
        solver.weigh(re, im);
        for (int j = 0; j < 6; j++) {
            for (int a = 0; a < 3; a++) {
                int at = NETWORK.weightAt(j, a);
                assertThat(real[at] == random(5)[at]).isEqualTo(j != 2);
                assertThat(re[at] == random(5)[at] && im[at] == 0).isEqualTo(j != 2);
            }
        }
    }

    @Test
    void prepare_forOtherWeightsThanTheCurvature_isAProgrammerError() {
        CurvedSampleSpaceSolver solver = prepared(MULTIPLIER, 1);
        double[] others = DATA.initial().clone();
        assertThatThrownBy(() -> solver.prepare(Preconditioner.UNDECIDED, others, 1))
                .isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-3, 1e-6})
    void run_withAndWithoutCurvature_rejectsFarFewerStepsForTheSameSolution(double weightDecay) {
        Data data = ReluFlows.teacher(100, 10, 1);
        var curved = run(data.smoothed(0.02), data, weightDecay);
        var plain = run(new Uncurved(data.smoothed(0.02)), data, weightDecay);
        assertThat(curved.rejected()).isLessThan(curved.steps() / 5);
        assertThat(2 * curved.rejected()).isLessThan(plain.rejected());
        assertThat(curved.steps()).isLessThan(plain.steps());
        assertThat(FlowProblems.relativeDistance(
                        curved.memory().point().weights(),
                        plain.memory().point().weights()))
                .isLessThan(1e-5);
    }

    @Test
    void attempt_otherAttemptsBetween_givesTheSameBits() {
        RadauMultiplierStepper stepper = new RadauMultiplierStepper(NETWORK, DECAY, 1e-6, 1e-9);
        RadauMultiplierStepper.Memory memory =
                ReluFlows.run(stepper, DATA.initial(), 3, after -> {}).memory();
        double[] expected = end(new RadauMultiplierStepper(NETWORK, DECAY, 1e-6, 1e-9), memory);
        stepper.attempt(stepper.begin(new FlowPoint(3, memory.point().weights(), MULTIPLIER)), 0.1);
        assertThat(end(stepper, memory)).isEqualTo(expected);
        stepper.attempt(stepper.retry(memory), 0.05);
        assertThat(end(stepper, memory)).isEqualTo(expected);
    }

    private static double[] end(RadauMultiplierStepper stepper, RadauMultiplierStepper.Memory memory) {
        var attempt = stepper.attempt(memory, 0.1);
        return ((Stepper.Attempt.Candidate<RadauMultiplierStepper.Memory>) attempt)
                .memory()
                .point()
                .weights();
    }

    private static ReluFlows.Run<RadauMultiplierStepper.Memory> run(
            LeastSquaresObjective objective, Data data, double weightDecay) {
        return ReluFlows.run(
                new RadauMultiplierStepper(objective, weightDecay, 1e-6, 1e-9),
                data.initial(),
                20 / weightDecay,
                after -> {});
    }

    private static double[] random(long seed) {
        return new SplittableRandom(seed).doubles(18, -1, 1).toArray();
    }

    /** A network that does not say that it has curvature. */
    private record Uncurved(SmoothedRelu network) implements LeastSquaresObjective {
        @Override
        public int dimension() {
            return network.dimension();
        }

        @Override
        public int samples() {
            return network.samples();
        }

        @Override
        public double scale() {
            return network.scale();
        }

        @Override
        public double testLoss(double[] w) {
            return network.testLoss(w);
        }

        @Override
        public void residuals(double[] w, double[] out) {
            network.residuals(w, out);
        }

        @Override
        public void jacobianProduct(double[] w, double[] v, double[] out) {
            network.jacobianProduct(w, v, out);
        }

        @Override
        public void transposedJacobianProduct(double[] w, double[] m, double[] out) {
            network.transposedJacobianProduct(w, m, out);
        }

        @Override
        public void gram(double[] w, double[][] out) {
            network.gram(w, out);
        }
    }
}
