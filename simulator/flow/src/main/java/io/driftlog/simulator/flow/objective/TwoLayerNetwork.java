package io.driftlog.simulator.flow.objective;

import io.driftlog.events.Dataset;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import io.driftlog.simulator.spi.Vectors;
import java.util.Arrays;
import java.util.Optional;

/**
 * What two-layer networks {@code f(x) = sum_j u_j s(v_j . x + b_j)} with m neurons have in common, whatever their
 * activation s: residuals, Jacobian products and Gram matrix. Weights are {@code w = (u, v, b)} with v an m x p matrix
 * by rows.
 *
 * <p>With activations {@code A_ij = s(z_ij)} and {@code S_ij = s'(z_ij) u_j} the Gram matrix is
 * {@code K = A A^T + (X X^T + 1) o (S S^T)} (o entry by entry), which needs no n x d Jacobian.
 */
abstract class TwoLayerNetwork implements LeastSquaresObjective {
    private final Dataset features;
    private final Dataset targets;
    private final Optional<Dataset> testFeatures;
    private final double[] testTargets;
    private final double[] teacher;
    private final int inputs;
    private final int neurons;
    private final double[] preactivations;
    private final double[] values;
    private final double[] slopes;
    private final double[] direction;
    private final double[][] allValues;
    private final double[][] allSlopes;

    TwoLayerNetwork(
            int neurons,
            Dataset features,
            Dataset targets,
            Optional<Dataset> testFeatures,
            Optional<Dataset> testTargets,
            double[] teacher) {
        if (neurons < 1) {
            throw new IllegalArgumentException("a network cannot have " + neurons + " neurons");
        }
        RegressionData.check(features, targets, testFeatures, testTargets);
        this.features = features;
        this.targets = targets;
        this.testFeatures = testFeatures.filter(test -> test.rows() > 0);
        this.testTargets = testTargets.map(Dataset::values).orElseGet(() -> new double[0]);
        this.teacher = teacher.clone();
        this.neurons = neurons;
        inputs = features.columns();
        preactivations = new double[neurons];
        values = new double[neurons];
        slopes = new double[neurons];
        direction = new double[neurons];
        allValues = new double[features.rows()][neurons];
        allSlopes = new double[features.rows()][neurons];
    }

    /**
     * The activations of all neurons at one training sample.
     *
     * @param sample its row
     * @param z pre-activations, length m. Not modified.
     * @param outValues s(z), length m. Modified.
     * @param outSlopes s'(z), length m. Modified.
     */
    abstract void activate(int sample, double[] z, double[] outValues, double[] outSlopes);

    /** The activation at any input, for the test loss. */
    abstract double activation(double z);

    /** The second derivative {@code s''(z)}. */
    abstract double bend(double z);

    @Override
    public final int dimension() {
        return neurons * (inputs + 2);
    }

    @Override
    public final int samples() {
        return features.rows();
    }

    @Override
    public final double scale() {
        return 1.0 / features.rows();
    }

    /** Number of neurons m. */
    public final int neurons() {
        return neurons;
    }

    /** Number of inputs p. */
    public final int inputs() {
        return inputs;
    }

    /** Input c of a training sample. */
    public final double input(int sample, int c) {
        return features.values()[sample * inputs + c];
    }

    /** The target of a training sample. */
    public final double target(int sample) {
        return targets.values()[sample];
    }

    /**
     * The function of a network with one input.
     *
     * @param w weights, length d. Not modified.
     * @param x where
     */
    public final double output(double[] w, double x) {
        double sum = 0;
        for (int j = 0; j < neurons; j++) {
            double z = Math.fma(x, w[neurons + j], w[biasAt() + j]);
            sum = Math.fma(w[j], activation(z), sum);
        }
        return sum;
    }

    final Dataset features() {
        return features;
    }

    final Dataset targets() {
        return targets;
    }

    /** Where b begins among the weights. */
    final int biasAt() {
        return neurons * (inputs + 1);
    }

    @Override
    public final void residuals(double[] w, double[] out) {
        for (int i = 0; i < out.length; i++) {
            activateAt(i, w);
            out[i] = Vectors.dot(w, 0, values, 0, neurons) - targets.values()[i];
        }
    }

    @Override
    public final void jacobianProduct(double[] w, double[] v, double[] out) {
        for (int i = 0; i < out.length; i++) {
            activateAt(i, w);
            affine(features, i, v, direction);
            for (int j = 0; j < neurons; j++) {
                direction[j] *= slopes[j];
            }
            out[i] = Vectors.dot(values, 0, v, 0, neurons) + Vectors.dot(direction, 0, w, 0, neurons);
        }
    }

    @Override
    public final void transposedJacobianProduct(double[] w, double[] m, double[] out) {
        Arrays.fill(out, 0);
        for (int i = 0; i < m.length; i++) {
            addTransposedRow(i, m[i], w, out);
        }
    }

    /** {@code out += factor J_i^T}. */
    private void addTransposedRow(int sample, double factor, double[] w, double[] out) {
        activateAt(sample, w);
        int biasAt = biasAt();
        for (int j = 0; j < neurons; j++) {
            out[j] = Math.fma(factor, values[j], out[j]);
            direction[j] = factor * slopes[j] * w[j];
            out[biasAt + j] += direction[j];
        }
        for (int c = 0; c < inputs; c++) {
            double x = input(sample, c);
            for (int j = 0; j < neurons; j++) {
                int at = neurons + j * inputs + c;
                out[at] = Math.fma(x, direction[j], out[at]);
            }
        }
    }

