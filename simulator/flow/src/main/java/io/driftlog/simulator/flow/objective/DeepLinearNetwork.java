package io.driftlog.simulator.flow.objective;

import io.driftlog.events.Dataset;
import io.driftlog.simulator.flow.kernel.MatrixKernel;
import io.driftlog.simulator.flow.kernel.MatrixKernels;
import io.driftlog.simulator.flow.kernel.RowUpdates;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import io.driftlog.simulator.spi.Vectors;
import java.util.Arrays;
import java.util.Optional;

/**
 * A deep linear network {@code f(x) = W_L ... W_1 x} with any number of outputs, {@code F(w) = ||X (W_L ... W_1)^T -
 * Y||^2 / (2n)}; the weights are W_1, …, W_L, each row-major (outputs x inputs of its layer). Along the flow every
 * {@code W_{l+1}^T W_{l+1} - W_l W_l^T} decays exactly as {@code exp(-2 lambda t)}.
 *
 * <p>Residuals are ordered by sample, then by output. With the activations {@code H_l} (n x width) and
 * {@code B_l = W_L ... W_{l+1}} the Gram matrix is the sum over layers of the Kronecker products of
 * {@code H_{l-1} H_{l-1}^T} and {@code B_l B_l^T}.
 *
 * <p>Arora, Cohen &amp; Hazan, "On the optimization of deep networks", ICML 2018.
 */
public final class DeepLinearNetwork implements LeastSquaresObjective {
    private final Dataset features;
    private final double[] targets;
    private final Optional<Dataset> testFeatures;
    private final double[] testTargets;
    private final double[] teacher;
    private final int samples;
    private final int depth;
    private final int[] widths;
    private final int[] layerAt;
    /** n x width of each layer; the first are the features. */
    private final double[][] activations;

    private final double[][] activationChanges;
    private final double[][] backward;
    private final double[][] backwardChanges;
    private final double[] sampleWork;

