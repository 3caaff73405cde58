package io.driftlog.simulator.flow.radau.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.events.Dataset;
import io.driftlog.simulator.flow.exact.LinearFlowSolution;
import io.driftlog.simulator.flow.objective.DiagonalLinearNetwork;
import io.driftlog.simulator.flow.objective.LinearRegression;
import io.driftlog.simulator.flow.radau.FlowProblems;
import io.driftlog.simulator.flow.radau.RadauMultiplierStepper;
import io.driftlog.simulator.flow.radau.StepLoop;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import io.driftlog.simulator.spi.Vectors;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: with more samples than weights, factors in weight space solve the same systems as factors in sample space, also
 * where the shift is tiny. Method: both solvers on one objective, and whole runs against the closed form.
 */
class WeightSpaceSolverTest {
    private static final int SAMPLES = 30;
    private static final int COLUMNS = 5;
    private static final Dataset FEATURES =
            new Dataset(SAMPLES, COLUMNS, FlowProblems.normal(new SplittableRandom(5), SAMPLES * COLUMNS, 1));
    private static final Dataset TARGETS =
            new Dataset(SAMPLES, 1, FlowProblems.normal(new SplittableRandom(6), SAMPLES, 1));

    private static DiagonalLinearNetwork network() {
        return new DiagonalLinearNetwork(FEATURES, TARGETS, Optional.empty(), Optional.empty(), new double[0]);
    }

    private static LinearRegression regression() {
        return new LinearRegression(FEATURES, TARGETS, Optional.empty(), Optional.empty(), new double[0]);
    }

    private static double[] weights(LeastSquaresObjective objective) {
        return FlowProblems.normal(new SplittableRandom(7), objective.dimension(), 1);
    }

    @Test
    void of_moreSamplesThanWeights_factorsInWeightSpace() {
        assertThat(SampleSpaceSolver.of(network(), 0.1)).isInstanceOf(WeightSpaceSolver.class);
        assertThat(SampleSpaceSolver.of(FlowProblems.regression(5, 9, 1).regression(), 0.1))
                .isInstanceOf(DenseSampleSpaceSolver.class);
    }

    @Test
    void normalMatrix_ownAndDefaultForm_agree() {
        checkNormalMatrix(network());
        checkNormalMatrix(regression());
    }

    private static void checkNormalMatrix(LeastSquaresObjective objective) {
        int d = objective.dimension();
        double[] w = weights(objective);
        double[][] normal = new double[d][d];
        objective.normalMatrix(w, normal);
        double[] unit = new double[d];
        double[] image = new double[SAMPLES];
        double[] column = new double[d];
        for (int k = 0; k < d; k++) {
            unit[k] = 1;
            objective.jacobianProduct(w, unit, image);
            unit[k] = 0;
            objective.transposedJacobianProduct(w, image, column);
            assertThat(normal[k]).containsExactly(column, within(1e-12));
        }
    }

    /** To a rounding error times the condition number {@code (trace K + s) / s}, more than which no solver promises. */
    @ParameterizedTest
    @CsvSource({"1e-3,1e-3", "1,1e-3", "1e4,1e-4", "1e6,1e-6", "1e9,1e-8"})
    void solve_anyShift_agreesWithFactorsInSampleSpace(double stepSize, double weightDecay) {
        DiagonalLinearNetwork objective = network();
        double[] w = weights(objective);
        SampleSpaceSolver weightSpace = new WeightSpaceSolver(objective, weightDecay);
        SampleSpaceSolver sampleSpace = new DenseSampleSpaceSolver(objective, weightDecay);
        assertThat(weightSpace.prepare(Preconditioner.UNDECIDED, w, stepSize)).isTrue();
        assertThat(sampleSpace.prepare(Preconditioner.UNDECIDED, w, stepSize)).isTrue();
        double[] x = FlowProblems.normal(new SplittableRandom(8), SAMPLES, 1);
        double[] y = FlowProblems.normal(new SplittableRandom(9), SAMPLES, 1);
        double[] expectedX = x.clone();
        double[] expectedY = y.clone();
        double[][] gram = new double[SAMPLES][SAMPLES];
        objective.gram(w, gram);
        double trace = 0;
        for (int i = 0; i < SAMPLES; i++) {
            trace += gram[i][i];
        }
        double tolerance = 2.2e-16 * (10 + trace * objective.scale() / weightSpace.realShift());
        weightSpace.solveReal(x);
        sampleSpace.solveReal(expectedX);
        assertThat(FlowProblems.relativeDistance(x, expectedX)).isLessThan(tolerance);
        weightSpace.solveComplex(x, y);
        sampleSpace.solveComplex(expectedX, expectedY);
        assertThat(FlowProblems.relativeDistance(x, expectedX)).isLessThan(tolerance);
        assertThat(FlowProblems.relativeDistance(y, expectedY)).isLessThan(tolerance);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-3, 1e-6, 1e-8})
    void runTo_noisyRegression_agreesWithTheClosedForm(double weightDecay) {
        LinearRegression objective = regression();
        double[] w0 = weights(objective);
        RadauMultiplierStepper stepper = new RadauMultiplierStepper(objective, weightDecay, 1e-8, 1e-11);
        LinearFlowSolution exact = LinearFlowSolution.of(objective, weightDecay, w0);
        double[] expected = new double[COLUMNS];
        double[] gradient = new double[COLUMNS];
        StepLoop loop = new StepLoop(stepper, w0, 16);
        loop.runTo(20 / weightDecay, (after, interpolant) -> {
            exact.weightsAt(after.point().time(), expected);
            assertThat(FlowProblems.relativeDistance(after.point().weights(), expected))
                    .isLessThan(1e-7);
        });
        stepper.lossGradient(loop.memory(), gradient);
        Vectors.addScaled(weightDecay, expected, gradient);
        assertThat(Math.sqrt(Vectors.normSquared(gradient))).isLessThan(1e-3 * weightDecay);
        assertThat(loop.steps()).isLessThan(150);
    }

    /** {@code u^2 - v^2} decays exactly. */
    @Test
    void runTo_noisyNetwork_keepsItsInvariant() {
        double weightDecay = 1e-4;
        DiagonalLinearNetwork objective = network();
        double[] w0 = weights(objective);
        RadauMultiplierStepper stepper = new RadauMultiplierStepper(objective, weightDecay, 1e-8, 1e-11);
        double time = 2 / weightDecay;
        double[] w = new StepLoop(stepper, w0, 16).runTo(time).memory().point().weights();
        for (int k = 0; k < COLUMNS; k++) {
            double before = w0[k] * w0[k] - w0[COLUMNS + k] * w0[COLUMNS + k];
            double after = w[k] * w[k] - w[COLUMNS + k] * w[COLUMNS + k];
            assertThat(after).isCloseTo(before * Math.exp(-2 * weightDecay * time), within(1e-6));
        }
    }
}
