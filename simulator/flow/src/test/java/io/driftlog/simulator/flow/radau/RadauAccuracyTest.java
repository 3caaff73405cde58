package io.driftlog.simulator.flow.radau;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.simulator.flow.DenseOutput;
import io.driftlog.simulator.flow.FlowPoint;
import io.driftlog.simulator.flow.Stepper;
import io.driftlog.simulator.flow.objective.LinearRegressionSolution;
import io.driftlog.simulator.flow.radau.FlowProblems.Data;
import io.driftlog.simulator.flow.radau.RadauMultiplierStepper.Memory;
import io.driftlog.simulator.spi.Vectors;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: the stepper solves the flow to the order and the tolerance it promises, at a cost that hardly depends on lambda.
 * Method: closed forms of linear regression, the invariant of diagonal networks, fixed-step convergence, and runs at a
 * tight tolerance as reference.
 */
class RadauAccuracyTest {
    @Test
    void attempt_fixedSteps_convergesWithOrderFiveAtStepEnds() {
        double[] ends = new double[4];
        double[] interiors = new double[4];
        measureConvergence(ends, interiors);
        assertThat(order(ends[0], ends[1])).isCloseTo(5, within(0.2));
        assertThat(order(ends[1], ends[2])).isCloseTo(5, within(0.2));
    }

    @Test
    void interpolant_fixedSteps_convergesWithTheFifthPowerOfTheStepSize() {
        double[] ends = new double[4];
        double[] interiors = new double[4];
        measureConvergence(ends, interiors);
        assertThat(order(interiors[2], interiors[3])).isCloseTo(5, within(0.2));
    }

    /** Errors of 32, 64, 128, 256 steps to t = 1 against 1024 steps: worst at common step ends, worst at midpoints. */
    private static void measureConvergence(double[] ends, double[] interiors) {
        Data data = FlowProblems.smoothNetwork(6, 12, 3);
        List<double[]> reference = fixedSteps(data, 1, 1024).ends();
        for (int level = 0; level < ends.length; level++) {
            int steps = 32 << level;
            int stride = 1024 / steps;
            Fixed run = fixedSteps(data, 1, steps);
            for (int k = 0; k < steps; k++) {
                double[] exactEnd = reference.get((k + 1) * stride - 1);
                double[] exactMiddle = reference.get(k * stride + stride / 2 - 1);
                ends[level] = Math.max(
                        ends[level], FlowProblems.relativeDistance(run.ends().get(k), exactEnd));
                interiors[level] = Math.max(
                        interiors[level],
                        FlowProblems.relativeDistance(run.middles().get(k), exactMiddle));
            }
        }
    }

    private record Fixed(List<double[]> ends, List<double[]> middles) {}

    private static Fixed fixedSteps(Data data, double endTime, int steps) {
        RadauMultiplierStepper stepper = new RadauMultiplierStepper(data.network(), 0.1, 1e-13, 1e-16);
        Memory memory = stepper.begin(new FlowPoint(0, data.initial(), new double[0]));
        Fixed run = new Fixed(new ArrayList<>(), new ArrayList<>());
        for (int k = 0; k < steps; k++) {
            Stepper.Attempt<Memory> attempt = stepper.attempt(memory, endTime / steps);
            assertThat(attempt).isInstanceOf(Stepper.Attempt.Candidate.class);
            Stepper.Attempt.Candidate<Memory> candidate = (Stepper.Attempt.Candidate<Memory>) attempt;
            DenseOutput interpolant = candidate.interpolant();
            double[] middle = new double[data.initial().length];
            interpolant.weightsAt(0.5 * (interpolant.start() + interpolant.end()), middle);
            memory = candidate.memory();
            run.middles().add(middle);
            run.ends().add(memory.point().weights());
        }
        return run;
    }

    private static double order(double coarse, double fine) {
        return Math.log(coarse / fine) / Math.log(2);
    }

    /** Twenty times per step, from the first step to 20 / lambda. */
    @ParameterizedTest
    @CsvSource({"1e-3,1", "1e-6,1", "1e-3,2", "1e-6,2"})
    void interpolant_tightToleranceOnLinearRegression_agreesWithClosedFormAtAllTimes(double weightDecay, long seed) {
        Data data = FlowProblems.regression(20, 50, seed);
        LinearRegressionSolution exact =
                new LinearRegressionSolution(data.features(), data.targets(), weightDecay, data.initial());
        double[] approximate = new double[50];
        double[] expected = new double[50];
        double[] worst = {0};
        new StepLoop(new RadauMultiplierStepper(data.regression(), weightDecay, 1e-10, 1e-13), data.initial())
                .runTo(20 / weightDecay, (after, interpolant) -> {
                    for (int i = 0; i <= 20; i++) {
                        double time = interpolant.start() + i / 20.0 * (interpolant.end() - interpolant.start());
                        interpolant.weightsAt(time, approximate);
                        exact.weightsAt(time, expected);
                        worst[0] = Math.max(worst[0], FlowProblems.relativeDistance(approximate, expected));
                    }
                });
        assertThat(worst[0]).isPositive().isLessThan(1e-9);
    }

