package io.driftlog.simulator.benchmark;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/**
 * The weights at the output times as they should be, and how far others are from them: the largest relative error over
 * the 20 times.
 *
 * <p>The error is that of the weights; for a network of true ReLUs that of {@code ||w||^2} and of the function on the
 * test inputs, since after a neuron has passed through zero the weights are not unique.
 */
final class Reference {
    private final ProblemFile problem;
    private final double[][] weights;

    private Reference(ProblemFile problem, double[][] weights) {
        this.problem = problem;
        this.weights = weights;
    }

    /** The exact solution of a linear model, or what lies beside the problem file; empty when nothing does. */
    static Optional<Reference> of(ProblemFile problem, double weightDecay) throws IOException {
        if (problem.kind() == ProblemFile.Kind.LINEAR_REGRESSION) {
            return Optional.of(new Reference(problem, exact(problem, weightDecay)));
        }
        Path file = problem.reference(weightDecay);
        return Files.exists(file)
                ? Optional.of(new Reference(problem, readWeights(file, problem.dimension())))
                : Optional.empty();
    }

    /** Reads 20 rows of little-endian doubles. */
    static double[][] readWeights(Path file, int dimension) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length != 8L * OutputTimes.COUNT * dimension) {
            throw new IOException(file + ": not " + OutputTimes.COUNT + " x " + dimension + " doubles");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        double[][] rows = new double[OutputTimes.COUNT][dimension];
        for (double[] row : rows) {
            buffer.asDoubleBuffer().get(row);
            buffer.position(buffer.position() + 8 * dimension);
        }
        return rows;
    }

    /** Writes what {@link #readWeights} reads. */
    static void writeWeights(Path file, double[][] rows) throws IOException {
        ByteBuffer buffer =
                ByteBuffer.allocate(8 * rows.length * rows[0].length).order(ByteOrder.LITTLE_ENDIAN);
        for (double[] row : rows) {
            for (double value : row) {
                buffer.putDouble(value);
            }
        }
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, buffer.array());
    }

    /**
     * The error of a solution.
     *
     * @param solution the weights at the output times. Not modified.
     */
    double error(double[][] solution) {
        double largest = 0;
        for (int k = 0; k < OutputTimes.COUNT; k++) {
            double error = problem.kind() == ProblemFile.Kind.RELU_NETWORK
                    ? reluError(solution[k], weights[k])
                    : distance(solution[k], weights[k]);
            if (!(error <= largest)) {
                largest = error;
            }
        }
        return largest;
    }

    private double reluError(double[] w, double[] reference) {
        double norm = normSquared(reference);
        double ofNorm = Math.abs(normSquared(w) - norm) / norm;
        return Math.max(ofNorm, distance(network(w), network(reference)));
    }

    /** {@code f(x) = sum of u_j relu(v_j x + b_j)} on the test inputs; weights (u, v, b). */
    private double[] network(double[] w) {
        int neurons = problem.neurons();
        double[] values = new double[problem.testInputs().length];
        for (int i = 0; i < values.length; i++) {
            double x = problem.testInputs()[i];
            for (int j = 0; j < neurons; j++) {
                values[i] += w[j] * Math.max(0, w[neurons + j] * x + w[2 * neurons + j]);
            }
        }
        return values;
    }

    private static double distance(double[] x, double[] reference) {
        double sum = 0;
        for (int i = 0; i < reference.length; i++) {
            double difference = x[i] - reference[i];
            sum += difference * difference;
        }
        return Math.sqrt(sum / normSquared(reference));
    }

    private static double normSquared(double[] x) {
        double sum = 0;
        for (double value : x) {
            sum += value * value;
        }
        return sum;
    }

    /** {@code w' = -c X^T (X w - y) - lambda w} along the right singular vectors of X, and off their span. */
    private static double[][] exact(ProblemFile problem, double weightDecay) {
        int n = problem.samples();
        int d = problem.columns();
        SingularValueDecomposition_F64<DMatrixRMaj> svd = DecompositionFactory_DDRM.svd(n, d, true, true, true);
        if (!svd.decompose(DMatrixRMaj.wrap(n, d, problem.inputs().clone()))) {
            throw new IllegalArgumentException(problem.path() + ": no singular value decomposition");
        }
        DMatrixRMaj left = svd.getU(null, true);
        DMatrixRMaj right = svd.getV(null, true);
        double[] times = OutputTimes.of(weightDecay);
        double[][] rows = new double[times.length][];
        for (int k = 0; k < times.length; k++) {
            double[] w = problem.initialWeights().clone();
            double decay = StrictMath.exp(-weightDecay * times[k]);
            Arrays.setAll(w, i -> decay * problem.initialWeights()[i]);
            for (int q = 0; q < Math.min(n, d); q++) {
                double sigma = svd.getSingularValues()[q];
                double start = product(right, q, problem.initialWeights());
                double target = sigma * problem.scale() * product(left, q, problem.targets());
                double fast = problem.scale() * sigma * sigma;
                double rate = fast + weightDecay;
                double part = decay * StrictMath.expm1(-fast * times[k]) * start
                        - StrictMath.expm1(-rate * times[k]) / rate * target;
                for (int i = 0; i < d; i++) {
                    w[i] += part * right.get(q, i);
                }
            }
            rows[k] = w;
        }
        return rows;
    }

    private static double product(DMatrixRMaj matrix, int row, double[] x) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += matrix.get(row, i) * x[i];
        }
        return sum;
    }
}
