package io.driftlog.simulator.flow.radau.kink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.events.Dataset;
import io.driftlog.simulator.flow.FlowPoint;
import io.driftlog.simulator.flow.Stepper.Attempt;
import io.driftlog.simulator.flow.objective.FrozenRelu;
import io.driftlog.simulator.flow.objective.TwoLayerRelu;
import io.driftlog.simulator.flow.radau.FlowProblems;
import io.driftlog.simulator.flow.radau.RadauMultiplierStepper;
import io.driftlog.simulator.flow.radau.kink.RadauEventStepper.Memory;
import io.driftlog.simulator.flow.radau.kink.ReluFlows.Data;
import io.driftlog.simulator.spi.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: the event-driven method solves the ReLU flow through kinks and slides, at a cost that hardly depends on lambda.
 * Method: invariants, smoothed networks of vanishing smoothing, tighter runs, and inputs at which everything happens at
 * once.
 */
class RadauEventStepperTest {
    private static final Data DATA = ReluFlows.teacher(20, 8, 3);

    @ParameterizedTest
    @ValueSource(doubles = {0, 1e-3, 1e-6})
    void run_throughKinksAndSlides_keepsTheBalanceOfEveryNeuron(double weightDecay) {
        double[] w0 = DATA.initial();
        int[] slides = {0};
        double[] worst = {0};
        ReluFlows.run(stepper(DATA, weightDecay, 1e-8), w0, weightDecay > 0 ? 3 / weightDecay : 1e3, after -> {
            FlowPoint point = after.radau().point();
            double[] w = point.weights();
            double decay = Math.exp(-2 * weightDecay * point.time());
            slides[0] = Math.max(slides[0], after.pattern().sliding());
            for (int j = 0; j < 20; j++) {
                double error = balance(w, j) - decay * balance(w0, j);
                worst[0] = Math.max(worst[0], Math.abs(error) / Vectors.normSquared(w));
            }
        });
        assertThat(slides[0] > 0).isEqualTo(weightDecay > 0);
        assertThat(worst[0]).isPositive().isLessThan(1e-7);
    }

    private static double balance(double[] w, int neuron) {
        int m = w.length / 3;
        double u = w[neuron];
        double v = w[m + neuron];
        double b = w[2 * m + neuron];
        return u * u - v * v - b * b;
    }

    @Test
    void run_slidingNeurons_stayOnTheirKinks() {
        FrozenRelu network = DATA.network().frozen();
        ReluFlows.run(stepper(DATA, 1e-3, 1e-6), DATA.initial(), 1e4, after -> {
            double[] w = after.radau().point().weights();
            for (int j = 0; j < 20; j++) {
                if (after.pattern().slides(j)) {
                    assertThat(network.preactivation(j, after.pattern().slidesOn(j)[0], w))
                            .isCloseTo(0, within(1e-13));
                }
            }
        });
    }

    /** The flow of the smoothed network follows Filippov's up to its smoothing: an independent way to the same solution. */
    @Test
    void run_againstSmoothedNetworks_theirDistanceVanishesWithTheSmoothing() {
        Data data = ReluFlows.teacher(8, 5, 2);
        double endTime = 300;
        double[] exact = ReluFlows.run(stepper(data, 1e-2, 1e-8), data.initial(), endTime, after -> {})
                .memory()
                .radau()
                .point()
                .weights();
        double[] distances = new double[2];
        double[] smoothings = {1e-2, 1e-3};
        for (int i = 0; i < 2; i++) {
            RadauMultiplierStepper smooth = new RadauMultiplierStepper(data.smoothed(smoothings[i]), 1e-2, 1e-7, 1e-10);
            double[] w = ReluFlows.run(smooth, data.initial(), endTime, after -> {})
                    .memory()
                    .point()
                    .weights();
            distances[i] = FlowProblems.relativeDistance(w, exact);
        }
        assertThat(distances[0]).isLessThan(0.1);
        assertThat(distances[1]).isPositive().isLessThan(0.2 * distances[0]);
    }

    /**
     * On function values and norm: once a neuron has passed v = b = 0 the weights are not unique. At any time, also within
     * steps; for a moment after an event f may be off by more, since the tolerance is one of the weights.
     */
    @ParameterizedTest
    @ValueSource(doubles = {1e-3, 1e-4, 1e-6, 1e-7, 1e-8})
    void weightsAt_atModerateTolerance_areThoseOfATightRun(double weightDecay) {
        Data data = ReluFlows.teacher(40, 10, 11);
        double[] times = new double[20];
        for (int k = 0; k < times.length; k++) {
            times[k] = Math.pow(20 / weightDecay, (k + 1) / 20.0);
        }
        double[][] moderate = ReluFlows.at(stepper(data, weightDecay, 1e-6), data.initial(), times);
        double[][] tight = ReluFlows.at(stepper(data, weightDecay, 1e-9), data.initial(), times);
        double[] f = new double[10];
        double[] g = new double[10];
        for (int k = 0; k < times.length; k++) {
            double normSquared = Vectors.normSquared(tight[k]);
            assertThat(Vectors.normSquared(moderate[k])).isCloseTo(normSquared, within(1e-6 * normSquared));
            data.network().residuals(moderate[k], f);
            data.network().residuals(tight[k], g);
            assertThat(f).containsExactly(g, within(5e-6));
        }
    }

