package io.driftlog.simulator.flow.radau.kink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.events.Dataset;
import io.driftlog.simulator.flow.FlowPoint;
import io.driftlog.simulator.flow.GradientFlow;
import io.driftlog.simulator.flow.StepController;
import io.driftlog.simulator.flow.Stepper;
import io.driftlog.simulator.flow.explicit.DormandPrince;
import io.driftlog.simulator.flow.explicit.ProportionalIntegralController;
import io.driftlog.simulator.flow.objective.FrozenRelu;
import io.driftlog.simulator.flow.radau.FlowProblems;
import io.driftlog.simulator.flow.radau.RadauMultiplierStepper;
import io.driftlog.simulator.flow.radau.kink.RadauEventStepper.Memory;
import io.driftlog.simulator.flow.radau.kink.ReluFlows.Data;
import io.driftlog.simulator.flow.regularizer.SquaredL2;
import io.driftlog.simulator.spi.Vectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: neurons of several inputs cross kinks and slide along several of them at once, as Filippov's solution does.
 * Method: invariants, an explicit method that chatters along the kinks, smoothed networks, and a network of one input
 * in disguise.
 */
class SeveralInputsTest {
    @ParameterizedTest
    @CsvSource({"2,6,6,1e-2", "2,6,6,1e-5", "3,2,5,1e-3"})
    void run_slidesAlongSeveralKinks_keepsThemAndTheBalanceOfEveryNeuron(
            int inputs, long seed, int samples, double weightDecay) {
        Data data = ReluFlows.space(10, samples, inputs, seed);
        FrozenRelu network = data.network().frozen();
        double[] w0 = data.initial();
        int[] most = {0};
        ReluFlows.run(stepper(data, weightDecay, 1e-8), w0, 5 / weightDecay, after -> {
            FlowPoint point = after.radau().point();
            double[] w = point.weights();
            double decay = Math.exp(-2 * weightDecay * point.time());
            for (int j = 0; j < 10; j++) {
                assertThat(balance(network, w, j))
                        .isCloseTo(decay * balance(network, w0, j), within(1e-7 * Vectors.normSquared(w)));
                for (int kink : after.pattern().slidesOn(j)) {
                    assertThat(network.preactivation(j, kink, w)).isCloseTo(0, within(1e-10));
                }
                most[0] = Math.max(most[0], after.pattern().slidesOn(j).length);
            }
        });
        assertThat(most[0]).isGreaterThanOrEqualTo(2);
    }

    private static double balance(FrozenRelu network, double[] w, int neuron) {
        double sum = w[neuron] * w[neuron];
        for (int c = 0; c <= network.inputs(); c++) {
            sum -= w[network.innerAt(neuron, c)] * w[network.innerAt(neuron, c)];
        }
        return sum;
    }

    /** An explicit method crosses a kink to and fro in tiny steps where the neuron should slide. */
    @ParameterizedTest
    @CsvSource({"2,5,10,6", "2,6,10,6", "3,2,8,5", "3,4,8,5"})
    void run_againstDormandPrince_followsTheSameSolution(int inputs, long seed, int neurons, int samples) {
        Data data = ReluFlows.space(neurons, samples, inputs, seed);
        double[] sliding = ReluFlows.at(stepper(data, 1e-2, 1e-8), data.initial(), 100)[0];
        GradientFlow flow = new GradientFlow(data.network(), new SquaredL2(), 1e-2);
        double[] chattering = explicit(new DormandPrince(flow, 1e-6, 1e-9), data.initial(), 100);
        assertThat(FlowProblems.relativeDistance(chattering, sliding))
                .isPositive()
                .isLessThan(2e-4);
    }

    private static <M> double[] explicit(Stepper<M> stepper, double[] w0, double endTime) {
        StepController controller = new ProportionalIntegralController(stepper.order());
        M memory = stepper.begin(new FlowPoint(0, w0, new double[0]));
        StepController.State state = controller.begin(stepper.initialStepSize(memory));
        while (stepper.point(memory).time() < endTime) {
            double h =
                    Math.min(state.stepSize(), endTime - stepper.point(memory).time());
            if (!(stepper.attempt(memory, h) instanceof Stepper.Attempt.Candidate<M> candidate)) {
                throw new AssertionError("refused");
            }
            StepController.Verdict verdict =
                    controller.judge(state.withStepSize(h), candidate.error(), candidate.safety());
            state = verdict.next();
            memory = verdict.accepted() ? candidate.memory() : stepper.retry(memory);
        }
        return stepper.point(memory).weights();
    }

