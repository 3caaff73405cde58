package io.driftlog.simulator.flow.explicit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.events.Dataset;
import io.driftlog.simulator.flow.DenseOutput;
import io.driftlog.simulator.flow.FlowPoint;
import io.driftlog.simulator.flow.GradientFlow;
import io.driftlog.simulator.flow.Stepper;
import io.driftlog.simulator.flow.objective.DiagonalLinearNetwork;
import io.driftlog.simulator.flow.objective.LinearRegression;
import io.driftlog.simulator.flow.regularizer.SquaredL2;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: Runge-Kutta 4, Runge-Kutta-Chebyshev and momentum have the order, stability and closed forms they claim.
 * Method: slopes over halved steps on a nonlinear flow; a linear flow with curvatures 1 and 100, where each mode's
 * factor per step is known.
 */
class FixedAndStabilizedMethodsTest {
    private static final double WEIGHT_DECAY = 0.2;
    private static final double[] START = {0.9, -0.3, 0.4, 0.8};

    private static GradientFlow coupledFlow() {
        return new GradientFlow(
                new DiagonalLinearNetwork(
                        new Dataset(2, 2, new double[] {1, 0.5, -0.3, 1}),
                        new Dataset(2, 1, new double[] {1.5, -0.7}),
                        Optional.empty(),
                        Optional.empty(),
                        new double[0]),
                new SquaredL2(),
                WEIGHT_DECAY);
    }

    /** {@code F = (stiff w1^2 + w2^2) / 2}. */
    private static GradientFlow twoModes(double stiff, double weightDecay) {
        double first = Math.sqrt(2 * stiff);
        return new GradientFlow(
                new LinearRegression(
                        new Dataset(2, 2, new double[] {first, 0, 0, Math.sqrt(2)}),
                        new Dataset(2, 1, new double[2]),
                        Optional.empty(),
                        Optional.empty(),
                        new double[0]),
                new SquaredL2(),
                weightDecay);
    }

    private static <M> M take(Stepper<M> stepper, M memory, double h) {
        return ((Stepper.Attempt.Candidate<M>) stepper.attempt(memory, h)).memory();
    }

    private static <M> double[] integrate(Stepper<M> stepper, double[] start, double time, int steps) {
        M memory = stepper.begin(new FlowPoint(0, start, new double[0]));
        for (int i = 0; i < steps; i++) {
            memory = take(stepper, memory, time / steps);
        }
        return stepper.point(memory).weights();
    }

