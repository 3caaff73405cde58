package io.driftlog.simulator.benchmark.kernels;

import io.driftlog.simulator.benchmark.KernelProblem;
import io.driftlog.simulator.flow.FlowPoint;
import io.driftlog.simulator.flow.Stepper;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One attempt of radaug at the start of the flow, with a fresh Jacobian and fresh factors. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class StepBenchmark {
    /** A problem file. */
    @Param({"A", "B", "C"})
    public String problem = "A";

    private Start<?> start = Start.of("A");

    /** Opens the problem. */
    @Setup
    public void open() {
        start = Start.of(problem);
    }

    /** One attempt. */
    @Benchmark
    public Stepper.Attempt<?> attempt() {
        return start.attempt();
    }

    /** A stepper at the beginning, with the step size it chooses there. */
    private static final class Start<M> {
        private final Stepper<M> stepper;
        private final double[] weights;
        private final double stepSize;

        private Start(Stepper<M> stepper, double[] weights) {
            this.stepper = stepper;
            this.weights = weights;
            stepSize = stepper.initialStepSize(begin());
        }

        static Start<?> of(String name) {
            KernelProblem problem = new KernelProblem(name, 1e-4);
            return new Start<>(problem.method().stepper(), problem.initialWeights());
        }

        /** Fresh weights each time: caches know them by their identity. */
        private M begin() {
            return stepper.begin(new FlowPoint(0, weights.clone(), new double[0]));
        }

        Stepper.Attempt<M> attempt() {
            return stepper.attempt(begin(), stepSize);
        }
    }
}
