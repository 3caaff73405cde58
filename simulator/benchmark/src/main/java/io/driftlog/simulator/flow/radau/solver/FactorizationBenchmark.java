package io.driftlog.simulator.flow.radau.solver;

import io.driftlog.simulator.benchmark.KernelProblem;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import java.util.Arrays;
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

/** Real and complex symmetric factorisation of a shifted Gram matrix, and one solution with each. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FactorizationBenchmark {
    private static final double SHIFT = 100;

    /** A problem file. */
    @Param({"A", "B", "C"})
    public String problem = "A";

    private double[][] gram = {};
    private double[] x = {};
    private double[] y = {};
    private SymmetricFactors real = new SymmetricFactors(4);
    private ComplexSymmetricFactors complex = new ComplexSymmetricFactors(4);

    /** Forms the Gram matrix at the initial weights and factors it. */
    @Setup
    public void open() {
        KernelProblem opened = new KernelProblem(problem, 1e-4);
        LeastSquaresObjective objective = opened.objective();
        int size = (objective.samples() + 3) / 4 * 4;
        gram = new double[size][size];
        for (int i = objective.samples(); i < size; i++) {
            gram[i][i] = 1;
        }
        objective.gram(opened.initialWeights(), gram);
        x = new double[size];
        y = new double[size];
        real = new SymmetricFactors(size);
        complex = new ComplexSymmetricFactors(size);
        if (!factorReal() || !factorComplex()) {
            throw new IllegalStateException("the Gram matrix of " + problem + " cannot be factored");
        }
    }

    /** LDL^T, real. */
    @Benchmark
    public boolean factorReal() {
        return real.factor(gram, SHIFT);
    }

    /** LDL^T, complex symmetric. */
    @Benchmark
    public boolean factorComplex() {
        return complex.factor(gram, SHIFT, SHIFT);
    }

    /** One real solution. */
    @Benchmark
    public double[] solveReal() {
        Arrays.fill(x, 1);
        real.solve(x);
        return x;
    }

    /** One complex solution. */
    @Benchmark
    public double[] solveComplex() {
        Arrays.fill(x, 1);
        Arrays.fill(y, 1);
        complex.solve(x, y);
        return x;
    }
}
