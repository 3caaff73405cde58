package io.driftlog.simulator.flow.radau.kink;

import io.driftlog.events.Dataset;
import io.driftlog.simulator.flow.DenseOutput;
import io.driftlog.simulator.flow.FlowPoint;
import io.driftlog.simulator.flow.StepController;
import io.driftlog.simulator.flow.Stepper;
import io.driftlog.simulator.flow.objective.SmoothedRelu;
import io.driftlog.simulator.flow.objective.TwoLayerRelu;
import io.driftlog.simulator.flow.radau.PredictiveController;
import io.driftlog.simulator.spi.SplitMix64;
import io.driftlog.simulator.spi.Vectors;
import java.util.Optional;
import java.util.function.Consumer;

/** Small networks on the teacher of three ReLUs, and a loop that drives any stepper over events. */
public final class ReluFlows {
    private ReluFlows() {}

    /** Inputs, targets and initial weights. */
    public record Data(int neurons, Dataset inputs, Dataset targets, double[] initial) {
        public TwoLayerRelu network() {
            return new TwoLayerRelu(neurons, inputs, targets, Optional.empty(), Optional.empty(), new double[0]);
        }

        public SmoothedRelu smoothed(double smoothing) {
            return new SmoothedRelu(
                    neurons, smoothing, inputs, targets, Optional.empty(), Optional.empty(), new double[0]);
        }
    }

    /** Inputs uniform in [-2, 2], {@code w0 ~ 2 N(0, 1)}. */
    public static Data teacher(int neurons, int samples, long seed) {
        SplitMix64 random = new SplitMix64(seed);
        double[] x = new double[samples];
        double[] y = new double[samples];
        for (int i = 0; i < samples; i++) {
            x[i] = 4 * random.nextDouble() - 2;
            y[i] = Math.max(0, x[i] + 0.8) - 1.5 * Math.max(0, x[i] - 0.3) + Math.max(0, -x[i] - 0.6);
        }
        double[] initial = new double[3 * neurons];
        random.gaussian(2, initial);
        return new Data(neurons, new Dataset(samples, 1, x), new Dataset(samples, 1, y), initial);
    }

    /** Several inputs, uniform in [-2, 2], a teacher of three random ReLUs, {@code w0 ~ N(0, 1)}. */
    public static Data space(int neurons, int samples, int inputs, long seed) {
        SplitMix64 random = new SplitMix64(seed);
        double[] directions = new double[3 * inputs];
        double[] offsets = new double[3];
        random.gaussian(1, directions);
        random.gaussian(0.7, offsets);
        double[] x = new double[samples * inputs];
        for (int i = 0; i < x.length; i++) {
            x[i] = 4 * random.nextDouble() - 2;
        }
        double[] outer = {1, -1.5, 1};
        double[] y = new double[samples];
        for (int i = 0; i < samples; i++) {
            for (int k = 0; k < 3; k++) {
                double z = offsets[k] + Vectors.dot(directions, k * inputs, x, i * inputs, inputs);
                y[i] += outer[k] * Math.max(0, z);
            }
        }
        double[] initial = new double[neurons * (inputs + 2)];
        random.gaussian(1, initial);
        return new Data(neurons, new Dataset(samples, inputs, x), new Dataset(samples, 1, y), initial);
    }

    /** What a run has cost. */
    public record Run<M>(M memory, int steps, int rejected) {}

    /** Integrates to the given time and shows the memory after every accepted step. */
    public static <M> Run<M> run(Stepper<M> stepper, double[] weights, double endTime, Consumer<M> observer) {
        return run(stepper, weights, endTime, observer, within -> {});
    }

    /** The solution at the given times, the last of which is the end. */
    public static <M> double[][] at(Stepper<M> stepper, double[] weights, double... times) {
        double[][] solution = new double[times.length][weights.length];
        int[] found = {0};
        run(stepper, weights, times[times.length - 1], after -> {}, within -> {
            while (found[0] < times.length && times[found[0]] <= within.end()) {
                within.weightsAt(times[found[0]], solution[found[0]++]);
            }
        });
        return solution;
    }

    private static <M> Run<M> run(
            Stepper<M> stepper, double[] weights, double endTime, Consumer<M> observer, Consumer<DenseOutput> within) {
        StepController controller = new PredictiveController();
        M memory = stepper.begin(new FlowPoint(0, weights, new double[0]));
        StepController.State state = controller.begin(stepper.initialStepSize(memory));
        int steps = 0;
        int rejected = 0;
        double time = 0;
        while (time < endTime) {
            if (steps + rejected > 20_000) {
                throw new AssertionError("stuck at t = " + time);
            }
            double h = Math.min(state.stepSize(), endTime - time);
            Stepper.Attempt<M> attempt = stepper.attempt(memory, h);
            if (attempt instanceof Stepper.Attempt.Refused<M> refused) {
                state = controller.refused(state.withStepSize(h), refused.factor());
                memory = stepper.retry(memory);
                rejected++;
                continue;
            }
            Stepper.Attempt.Candidate<M> candidate = (Stepper.Attempt.Candidate<M>) attempt;
            double covered = candidate.interpolant().end() - time;
            StepController.Verdict verdict =
                    controller.judge(state.withStepSize(covered), candidate.error(), candidate.safety());
            state = verdict.next();
            if (!verdict.accepted()) {
                memory = stepper.retry(memory);
                rejected++;
                continue;
            }
            steps++;
            memory = candidate.memory();
            time = candidate.interpolant().end();
            state = state.withStepSize(stepper.settle(memory, covered, state.stepSize()));
            observer.accept(memory);
            within.accept(candidate.interpolant());
        }
        return new Run<>(memory, steps, rejected);
    }
}