    @Test
    void run_againstSmoothedNetworks_theirDistanceVanishesWithTheSmoothing() {
        Data data = ReluFlows.space(10, 6, 2, 6);
        double[] exact = ReluFlows.at(stepper(data, 1e-2, 1e-8), data.initial(), 300)[0];
        double[] distances = new double[2];
        double[] smoothings = {1e-2, 1e-3};
        for (int i = 0; i < 2; i++) {
            RadauMultiplierStepper smooth = new RadauMultiplierStepper(data.smoothed(smoothings[i]), 1e-2, 1e-7, 1e-10);
            double[] w = ReluFlows.run(smooth, data.initial(), 300, after -> {})
                    .memory()
                    .point()
                    .weights();
            distances[i] = FlowProblems.relativeDistance(w, exact);
        }
        assertThat(distances[0]).isLessThan(0.1);
        assertThat(distances[1]).isPositive().isLessThan(0.2 * distances[0]);
    }

    /** A second input that is always 0 changes nothing. */
    @Test
    void run_oneInputInDisguise_movesLikeOne() {
        Data line = ReluFlows.teacher(12, 6, 5);
        double[] x = new double[12];
        double[] w0 = new double[48];
        System.arraycopy(line.initial(), 0, w0, 0, 12);
        System.arraycopy(line.initial(), 24, w0, 36, 12);
        for (int i = 0; i < 6; i++) {
            x[2 * i] = line.inputs().values()[i];
        }
        for (int j = 0; j < 12; j++) {
            w0[12 + 2 * j] = line.initial()[12 + j];
        }
        Data plane = new Data(12, new Dataset(6, 2, x), line.targets(), w0);
        double[][] expected = ReluFlows.at(stepper(line, 1e-3, 1e-8), line.initial(), 10, 1e3, 1e4);
        double[][] found = ReluFlows.at(stepper(plane, 1e-3, 1e-8), w0, 10, 1e3, 1e4);
        for (int k = 0; k < 3; k++) {
            for (int j = 0; j < 12; j++) {
                assertThat(found[k][j]).isCloseTo(expected[k][j], within(1e-6));
                assertThat(found[k][12 + 2 * j]).isCloseTo(expected[k][12 + j], within(1e-6));
                assertThat(found[k][13 + 2 * j]).isZero();
            }
        }
    }

    /**
     * Neurons that come back to one kink again and again, inputs on a lattice whose kinks meet in lines, tiny and large
     * weights: each once ended in thousands of events without time between.
     */
    @ParameterizedTest
    @CsvSource({
        "2,9,7,153,3.21,false,1.25e-8,5.8e-5",
        "3,22,12,76,0.0257,false,9.32e-8,7.8e-6",
        "3,23,10,1121,8.28,false,1.19e-8,2.3e-8",
        "2,30,11,868,1.25,true,1.01e-8,1.3e-8",
        "2,24,8,1232,0.00841,true,5.63e-5,4e-7",
        "3,20,11,277,0.00177,true,3.05e-4,2.7e-5"
    })
    void run_whereNeuronsGrazeKinks_comesToItsEnd(
            int inputs,
            int neurons,
            int samples,
            long seed,
            double deviation,
            boolean lattice,
            double weightDecay,
            double tolerance) {
        Data data = ReluFlows.space(neurons, samples, inputs, seed);
        double[] w0 = data.initial().clone();
        Vectors.scale(deviation, w0);
        double[] x = data.inputs().values();
        for (int i = 0; lattice && i < x.length; i++) {
            x[i] = Math.rint(x[i]);
        }
        RadauEventStepper stepper = stepper(data, weightDecay, tolerance);
        ReluFlows.Run<Memory> run = ReluFlows.run(stepper, w0, 20 / weightDecay, after -> {});
        assertThat(run.memory().modes().total()).isLessThan(10L * neurons * samples);
        assertThat(run.steps()).isLessThan(5000);
    }

    private static RadauEventStepper stepper(Data data, double weightDecay, double tolerance) {
        return new RadauEventStepper(data.network(), weightDecay, tolerance, 1e-3 * tolerance);
    }
}