    private static double distance(double[] a, double[] b) {
        double largest = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs(a[i] - b[i]));
        }
        return largest;
    }

    private static double order(Stepper<?> stepper, int steps) {
        double[] exact = integrate(new DormandPrince(coupledFlow(), 1e-6, 1e-9), START, 1, 2000);
        double coarse = distance(integrate(stepper, START, 1, steps), exact);
        double fine = distance(integrate(stepper, START, 1, 2 * steps), exact);
        return Math.log(coarse / fine) / Math.log(2);
    }

    @Test
    void rungeKutta4_halvedSteps_showsOrderFour() {
        assertThat(order(new RungeKutta4(coupledFlow(), 0.1), 16)).isCloseTo(4, within(0.2));
    }

    @Test
    void rungeKuttaChebyshev_halvedSteps_showsOrderTwo() {
        assertThat(order(new RungeKuttaChebyshev(coupledFlow(), 1e-6, 1e-9), 40))
                .isCloseTo(2, within(0.2));
    }

    @Test
    void heavyBall_halvedSteps_showsOrderOne() {
        assertThat(order(new HeavyBall(coupledFlow(), 0.1, 0.5), 400)).isCloseTo(1, within(0.2));
    }

    @Test
    void rungeKutta4_linearMode_isTheTaylorPolynomial() {
        double[] w = integrate(new RungeKutta4(twoModes(2, 0), 0.3), new double[] {1, 1}, 0.3, 1);
        double z = -0.6;
        assertThat(w[0]).isCloseTo(1 + z + z * z / 2 + z * z * z / 6 + z * z * z * z / 24, within(1e-15));
    }

    /** On a linear mode a step multiplies by the stability polynomial, at most 1 in modulus up to h L = 0.65 s^2. */
    @ParameterizedTest
    @ValueSource(doubles = {0.1, 1, 30, 1000, 1e6})
    void rungeKuttaChebyshev_anyStepSize_isStableAndSecondOrderOnSlowModes(double stepTimesStiffness) {
        double stiff = 1e4;
        GradientFlow flow = twoModes(stiff, 0);
        RungeKuttaChebyshev stepper = new RungeKuttaChebyshev(flow, 1e-3, 1e-6);
        double h = stepTimesStiffness / stiff;
        double[] w = integrate(stepper, new double[] {1, 1}, h, 1);
        assertThat(Math.abs(w[0])).isLessThanOrEqualTo(1);
        if (h < 0.2) {
            assertThat(w[1]).isCloseTo(Math.exp(-h), within(h * h * h));
        }
    }

    @Test
    void rungeKuttaChebyshev_stiffStep_costsTheRootOfTheStiffness() {
        RungeKuttaChebyshev stepper = new RungeKuttaChebyshev(twoModes(1e4, 0), 1e-3, 1e-6);
        RungeKuttaChebyshev.Memory memory = stepper.begin(new FlowPoint(0, new double[] {1, 1}, new double[0]));
        long before = stepper.work().evaluations();
        take(stepper, memory, 1);
        double stages = Math.sqrt(1.54 * 1.15 * 1e4);
        assertThat(stepper.work().evaluations() - before).isBetween((long) stages - 1, (long) stages + 3);
    }

    @Test
    void rungeKuttaChebyshev_stepBeyondTheStages_isRefusedAndNeverProposed() {
        RungeKuttaChebyshev stepper = new RungeKuttaChebyshev(twoModes(1e4, 0), 1e-9, 1e-12);
        RungeKuttaChebyshev.Memory memory = stepper.begin(new FlowPoint(0, new double[] {1, 1}, new double[0]));
        assertThat(stepper.attempt(memory, 1e6)).isInstanceOf(Stepper.Attempt.Refused.class);
        double allowed = stepper.settle(memory, 1, 1e6);
        assertThat(stepper.attempt(memory, allowed)).isInstanceOf(Stepper.Attempt.Candidate.class);
    }

    @Test
    void weightsAt_hermiteWithinAStep_hasAFourthOrderError() {
        double coarse = interpolationError(0.2);
        double fine = interpolationError(0.1);
        assertThat(Math.log(coarse / fine) / Math.log(2)).isCloseTo(4, within(0.3));
    }

    private static double interpolationError(double h) {
        RungeKutta4 stepper = new RungeKutta4(coupledFlow(), h);
        FlowPoint start = stepper.begin(new FlowPoint(0, START, new double[0]));
        DenseOutput output = ((Stepper.Attempt.Candidate<FlowPoint>) stepper.attempt(start, h)).interpolant();
        double[] w = new double[START.length];
        double largest = 0;
        for (double theta : new double[] {0.25, 0.5, 0.75}) {
            output.weightsAt(theta * h, w);
            double[] exact = integrate(new DormandPrince(coupledFlow(), 1e-6, 1e-9), START, theta * h, 50);
            largest = Math.max(largest, distance(w, exact));
        }
        return largest;
    }

    /** {@code v <- b v - eta g, w <- w + v}, written as practitioners do. */
    @Test
    void heavyBall_anyStep_isPolyaksIteration() {
        GradientFlow flow = coupledFlow();
        double rate = 0.05;
        double b = 0.8;
        HeavyBall stepper = new HeavyBall(flow, rate, b);
        HeavyBall.Memory memory = stepper.begin(new FlowPoint(0, START, new double[0]));
        double h = stepper.initialStepSize(memory);
        double[] w = START.clone();
        double[] v = new double[4];
        double[] gradient = new double[4];
        for (int k = 0; k < 30; k++) {
            memory = take(stepper, memory, h);
            flow.objective().gradient(w, gradient);
            for (int i = 0; i < 4; i++) {
                v[i] = b * v[i] - rate * (gradient[i] + WEIGHT_DECAY * w[i]);
                w[i] += v[i];
            }
        }
        assertThat(memory.point().weights()).containsExactly(w, within(1e-14));
        assertThat(memory.point().time()).isCloseTo(30 * rate / (1 - b), within(1e-12));
    }

    /** A mode that only weight decay moves: the larger root of {@code z^2 - (1 + b - eta lambda) z + b}. */
    @Test
    void heavyBall_slowMode_decaysByAboutOneMinusEtaLambdaOverOneMinusB() {
        double lambda = 1e-3;
        double b = 0.9;
        double rate = 0.01;
        GradientFlow flow = new GradientFlow(twoModes(0, 0).objective(), new SquaredL2(), lambda);
        HeavyBall stepper = new HeavyBall(flow, rate, b);
        HeavyBall.Memory memory = stepper.begin(new FlowPoint(0, new double[] {1, 0}, new double[0]));
        double h = stepper.initialStepSize(memory);
        double before = 0;
        for (int k = 0; k < 400; k++) {
            before = memory.point().weights()[0];
            memory = take(stepper, memory, h);
        }
        double sum = 1 + b - rate * lambda;
        double root = (sum + Math.sqrt(sum * sum - 4 * b)) / 2;
        double factor = memory.point().weights()[0] / before;
        assertThat(factor).isCloseTo(root, within(1e-14));
        assertThat(1 - factor).isCloseTo(rate * lambda / (1 - b), within(1e-3 * (1 - factor)));
    }

    /** Stable for eta L below 2 (1 + b), unstable above; an automatic step is refused there. */
    @Test
    void heavyBall_aroundTheStabilityLimit_decaysBelowAndGrowsAbove() {
        double b = 0.5;
        double limit = 2 * (1 + b);
        double[] start = {1, 1};
        double below = 0.99 * limit / (1 - b);
        double above = 1.01 * limit / (1 - b);
        HeavyBall given = new HeavyBall(twoModes(1, 0), 1, b);
        assertThat(Math.abs(integrate(given, start, 2000 * below, 2000)[0])).isLessThan(1e-3);
        assertThat(Math.abs(integrate(given, start, 2000 * above, 2000)[0])).isGreaterThan(1e3);
        HeavyBall automatic = new HeavyBall(twoModes(1, 0), 0, b);
        HeavyBall.Memory atRest = automatic.begin(new FlowPoint(0, start, new double[0]));
        assertThat(automatic.initialStepSize(atRest)).isCloseTo(1 / (1 - b), within(1e-3));
        assertThat(automatic.attempt(atRest, above)).isInstanceOf(Stepper.Attempt.Refused.class);
        assertThat(automatic.attempt(atRest, 1 / (1 - b))).isInstanceOf(Stepper.Attempt.Candidate.class);
    }

    @Test
    void rungeKutta4_automaticStepBeyondStability_isRefused() {
        RungeKutta4 automatic = new RungeKutta4(twoModes(100, 0), 0);
        FlowPoint start = automatic.begin(new FlowPoint(0, new double[] {1, 1}, new double[0]));
        assertThat(automatic.initialStepSize(start)).isCloseTo(0.01, within(1e-5));
        assertThat(automatic.attempt(start, 0.03)).isInstanceOf(Stepper.Attempt.Refused.class);
        assertThat(automatic.attempt(start, 0.01)).isInstanceOf(Stepper.Attempt.Candidate.class);
        FlowPoint atRest = automatic.begin(new FlowPoint(0, new double[] {1e-30, 1}, new double[0]));
        assertThat(automatic.attempt(atRest, 0.01)).isInstanceOf(Stepper.Attempt.Candidate.class);
    }
}