    @Override
    public final void gram(double[] w, double[][] out) {
        int n = samples();
        for (int i = 0; i < n; i++) {
            activateAt(i, w);
            System.arraycopy(values, 0, allValues[i], 0, neurons);
            for (int j = 0; j < neurons; j++) {
                allSlopes[i][j] = slopes[j] * w[j];
            }
        }
        for (int i = 0; i < n; i++) {
            for (int k = 0; k <= i; k++) {
                double inner = Vectors.dot(features.values(), i * inputs, features.values(), k * inputs, inputs) + 1;
                out[i][k] = Math.fma(
                        inner, Vectors.dot(allSlopes[i], allSlopes[k]), Vectors.dot(allValues[i], allValues[k]));
            }
        }
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < i; k++) {
                out[k][i] = out[i][k];
            }
        }
    }

    /** Number of blocks of the curvature: one per neuron. */
    public final int blocks() {
        return neurons;
    }

    /** Weights of a neuron: one of u, p of v, one of b. */
    public final int blockSize() {
        return inputs + 2;
    }

    /** Which weight is an entry of a neuron's block. */
    public final int weightAt(int block, int entry) {
        if (entry == 0) {
            return block;
        }
        return entry <= inputs ? neurons + block * inputs + entry - 1 : biasAt() + block;
    }

    /**
     * The diagonal blocks of {@code sum_i mu_i Hess r_i(w)}: with x' = (x, 1) a border {@code sum_i mu_i s'(z_i) x_i'}
     * and a core {@code u sum_i mu_i s''(z_i) x_i' x_i'^T}.
     *
     * @param w weights, length d. Not modified.
     * @param multiplier mu, length n. Not modified.
     * @param out the blocks one after another, by rows; length m (p + 2)^2. Modified.
     */
    public final void curvature(double[] w, double[] multiplier, double[] out) {
        Arrays.fill(out, 0);
        int size = blockSize();
        for (int i = 0; i < multiplier.length; i++) {
            activateAt(i, w);
            for (int j = 0; j < neurons; j++) {
                int at = j * size * size;
                double border = multiplier[i] * slopes[j];
                double core = multiplier[i] * w[j] * bend(preactivations[j]);
                for (int a = 1; a < size; a++) {
                    double xa = extendedInput(i, a);
                    out[at + a] += border * xa;
                    out[at + a * size] += border * xa;
                    for (int b = 1; b < size; b++) {
                        out[at + a * size + b] += core * (xa * extendedInput(i, b));
                    }
                }
            }
        }
    }

    private double extendedInput(int sample, int entry) {
        return entry <= inputs ? input(sample, entry - 1) : 1;
    }

    /**
     * The Jacobian itself.
     *
     * @param w weights, length d. Not modified.
     * @param out {@code J(w)}, n rows of length d. Modified.
     */
    public final void jacobian(double[] w, double[][] out) {
        for (int i = 0; i < samples(); i++) {
            Arrays.fill(out[i], 0, dimension(), 0);
            addTransposedRow(i, 1, w, out[i]);
        }
    }

    @Override
    public final boolean hasHessianProduct() {
        return true;
    }

    /** {@code c J^T J v} plus the curvature with {@code c r(w)} as multiplier. */
    @Override
    public final void hessianProduct(double[] w, double[] v, double[] out) {
        double[] sampleWork = new double[samples()];
        jacobianProduct(w, v, sampleWork);
        Vectors.scale(scale(), sampleWork);
        transposedJacobianProduct(w, sampleWork, out);
        residuals(w, sampleWork);
        Vectors.scale(scale(), sampleWork);
        int size = blockSize();
        double[] blocks = new double[neurons * size * size];
        curvature(w, sampleWork, blocks);
        for (int j = 0; j < neurons; j++) {
            for (int a = 0; a < size; a++) {
                int target = weightAt(j, a);
                for (int b = 0; b < size; b++) {
                    out[target] = Math.fma(blocks[(j * size + a) * size + b], v[weightAt(j, b)], out[target]);
                }
            }
        }
    }

    @Override
    public final double testLoss(double[] w) {
        if (testFeatures.isEmpty()) {
            return Double.NaN;
        }
        double sum = 0;
        for (int i = 0; i < testTargets.length; i++) {
            affine(testFeatures.get(), i, w, preactivations);
            double residual = -testTargets[i];
            for (int j = 0; j < neurons; j++) {
                residual = Math.fma(w[j], activation(preactivations[j]), residual);
            }
            sum = Math.fma(residual, residual, sum);
        }
        return 0.5 * sum / testTargets.length;
    }

    @Override
    public final double nullTestLoss() {
        return NullPredictor.testLoss(targets.values(), testTargets, 1);
    }

    /**
     * The kinks of the function, for one input: pairs (position, change of slope) by rising position, those between the
     * outermost training inputs. Neurons that bend within a millionth of the range of each other count as one kink, and
     * changes below a thousandth of the largest are left out. Empty for several inputs.
     */
    @Override
    public final double[] predictor(double[] w) {
        return inputs == 1 ? Kinks.of(w, neurons, features.values()) : new double[0];
    }

    @Override
    public final double[] teacher() {
        return teacher.clone();
    }

    private void activateAt(int sample, double[] w) {
        affine(features, sample, w, preactivations);
        activate(sample, preactivations, values, slopes);
    }

    /** {@code out_j = v_j . x + b_j}. */
    private void affine(Dataset data, int row, double[] w, double[] out) {
        System.arraycopy(w, biasAt(), out, 0, neurons);
        for (int c = 0; c < inputs; c++) {
            double x = data.values()[row * inputs + c];
            for (int j = 0; j < neurons; j++) {
                out[j] = Math.fma(x, w[neurons + j * inputs + c], out[j]);
            }
        }
    }
}
