package io.driftlog.simulator.benchmark.kernels;

import io.driftlog.simulator.flow.kernel.MatrixKernel;
import io.driftlog.simulator.flow.kernel.MatrixKernels;
import io.driftlog.simulator.flow.kernel.SymmetricEigenvectors;
import io.driftlog.simulator.spi.SplitMix64;
import io.driftlog.simulator.spi.Vectors;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
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

/** The product of square matrices by loops and by vectors; eigenvectors by the kernel and by EJML alone. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class MatrixBenchmark {
    /** The number of rows. */
    @Param({"300", "1500"})
    public int size = 300;

    private double[] a = {};
    private double[] b = {};
    private double[] c = {};
    private double[][] gram = {};

    /** Draws the matrices. */
    @Setup
    public void draw() {
        SplitMix64 random = new SplitMix64(1);
        a = new double[size * size];
        b = new double[size * size];
        c = new double[size * size];
        random.gaussian(1, a);
        random.gaussian(1, b);
        gram = new double[size][size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j <= i; j++) {
                gram[i][j] = Vectors.dot(a, i * size, a, j * size, size);
                gram[j][i] = gram[i][j];
            }
        }
    }

    /** C += A B by loops. */
    @Benchmark
    public double[] productByLoops() {
        return product(MatrixKernels.scalar());
    }

    /** C += A B by vectors. */
    @Benchmark
    public double[] productByVectors() {
        return product(Objects.requireNonNull(MatrixKernels.vector(), "jdk.incubator.vector is not there"));
    }

    private double[] product(MatrixKernel kernel) {
        kernel.addProduct(size, size, size, a, 0, size, 1, b, 0, size, c, 0, size);
        return c;
    }

    /** Eigenvectors as the product computes them. */
    @Benchmark
    public double[][] eigenvectors() {
        return SymmetricEigenvectors.of(gram).vectors();
    }

    /** The same by EJML. */
    @Benchmark
    public boolean eigenvectorsByEjml() {
        return DecompositionFactory_DDRM.eig(size, true, true).decompose(new DMatrixRMaj(gram));
    }
}