    /**
     * @param depth number of layers L, at least 2
     * @param width of every hidden layer, at least 1
     * @param features X, n x p. Not copied, never modified.
     * @param targets Y, n x outputs. Not copied, never modified.
     * @param testFeatures X of the test data, p columns. Not copied, never modified.
     * @param testTargets Y of the test data, as many columns as the targets. Not copied, never modified.
     * @param teacher the matrix (outputs x p) behind the data, row-major; empty when unknown. Not copied, never
     *     modified.
     */
    public DeepLinearNetwork(
            int depth,
            int width,
            Dataset features,
            Dataset targets,
            Optional<Dataset> testFeatures,
            Optional<Dataset> testTargets,
            double[] teacher) {
        require(depth >= 2 && width >= 1, "a deep linear network has at least 2 layers of width 1");
        require(
                features.rows() > 0 && features.columns() > 0 && targets.columns() > 0,
                "the features or the targets are empty");
        require(features.rows() == targets.rows(), "features and targets have different numbers of rows");
        require(
                testFeatures.isPresent() == testTargets.isPresent(),
                "test features and test targets must be given together");
        this.features = features;
        this.targets = targets.values();
        this.testFeatures = testFeatures;
        this.testTargets = testTargets.map(Dataset::values).orElseGet(() -> new double[0]);
        this.teacher = teacher;
        this.depth = depth;
        samples = features.rows();
        widths = new int[depth + 1];
        Arrays.fill(widths, width);
        widths[0] = features.columns();
        widths[depth] = targets.columns();
        layerAt = new int[depth + 2];
        activations = new double[depth + 1][];
        activationChanges = new double[depth + 1][];
        backward = new double[depth + 1][];
        backwardChanges = new double[depth + 1][];
        activations[0] = features.values();
        activationChanges[0] = new double[samples * widths[0]];
        for (int l = 1; l <= depth; l++) {
            layerAt[l + 1] = Math.addExact(layerAt[l], Math.multiplyExact(widths[l], widths[l - 1]));
            activations[l] = new double[samples * widths[l]];
            activationChanges[l] = new double[samples * widths[l]];
            backward[l] = new double[samples * widths[l]];
            backwardChanges[l] = new double[samples * widths[l]];
        }
        sampleWork = new double[samples()];
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalArgumentException(problem);
        }
    }

    @Override
    public int dimension() {
        return layerAt[depth + 1];
    }

    /** {@code n * outputs}. */
    @Override
    public int samples() {
        return samples * widths[depth];
    }

    @Override
    public double scale() {
        return 1.0 / samples;
    }

    @Override
    public void residuals(double[] w, double[] out) {
        forward(w);
        for (int i = 0; i < samples(); i++) {
            out[i] = activations[depth][i] - targets[i];
        }
    }

    @Override
    public void jacobianProduct(double[] w, double[] v, double[] out) {
        forward(w);
        productAfterForward(w, v, out);
    }

    /** One pass forward serves all three. */
    @Override
    public void jacobianProduct3(
            double[] w, double[] v1, double[] v2, double[] v3, double[] out1, double[] out2, double[] out3) {
        forward(w);
        productAfterForward(w, v1, out1);
        productAfterForward(w, v2, out2);
        productAfterForward(w, v3, out3);
    }

    private void productAfterForward(double[] w, double[] v, double[] out) {
        forwardChange(w, v);
        System.arraycopy(activationChanges[depth], 0, out, 0, samples());
    }

    @Override
    public void transposedJacobianProduct(double[] w, double[] m, double[] out) {
        forward(w);
        transposedAfterForward(w, m, out);
    }

    /** One pass forward serves all three where they share their weights. */
    @Override
    public void transposedJacobianProduct3(
            double[] w1,
            double[] w2,
            double[] w3,
            double[] m1,
            double[] m2,
            double[] m3,
            double[] out1,
            double[] out2,
            double[] out3) {
        transposedJacobianProduct(w1, m1, out1);
        if (w2 == w1 && w3 == w1) {
            transposedAfterForward(w2, m2, out2);
            transposedAfterForward(w3, m3, out3);
        } else {
            transposedJacobianProduct(w2, m2, out2);
            transposedJacobianProduct(w3, m3, out3);
        }
    }

    private void transposedAfterForward(double[] w, double[] m, double[] out) {
        backward(w, m);
        Arrays.fill(out, 0);
        for (int l = 1; l <= depth; l++) {
            addTransposed(backward[l], activations[l - 1], l, out);
        }
    }

    /** {@code H_l = H_{l-1} W_l^T} for every layer. */
    private void forward(double[] w) {
        for (int l = 1; l <= depth; l++) {
            multiply(activations[l - 1], w, l, activations[l]);
        }
    }

    /** {@code dH_l = dH_{l-1} W_l^T + H_{l-1} V_l^T}, after {@link #forward}. */
    private void forwardChange(double[] w, double[] v) {
        for (int l = 1; l <= depth; l++) {
            multiply(activations[l - 1], v, l, activationChanges[l]);
            if (l > 1) {
                double[] passedOn = new double[samples * widths[l]];
                multiply(activationChanges[l - 1], w, l, passedOn);
                Vectors.addScaled(1, passedOn, activationChanges[l]);
            }
        }
    }

    /** {@code G_L = m, G_{l-1} = G_l W_l} down to the first layer. */
    private void backward(double[] w, double[] m) {
        System.arraycopy(m, 0, backward[depth], 0, samples());
        for (int l = depth; l > 1; l--) {
            Arrays.fill(backward[l - 1], 0);
            addProduct(samples, backward[l], w, l, backward[l - 1]);
        }
    }

    /** {@code out = H W_l^T}. */
    private void multiply(double[] h, double[] w, int l, double[] out) {
        int in = widths[l - 1];
        kernel(samples, l).rowProducts(samples, widths[l], in, h, 0, in, w, layerAt[l], in, out, 0, widths[l]);
    }

    /** For products of as many rows with a layer. */
    private MatrixKernel kernel(int rows, int l) {
        return MatrixKernels.of((double) rows * widths[l - 1] * widths[l]);
    }

    /** {@code out += A W_l}. */
    private void addProduct(int rows, double[] a, double[] w, int l, double[] out) {
        int in = widths[l - 1];
        kernel(rows, l).addProduct(rows, in, widths[l], a, 0, widths[l], 1, w, layerAt[l], in, out, 0, in);
    }

    /** Adds {@code G^T H} to the layer's part of the result. */
    private void addTransposed(double[] g, double[] h, int l, double[] out) {
        int in = widths[l - 1];
        kernel(samples, l).addProduct(widths[l], in, samples, g, 0, 1, widths[l], h, 0, in, out, layerAt[l], in);
    }

    @Override
    public void gram(double[] w, double[][] out) {
        forward(w);
        int n = samples();
        for (int i = 0; i < n; i++) {
            Arrays.fill(out[i], 0, n, 0);
        }
        int outputs = widths[depth];
        double[] samplePairs = new double[samples * samples];
        double[] outputPairs = new double[outputs * outputs];
        double[] above = new double[outputs * outputs];
        for (int a = 0; a < outputs; a++) {
            above[a * outputs + a] = 1;
        }
        for (int l = depth; l >= 1; l--) {
            pairProducts(activations[l - 1], samples, widths[l - 1], samplePairs);
            pairProducts(above, outputs, widths[l], outputPairs);
            addKronecker(samplePairs, outputPairs, outputs, out);
            above = multipliedByLayer(above, w, l);
        }
    }

    /** {@code B W_l}, B with one row per output. */
    private double[] multipliedByLayer(double[] above, double[] w, int l) {
        int outputs = widths[depth];
        double[] product = new double[outputs * widths[l - 1]];
        addProduct(outputs, above, w, l, product);
        return product;
    }

    private static void pairProducts(double[] rows, int count, int length, double[] out) {
        for (int i = 0; i < count; i++) {
            for (int j = i; j < count; j++) {
                double product = Vectors.dot(rows, i * length, rows, j * length, length);
                out[i * count + j] = product;
                out[j * count + i] = product;
            }
        }
    }

    private void addKronecker(double[] samplePairs, double[] outputPairs, int outputs, double[][] out) {
        for (int i = 0; i < samples; i++) {
            for (int a = 0; a < outputs; a++) {
                double[] row = out[i * outputs + a];
                for (int j = 0; j < samples; j++) {
                    RowUpdates.add1(outputs, samplePairs[i * samples + j], outputPairs, a * outputs, row, j * outputs);
                }
            }
        }
    }

    @Override
    public boolean hasHessianProduct() {
        return true;
    }

    /** By differentiating {@link #gradient} along v (Pearlmutter, Neural Computation 6 (1994) 147-160). */
    @Override
    public void hessianProduct(double[] w, double[] v, double[] out) {
        residuals(w, sampleWork);
        Vectors.scale(scale(), sampleWork);
        backward(w, sampleWork);
        forwardChange(w, v);
        System.arraycopy(activationChanges[depth], 0, backwardChanges[depth], 0, samples());
        Vectors.scale(scale(), backwardChanges[depth]);
        for (int l = depth; l > 1; l--) {
            Arrays.fill(backwardChanges[l - 1], 0);
            addProduct(samples, backwardChanges[l], w, l, backwardChanges[l - 1]);
            addProduct(samples, backward[l], v, l, backwardChanges[l - 1]);
        }
        Arrays.fill(out, 0);
        for (int l = 1; l <= depth; l++) {
            addTransposed(backwardChanges[l], activations[l - 1], l, out);
            if (l > 1) {
                addTransposed(backward[l], activationChanges[l - 1], l, out);
            }
        }
    }

    @Override
    public double testLoss(double[] w) {
        if (testFeatures.isEmpty()) {
            return Double.NaN;
        }
        Dataset test = testFeatures.get();
        double[] map = predictor(w);
        int in = test.columns();
        int outputs = widths[depth];
        double sum = 0;
        for (int i = 0; i < test.rows(); i++) {
            for (int a = 0; a < outputs; a++) {
                double r = Vectors.dot(test.values(), i * in, map, a * in, in) - testTargets[i * outputs + a];
                sum = Math.fma(r, r, sum);
            }
        }
        return 0.5 * sum / test.rows();
    }

    @Override
    public double nullTestLoss() {
        return NullPredictor.testLoss(targets, testTargets, widths[depth]);
    }

    /** The matrix {@code W_L ... W_1}, outputs x p, row-major. */
    @Override
    public double[] predictor(double[] w) {
        double[] map = Arrays.copyOfRange(w, layerAt[depth], layerAt[depth + 1]);
        for (int l = depth - 1; l >= 1; l--) {
            map = multipliedByLayer(map, w, l);
        }
        return map;
    }

    @Override
    public int predictorColumns() {
        return widths[0];
    }

    @Override
    public double[] teacher() {
        return teacher;
    }
}
