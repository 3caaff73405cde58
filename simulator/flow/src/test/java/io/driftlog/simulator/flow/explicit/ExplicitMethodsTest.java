package io.driftlog.simulator.flow.explicit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.events.Dataset;
import io.driftlog.simulator.flow.DenseOutput;
import io.driftlog.simulator.flow.FlowPoint;
import io.driftlog.simulator.flow.GradientFlow;
import io.driftlog.simulator.flow.StepController;
import io.driftlog.simulator.flow.Stepper;
import io.driftlog.simulator.flow.objective.DiagonalLinearNetwork;
import io.driftlog.simulator.flow.radau.RadauMultiplierStepper;
import io.driftlog.simulator.flow.regularizer.SquaredL2;
import io.driftlog.simulator.spi.Objective;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Goal: the steppers have the order they claim. Method: slopes of the error over halved step sizes on a nonlinear flow
 * with two coupled coefficients, and a logistic closed form: with u = v, {@code beta = u v} obeys
 * {@code beta' = -2 beta (beta - (y - lambda))}.
 */
class ExplicitMethodsTest {
    private static final double WEIGHT_DECAY = 0.2;
    private static final double[] START = {0.9, -0.3, 0.4, 0.8};

    private static GradientFlow coupledFlow() {
        return flow(new Dataset(2, 2, new double[] {1, 0.5, -0.3, 1}), new Dataset(2, 1, new double[] {1.5, -0.7}));
    }

    private static GradientFlow logisticFlow() {
        return flow(new Dataset(1, 1, new double[] {1}), new Dataset(1, 1, new double[] {1.5}));
    }

    private static GradientFlow flow(Dataset features, Dataset targets) {
        Objective network =
                new DiagonalLinearNetwork(features, targets, Optional.empty(), Optional.empty(), new double[0]);
        return new GradientFlow(network, new SquaredL2(), WEIGHT_DECAY);
    }

    private static Stepper<FlowPoint> dormandPrince(GradientFlow flow) {
        return new DormandPrince(flow, 1e-6, 1e-9);
    }

    private static Stepper.Attempt.Candidate<FlowPoint> step(Stepper<FlowPoint> stepper, FlowPoint from, double h) {
        return (Stepper.Attempt.Candidate<FlowPoint>) stepper.attempt(from, h);
    }

    private static double[] integrate(Stepper<FlowPoint> stepper, double[] start, double time, int steps) {
        FlowPoint point = stepper.begin(new FlowPoint(0, start, new double[0]));
        for (int i = 0; i < steps; i++) {
            point = step(stepper, point, time / steps).memory();
        }
        return point.weights();
    }

    private static double distance(double[] a, double[] b) {
        double largest = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs(a[i] - b[i]));
        }
        return largest;
    }

    private static double slope(double coarse, double fine) {
        return Math.log(coarse / fine) / Math.log(2);
    }

    @Test
    void gradientDescent_halvedSteps_showsOrderOne() {
        GradientDescent stepper = new GradientDescent(coupledFlow(), 0.1);
        double[] exact = integrate(dormandPrince(coupledFlow()), START, 1, 2000);
        double coarse = distance(integrate(stepper, START, 1, 100), exact);
        double fine = distance(integrate(stepper, START, 1, 200), exact);
        assertThat(slope(coarse, fine)).isCloseTo(stepper.order(), within(0.2));
    }

    @Test
    void dormandPrince_halvedSteps_showsOrderFive() {
        Stepper<FlowPoint> stepper = dormandPrince(coupledFlow());
        double[] exact = integrate(stepper, START, 1, 2000);
        double coarse = distance(integrate(stepper, START, 1, 16), exact);
        double fine = distance(integrate(stepper, START, 1, 32), exact);
        assertThat(slope(coarse, fine)).isCloseTo(stepper.order(), within(0.2));
    }

    /** The error within one step from an exact value is of order 4 + 1. */
    @Test
    void dormandPrince_interpolantOfHalvedSteps_showsOrderFour() {
        assertThat(slope(interpolationError(0.2), interpolationError(0.1)) - 1).isCloseTo(4, within(0.2));
    }

    private static double interpolationError(double h) {
        Stepper<FlowPoint> stepper = dormandPrince(coupledFlow());
        DenseOutput output = step(stepper, stepper.begin(new FlowPoint(0, START, new double[0])), h)
                .interpolant();
        double largest = 0;
        double[] w = new double[START.length];
        for (double theta : new double[] {0.3, 0.5, 0.8}) {
            output.weightsAt(theta * h, w);
            largest = Math.max(largest, distance(w, integrate(stepper, START, theta * h, 50)));
        }
        return largest;
    }

    @Test
    void gradientDescent_interpolant_isTheStraightLine() {
        GradientDescent stepper = new GradientDescent(coupledFlow(), 0.1);
        Stepper.Attempt.Candidate<FlowPoint> candidate =
                step(stepper, stepper.begin(new FlowPoint(2, START, new double[0])), 0.1);
        double[] middle = new double[START.length];
        candidate.interpolant().weightsAt(2.05, middle);
        for (int i = 0; i < middle.length; i++) {
            double expected = 0.5 * (START[i] + candidate.memory().weights()[i]);
            assertThat(middle[i]).isCloseTo(expected, within(1e-14));
        }
    }

    @Test
    void dormandPrince_logisticFlow_followsTheClosedForm() {
        double start = Math.sqrt(0.1);
        double limit = 1.5 - WEIGHT_DECAY;
        double[] w = integrate(dormandPrince(logisticFlow()), new double[] {start, start}, 2, 400);
        double beta = limit / (1 + (limit / 0.1 - 1) * Math.exp(-4 * limit));
        assertThat(w[0] * w[1]).isCloseTo(beta, within(1e-12));
    }

    @Test
    void dormandPrince_coupledFlow_agreesWithAnImplicitMethod() {
        GradientFlow flow = coupledFlow();
        RadauMultiplierStepper radau =
                new RadauMultiplierStepper((DiagonalLinearNetwork) flow.objective(), WEIGHT_DECAY, 1e-12, 1e-12);
        RadauMultiplierStepper.Memory memory = radau.begin(new FlowPoint(0, START, new double[0]));
        for (int i = 0; i < 400; i++) {
            Stepper.Attempt<RadauMultiplierStepper.Memory> attempt = radau.attempt(memory, 1.0 / 400);
            memory = ((Stepper.Attempt.Candidate<RadauMultiplierStepper.Memory>) attempt).memory();
        }
        double[] w = integrate(dormandPrince(coupledFlow()), START, 1, 400);
        assertThat(w).containsExactly(memory.point().weights(), within(1e-11));
    }

    @Test
    void attempt_afterARejectedCandidate_isTheSameAsFresh() {
        Stepper<FlowPoint> used = dormandPrince(coupledFlow());
        FlowPoint start = used.begin(new FlowPoint(0, START, new double[0]));
        step(used, start, 0.7);
        step(used, start, 0.3);
        double[] gradient = new double[4];
        used.lossGradient(start, gradient);
        double[] expected = new double[4];
        coupledFlow().objective().gradient(START, expected);
        assertThat(gradient).isEqualTo(expected);
        assertThat(step(used, start, 0.1).memory().weights())
                .isEqualTo(
                        step(dormandPrince(coupledFlow()), start, 0.1).memory().weights());
    }

    @Test
    void dormandPrince_firstSameAsLast_costsSixEvaluationsPerStep() {
        Stepper<FlowPoint> stepper = dormandPrince(coupledFlow());
        integrate(stepper, START, 1, 10);
        assertThat(stepper.work().evaluations()).isEqualTo(61);
    }

    @Test
    void initialStepSize_automaticGradientDescent_isOneOverTheLargestCurvature() {
        GradientFlow flow = logisticFlow();
        GradientDescent stepper = new GradientDescent(flow, 0);
        double u = 1.3;
        double v = 0.9;
        double h = stepper.initialStepSize(stepper.begin(new FlowPoint(0, new double[] {u, v}, new double[0])));
        double residual = u * v - 1.5;
        double mean = 0.5 * (u * u + v * v);
        double offDiagonal = u * v + residual;
        double curvature = mean + Math.sqrt(0.25 * (u * u - v * v) * (u * u - v * v) + offDiagonal * offDiagonal);
        assertThat(1 / h).isCloseTo(curvature + WEIGHT_DECAY, within(1e-3));
        assertThat(new GradientDescent(flow, 0.7).initialStepSize(new FlowPoint(0, new double[2], new double[0])))
                .isEqualTo(0.7);
    }

    @Test
    void attempt_automaticStepBeyondStability_isRefused() {
        FlowPoint nearMinimum = new FlowPoint(0, new double[] {1.2, 1.2}, new double[0]);
        GradientDescent automatic = new GradientDescent(logisticFlow(), 0);
        assertThat(automatic.attempt(nearMinimum, 2)).isInstanceOf(Stepper.Attempt.Refused.class);
        assertThat(automatic.attempt(nearMinimum, 0.2)).isInstanceOf(Stepper.Attempt.Candidate.class);
        assertThat(new GradientDescent(logisticFlow(), 2).attempt(nearMinimum, 2))
                .isInstanceOf(Stepper.Attempt.Candidate.class);
    }

    @Test
    void judge_proportionalIntegral_acceptsUpToOneAndBoundsTheNextStep() {
        ProportionalIntegralController controller = new ProportionalIntegralController(5);
        StepController.State state = controller.begin(0.1);
        StepController.Verdict perfect = controller.judge(state, 0, 0.9);
        assertThat(perfect.accepted()).isTrue();
        assertThat(perfect.next().stepSize()).isCloseTo(1, within(1e-15));
        StepController.Verdict bad = controller.judge(state, 1e9, 0.9);
        assertThat(bad.accepted()).isFalse();
        assertThat(bad.next().stepSize()).isCloseTo(0.02, within(1e-15));
        assertThat(controller.judge(bad.next(), 1e-3, 0.9).next().stepSize())
                .isEqualTo(bad.next().stepSize());
        assertThat(controller.judge(state, Double.NaN, 0.9).accepted()).isFalse();
        assertThat(controller.judge(state, Double.NaN, 0.9).next().stepSize()).isLessThan(0.1);
        assertThat(controller.judge(state, 1 + 1e-15, 1).next().stepSize()).isLessThan(0.1);
        assertThat(controller.refused(state, 0.1).stepSize()).isCloseTo(0.01, within(1e-15));
    }

    @Test
    void refused_fixedStep_shrinksOnlyWhereItMay() {
        StepController.State state = new FixedStepController(true).begin(0.4);
        assertThat(new FixedStepController(true).refused(state, 0.5).stepSize()).isEqualTo(0.2);
        assertThat(new FixedStepController(false).refused(state, 0.5).stepSize())
                .isZero();
        assertThat(new FixedStepController(false).judge(state, 0, 1).next().stepSize())
                .isEqualTo(0.4);
    }
}