    @Test
    void run_smallerAndSmallerDecay_costsHardlyMore() {
        int[] steps = new int[2];
        double[] decays = {1e-3, 1e-8};
        for (int i = 0; i < 2; i++) {
            steps[i] = ReluFlows.run(stepper(DATA, decays[i], 1e-6), DATA.initial(), 20 / decays[i], after -> {})
                    .steps();
        }
        assertThat(steps[1]).isGreaterThan(50);
        assertThat((double) steps[1]).isLessThan(1.5 * steps[0]);
    }

    @Test
    void attempt_whereAnEventComesFirst_coversTheTimeUpToIt() {
        int[] events = {0};
        RadauEventStepper stepper = stepper(DATA, 1e-3, 1e-6);
        ReluFlows.run(stepper, DATA.initial(), 1e4, after -> {
            if (after.modes().intended() > 0) {
                events[0]++;
                assertThat(after.modes().total()).isEqualTo(events[0]);
                assertThat(after.modes().eventTime())
                        .isEqualTo(stepper.point(after).time());
                assertThat(stepper.settle(after, 1e-9, 8e-9))
                        .isLessThanOrEqualTo(0.1 * after.modes().intended());
            }
        });
        assertThat(events[0]).isGreaterThan(10);
    }

    @Test
    void attempt_otherAttemptsBetween_givesTheSameBits() {
        RadauEventStepper stepper = stepper(DATA, 1e-3, 1e-6);
        List<Memory> memories = new ArrayList<>();
        ReluFlows.run(stepper, DATA.initial(), 20, memories::add);
        for (int k = 0; k + 1 < memories.size(); k += 7) {
            for (double h : new double[] {1e-3, 0.3, 5}) {
                long[] expected = bits(stepper(DATA, 1e-3, 1e-6), memories.get(k), h);
                stepper.attempt(memories.get(k + 1), h);
                stepper.attempt(stepper.begin(stepper.point(memories.get(k))), 0.5 * h);
                assertThat(bits(stepper, memories.get(k), h)).isEqualTo(expected);
            }
        }
    }

    private static long[] bits(RadauEventStepper stepper, Memory memory, double stepSize) {
        if (stepper.attempt(memory, stepSize) instanceof Attempt.Candidate<Memory> candidate) {
            double[] weights = stepper.point(candidate.memory()).weights();
            double[] carried = stepper.carried(candidate.memory());
            double[] all = Arrays.copyOf(weights, weights.length + carried.length + 1);
            System.arraycopy(carried, 0, all, weights.length, carried.length);
            all[all.length - 1] = candidate.error();
            return Arrays.stream(all).mapToLong(Double::doubleToRawLongBits).toArray();
        }
        return new long[0];
    }

    @Test
    void attempt_afterThousandsOfEventsAtOnce_isRefusedAsChatter() {
        RadauEventStepper stepper = stepper(DATA, 1e-3, 1e-6);
        Memory memory = stepper.begin(new FlowPoint(5, DATA.initial(), new double[0]), new double[] {0, 2001, 5, 3000});
        assertThat(stepper.attempt(memory, 0.1))
                .isEqualTo(new Attempt.Refused<Memory>(
                        1e-300, "The neurons chatter: 2001 kinks in a row with no time between."));
        Memory late = stepper.begin(new FlowPoint(5, DATA.initial(), new double[0]), new double[] {0, 0, 5, 6601});
        assertThat(stepper.attempt(late, 0.1))
                .isEqualTo(new Attempt.Refused<Memory>(
                        1e-300, "The neurons chatter: 6601 kinks so far, and no end to them."));
    }

    /** Saddle, one sample, duplicate samples, zero input, tiny and huge weights, strong decay. */
    @ParameterizedTest
    @CsvSource({"5,0,1e-3", "1,2,1e-3", "2,1e-3,1e-2", "6,40,1e-3", "6,2,10", "6,2,0"})
    void run_oddProblems_endWithFiniteWeightsThatFitWhatTheyCan(int samples, double deviation, double weightDecay) {
        Data data = ReluFlows.teacher(12, samples, 4);
        double[] x = data.inputs().values();
        double[] y = data.targets().values();
        x[0] = 0;
        if (samples > 3) {
            x[3] = x[2];
            y[3] = y[2] + 0.5;
        }
        double[] w0 = data.initial().clone();
        Vectors.scale(deviation / 2, w0);
        TwoLayerRelu network = new TwoLayerRelu(
                12, data.inputs(), new Dataset(samples, 1, y), Optional.empty(), Optional.empty(), new double[0]);
        RadauEventStepper stepper = new RadauEventStepper(network, weightDecay, 1e-6, 1e-9);
        ReluFlows.Run<Memory> run = ReluFlows.run(stepper, w0, 200, after -> {});
        double[] w = stepper.point(run.memory()).weights();
        assertThat(Vectors.allFinite(w)).isTrue();
        assertThat(network.value(w) + 0.5 * weightDecay * Vectors.normSquared(w))
                .isLessThanOrEqualTo(network.value(w0) + 0.5 * weightDecay * Vectors.normSquared(w0));
        if (deviation == 0) {
            assertThat(w).containsOnly(0);
        }
    }

    private static RadauEventStepper stepper(Data data, double weightDecay, double tolerance) {
        return new RadauEventStepper(data.network(), weightDecay, tolerance, 1e-3 * tolerance);
    }
}