    /** One sample, one weight, square, tall, rank-deficient; with and without decay. */
    @ParameterizedTest
    @CsvSource({
        "1,1,0",
        "1,1,1e-3",
        "1,9,0",
        "1,9,1e-6",
        "4,4,0",
        "5,3,0",
        "5,3,1e-8",
        "33,7,0",
        "33,7,1e-3",
        "6,20,0",
        "7,20,1e-8"
    })
    void runTo_anyShapeOfData_reachesClosedForm(int n, int d, double weightDecay) {
        Data data = FlowProblems.regression(n, d, 10 + n);
        if (n > 2) {
            System.arraycopy(data.features().values(), 0, data.features().values(), d, d);
        }
        LinearRegressionSolution exact =
                new LinearRegressionSolution(data.features(), data.targets(), weightDecay, data.initial());
        double[] expected = new double[d];
        for (double endTime : new double[] {1, 1e3, weightDecay > 0 ? 2 / weightDecay : 1e8}) {
            double[] weights = new StepLoop(
                            new RadauMultiplierStepper(data.regression(), weightDecay, 1e-7, 1e-10), data.initial())
                    .runTo(endTime)
                    .memory()
                    .point()
                    .weights();
            exact.weightsAt(endTime, expected);
            assertThat(FlowProblems.relativeDistance(weights, expected)).isLessThan(1e-6);
        }
    }

    /** A relative error of the tolerance in w is one of at most twice the tolerance times ||w||^2 in the balance. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 1e-5, 1e-2})
    void runTo_diagonalNetwork_keepsTheBalanceOfItsLayers(double weightDecay) {
        double tolerance = 1e-8;
        int columns = 15;
        Data data = FlowProblems.sparseNetwork(6, columns, 4);
        double[] w0 = data.initial();
        new StepLoop(new RadauMultiplierStepper(data.network(), weightDecay, tolerance, 1e-3 * tolerance), w0)
                .runTo(weightDecay > 0 ? 5 / weightDecay : 1e4, (after, interpolant) -> {
                    double[] w = after.point().weights();
                    double decay = Math.exp(-2 * weightDecay * after.point().time());
                    double[] error = new double[columns];
                    for (int k = 0; k < columns; k++) {
                        double initial = w0[k] * w0[k] - w0[columns + k] * w0[columns + k];
                        error[k] = w[k] * w[k] - w[columns + k] * w[columns + k] - decay * initial;
                    }
                    assertThat(Math.sqrt(Vectors.normSquared(error)))
                            .isLessThanOrEqualTo(2 * tolerance * Vectors.normSquared(w));
                });
    }

    /** The point of the method: cost flat in lambda. */
    @Test
    void runTo_smallerAndSmallerDecay_costsHardlyMore() {
        Data data = FlowProblems.sparseNetwork(20, 50, 5);
        int[] steps = new int[2];
        Stepper.Work[] work = new Stepper.Work[2];
        double[] decays = {1e-3, 1e-8};
        for (int i = 0; i < 2; i++) {
            RadauMultiplierStepper stepper = new RadauMultiplierStepper(data.network(), decays[i], 1e-6, 1e-9);
            steps[i] =
                    new StepLoop(stepper, data.initial()).runTo(20 / decays[i]).steps();
            work[i] = stepper.work();
        }
        assertThat((double) steps[1]).isLessThan(1.5 * steps[0]);
        assertThat((double) work[1].factorizations()).isLessThan(2.5 * work[0].factorizations());
        assertThat(work[0].evaluations()).isLessThanOrEqualTo(2000);
        assertThat(work[1].evaluations()).isLessThanOrEqualTo(2000);
        assertThat(work[1].evaluations()).isGreaterThanOrEqualTo(3 * work[1].iterations());
    }

    /** At 20 log-spaced times from 1 to 20 / lambda. */
    @ParameterizedTest
    @ValueSource(doubles = {1e-3, 1e-6, 1e-8})
    void interpolant_networkAtModerateTolerance_isWithinAMillionthOfATightRun(double weightDecay) {
        Data data = FlowProblems.sparseNetwork(20, 50, 5);
        List<double[]> moderate = atLogarithmicTimes(data, weightDecay, 1e-6);
        List<double[]> tight = atLogarithmicTimes(data, weightDecay, 1e-9);
        for (int i = 0; i < moderate.size(); i++) {
            assertThat(FlowProblems.relativeDistance(moderate.get(i), tight.get(i)))
                    .isLessThan(1e-6);
        }
    }

    private static List<double[]> atLogarithmicTimes(Data data, double weightDecay, double tolerance) {
        int count = 20;
        double endTime = 20 / weightDecay;
        List<double[]> weights = new ArrayList<>();
        new StepLoop(
                        new RadauMultiplierStepper(data.network(), weightDecay, tolerance, 1e-3 * tolerance),
                        data.initial())
                .runTo(endTime, (after, interpolant) -> {
                    while (weights.size() < count) {
                        double time = Math.min(endTime, Math.pow(endTime, weights.size() / (count - 1.0)));
                        if (time > interpolant.end()) {
                            break;
                        }
                        double[] w = new double[data.initial().length];
                        interpolant.weightsAt(time, w);
                        weights.add(w);
                    }
                });
        assertThat(weights).hasSize(count);
        return weights;
    }

    @Test
    void begin_everySixteenSteps_costsFewStepsBecauseTheMultiplierIsKept() {
        Data data = FlowProblems.sparseNetwork(20, 50, 5);
        int plain = new StepLoop(new RadauMultiplierStepper(data.network(), 1e-8, 1e-6, 1e-9), data.initial())
                .runTo(2e9)
                .steps();
        int restarted = new StepLoop(new RadauMultiplierStepper(data.network(), 1e-8, 1e-6, 1e-9), data.initial(), 16)
                .runTo(2e9)
                .steps();
        assertThat((double) restarted).isLessThan(1.1 * plain);
    }
}
