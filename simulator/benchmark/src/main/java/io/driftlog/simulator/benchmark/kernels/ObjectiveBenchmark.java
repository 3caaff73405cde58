package io.driftlog.simulator.benchmark.kernels;

import io.driftlog.simulator.benchmark.KernelProblem;
import io.driftlog.simulator.spi.LeastSquaresObjective;
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

/** Residuals, Jacobian products (one at a time and three at a time) and the Gram matrix. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ObjectiveBenchmark {
    private static final double WEIGHT_DECAY = 1e-4;

    /** A problem file. */
    @Param({"A", "B", "C"})
    public String problem = "A";

    private LeastSquaresObjective objective = new KernelProblem("A", WEIGHT_DECAY).objective();
    private double[] weights = {};
    private final double[][] inWeightSpace = new double[3][];
    private final double[][] inSampleSpace = new double[3][];
    private double[][] gram = {};

    /** Opens the problem. */
    @Setup
    public void open() {
        KernelProblem opened = new KernelProblem(problem, WEIGHT_DECAY);
        objective = opened.objective();
        weights = opened.initialWeights();
        int n = objective.samples();
        for (int i = 0; i < 3; i++) {
            inWeightSpace[i] = weights.clone();
            inSampleSpace[i] = new double[n];
            objective.residuals(weights, inSampleSpace[i]);
        }
        gram = new double[n][n];
    }

    /** r(w). */
    @Benchmark
    public double[] residuals() {
        objective.residuals(weights, inSampleSpace[0]);
        return inSampleSpace[0];
    }

    /** J v. */
    @Benchmark
    public double[] jacobianProduct() {
        objective.jacobianProduct(weights, inWeightSpace[0], inSampleSpace[0]);
        return inSampleSpace[0];
    }

    /** J v of three vectors. */
    @Benchmark
    public double[] jacobianProduct3() {
        objective.jacobianProduct3(
                weights,
                inWeightSpace[0],
                inWeightSpace[1],
                inWeightSpace[2],
                inSampleSpace[0],
                inSampleSpace[1],
                inSampleSpace[2]);
        return inSampleSpace[0];
    }

    /** J^T m. */
    @Benchmark
    public double[] transposedJacobianProduct() {
        objective.transposedJacobianProduct(weights, inSampleSpace[0], inWeightSpace[0]);
        return inWeightSpace[0];
    }

    /** J^T m of three vectors. */
    @Benchmark
    public double[] transposedJacobianProduct3() {
        objective.transposedJacobianProduct3(
                weights,
                weights,
                weights,
                inSampleSpace[0],
                inSampleSpace[1],
                inSampleSpace[2],
                inWeightSpace[0],
                inWeightSpace[1],
                inWeightSpace[2]);
        return inWeightSpace[0];
    }

    /** J J^T. */
    @Benchmark
    public double[][] gram() {
        objective.gram(weights, gram);
        return gram;
    }
}
