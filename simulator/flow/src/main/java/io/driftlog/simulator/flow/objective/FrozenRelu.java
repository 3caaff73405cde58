package io.driftlog.simulator.flow.objective;

import io.driftlog.events.Dataset;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import io.driftlog.simulator.spi.Vectors;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A two-layer ReLU network whose activations follow a {@link ReluPattern}: each neuron is linear or zero at a sample
 * whatever the sign of its pre-activation, so that the residuals are polynomials. The inner weights of a sliding neuron
 * move only orthogonally to the normals {@code (x, 1)} of its kinks: {@link #transposedJacobianProduct},
 * {@link #jacobianProduct} and {@link #gram} are those of the constrained network. Samples of equal input share a kink.
 *
 * <p>Neurons that are active at the same kinks form a group. With {@code theta = (v, b)} a group predicts
 * {@code (x, 1) . sum_j u_j theta_j}, and its neurons' gradients are {@code theta_j . M} and {@code u_j M} with
 * {@code M = sum_i mu_i (x_i, 1)} over its active samples; so a product costs O(m p) and O(n p) per group and not
 * O(m n p).
 *
 * <p>The pattern is part of the object: its owner sets the pattern before every use.
 */
public final class FrozenRelu implements LeastSquaresObjective {
    private final int neurons;
    private final int inputs;
    private final double[] targets;
    private final KinkNormals kinks;
    /** Entry c of all kinks' normals. */
    private final double[][] normals;

    private ReluPattern pattern;
    private final BitSet[] groupedBits;
    private final int[][] spannedKinks;
    private final KinkSpan[] spans;
    private int[] sliding = {};
    private List<NeuronGroup> groups = List.of();

    private final double[] predictions;
    private final double[] predictions2;
    private final double[] predictions3;
    private final double[] weighted;
    private final double[] allowed;
    private final double[] secondAllowed;
    private final double[] thirdAllowed;
    private final double[] neuron;
    private final double[] column;
    private final double[][] kinkGram;

    FrozenRelu(int neurons, Dataset features, Dataset targets) {
        this.neurons = neurons;
        inputs = features.columns();
        this.targets = targets.values();
        kinks = KinkNormals.of(features);
        normals = kinks.entries();
        int count = kinks.count();
        groupedBits = new BitSet[neurons];
        spannedKinks = new int[neurons][];
        spans = new KinkSpan[neurons];
        Arrays.fill(spans, KinkSpan.NONE);
        predictions = new double[count];
        predictions2 = new double[count];
        predictions3 = new double[count];
        weighted = new double[count];
        allowed = new double[dimension()];
        secondAllowed = new double[dimension()];
        thirdAllowed = new double[dimension()];
        neuron = new double[inputs + 1];
        column = new double[count];
        kinkGram = new double[count][count];
        pattern = ReluPattern.inactive(0, count);
        use(ReluPattern.inactive(neurons, count));
    }

    /** Follows this pattern from now on. */
    public void use(ReluPattern next) {
        if (next == pattern) {
            return;
        }
        boolean regroup = false;
        for (int j = 0; j < neurons; j++) {
            BitSet bits = next.activeKinks(j);
            regroup |= bits != groupedBits[j];
            groupedBits[j] = bits;
            if (spannedKinks[j] != next.slidesOn(j)) {
                spannedKinks[j] = next.slidesOn(j);
                spans[j] = KinkSpan.of(this, spannedKinks[j]);
            }
        }
        pattern = next;
        sliding = IntStream.range(0, neurons).filter(next::slides).toArray();
        if (regroup) {
            groups = NeuronGroup.of(groupedBits);
        }
    }

    @Override
    public int dimension() {
        return neurons * (inputs + 2);
    }

    @Override
    public int samples() {
        return targets.length;
    }

    @Override
    public double scale() {
        return 1.0 / targets.length;
    }

    /** Number of neurons m. */
    public int neurons() {
        return neurons;
    }

    /** Number of inputs p. */
    public int inputs() {
        return inputs;
    }

    /** Number of different inputs among the samples. */
    public int kinks() {
        return kinks.count();
    }

    /** The normal {@code (x, 1)} of a kink's hyperplane in the space of (v, b). A new array. */
    public double[] normal(int kink) {
        return kinks.normal(kink);
    }

    /** Length of {@link #normal}. */
    public double normalLength(int kink) {
        return kinks.lengths()[kink];
    }

    /** Where entry c of a neuron's (v, b) is among the weights. */
    public int innerAt(int neuron, int c) {
        return first(c) + neuron * stride(c);
    }

    private int first(int c) {
        return c < inputs ? neurons + c : neurons * (inputs + 1);
    }

    private int stride(int c) {
        return c < inputs ? inputs : 1;
    }

    /** {@code v_j . x + b_j} at a kink. */
    public double preactivation(int neuron, int kink, double[] w) {
        double sum = 0;
        for (int c = 0; c <= inputs; c++) {
            sum = Math.fma(w[innerAt(neuron, c)], normals[c][kink], sum);
        }
        return sum;
    }

    /** {@code sum of |v_jc x_c| + |b_j|}: the scale of rounding errors in {@link #preactivation}. */
    public double magnitude(int neuron, int kink, double[] w) {
        double sum = 0;
        for (int c = 0; c <= inputs; c++) {
            sum += Math.abs(w[innerAt(neuron, c)] * normals[c][kink]);
        }
        return sum;
    }

    /** The span of the kinks that a neuron slides on, by the pattern in use. */
    public KinkSpan span(int neuron) {
        return spans[neuron];
    }

    /**
     * The multipliers of samples of equal input added up.
     *
     * @param multiplier mu, length n. Not modified.
     * @param out one number per kink. Modified.
     */
    public void ofKinks(double[] multiplier, double[] out) {
        kinks.addUp(multiplier, out);
    }

    /** Takes out of a neuron's inner weights their part in the span of kinks that it slides on. w modified. */
    public void ontoKinks(int which, KinkSpan span, double[] w) {
        for (int c = 0; c <= inputs; c++) {
            neuron[c] = w[innerAt(which, c)];
        }
        span.remove(neuron);
        for (int c = 0; c <= inputs; c++) {
            w[innerAt(which, c)] = neuron[c];
        }
    }

    private void constrain(double[] w) {
        for (int j : sliding) {
            ontoKinks(j, spans[j], w);
        }
    }

    @Override
    public void residuals(double[] w, double[] out) {
        Arrays.fill(predictions, 0);
        for (NeuronGroup group : groups) {
            for (int c = 0; c <= inputs; c++) {
                int first = first(c);
                int stride = stride(c);
                double sum = 0;
                for (int j : group.members()) {
                    sum = Math.fma(w[j], w[first + j * stride], sum);
                }
                spread(sum, normals[c], group.active(), predictions);
            }
        }
        kinks.handOut(predictions, out);
        Vectors.addScaled(-1, targets, out);
    }

    @Override
    public void residuals3(double[] w1, double[] w2, double[] w3, double[] out1, double[] out2, double[] out3) {
        clearPredictions3();
        for (NeuronGroup group : groups) {
            for (int c = 0; c <= inputs; c++) {
                int first = first(c);
                int stride = stride(c);
                double sum1 = 0;
                double sum2 = 0;
                double sum3 = 0;
                for (int j : group.members()) {
                    int at = first + j * stride;
                    sum1 = Math.fma(w1[j], w1[at], sum1);
                    sum2 = Math.fma(w2[j], w2[at], sum2);
                    sum3 = Math.fma(w3[j], w3[at], sum3);
                }
                spread3(sum1, sum2, sum3, normals[c], group.active());
            }
        }
        handOut3(out1, out2, out3);
        Vectors.addScaled(-1, targets, out1);
        Vectors.addScaled(-1, targets, out2);
        Vectors.addScaled(-1, targets, out3);
    }

    private void clearPredictions3() {
        Arrays.fill(predictions, 0);
        Arrays.fill(predictions2, 0);
        Arrays.fill(predictions3, 0);
    }

    private void handOut3(double[] out1, double[] out2, double[] out3) {
        kinks.handOut(predictions, out1);
        kinks.handOut(predictions2, out2);
        kinks.handOut(predictions3, out3);
    }

    private static void spread(double factor, double[] normal, int[] active, double[] out) {
        for (int k : active) {
            out[k] = Math.fma(factor, normal[k], out[k]);
        }
    }

    private static double gather(double[] factors, double[] normal, int[] active) {
        double sum = 0;
        for (int k : active) {
            sum = Math.fma(factors[k], normal[k], sum);
        }
        return sum;
    }

    private void spread3(double factor1, double factor2, double factor3, double[] normal, int[] active) {
        for (int k : active) {
            predictions[k] = Math.fma(factor1, normal[k], predictions[k]);
            predictions2[k] = Math.fma(factor2, normal[k], predictions2[k]);
            predictions3[k] = Math.fma(factor3, normal[k], predictions3[k]);
        }
    }

    @Override
    public void jacobianProduct(double[] w, double[] v, double[] out) {
        constrained(v, allowed);
        Arrays.fill(predictions, 0);
        for (NeuronGroup group : groups) {
            for (int c = 0; c <= inputs; c++) {
                int first = first(c);
                int stride = stride(c);
                double sum = 0;
                double other = 0;
                for (int j : group.members()) {
                    int at = first + j * stride;
                    sum = Math.fma(w[j], allowed[at], sum);
                    other = Math.fma(allowed[j], w[at], other);
                }
                spread(sum + other, normals[c], group.active(), predictions);
            }
        }
        kinks.handOut(predictions, out);
    }

    @Override
    public void jacobianProduct3(
            double[] w, double[] v1, double[] v2, double[] v3, double[] out1, double[] out2, double[] out3) {
        double[] allowed1 = constrained(v1, allowed);
        double[] allowed2 = constrained(v2, secondAllowed);
        double[] allowed3 = constrained(v3, thirdAllowed);
        clearPredictions3();
        for (NeuronGroup group : groups) {
            for (int c = 0; c <= inputs; c++) {
                int first = first(c);
                int stride = stride(c);
                double sum1 = 0;
                double sum2 = 0;
                double sum3 = 0;
                double other1 = 0;
                double other2 = 0;
                double other3 = 0;
                for (int j : group.members()) {
                    int at = first + j * stride;
                    double outer = w[j];
                    double inner = w[at];
                    sum1 = Math.fma(outer, allowed1[at], sum1);
                    sum2 = Math.fma(outer, allowed2[at], sum2);
                    sum3 = Math.fma(outer, allowed3[at], sum3);
                    other1 = Math.fma(allowed1[j], inner, other1);
                    other2 = Math.fma(allowed2[j], inner, other2);
                    other3 = Math.fma(allowed3[j], inner, other3);
                }
                spread3(sum1 + other1, sum2 + other2, sum3 + other3, normals[c], group.active());
            }
        }
        handOut3(out1, out2, out3);
    }

    private double[] constrained(double[] v, double[] work) {
        System.arraycopy(v, 0, work, 0, v.length);
        constrain(work);
        return work;
    }

    @Override
    public void transposedJacobianProduct(double[] w, double[] m, double[] out) {
        Arrays.fill(out, 0);
        ofKinks(m, weighted);
        for (NeuronGroup group : groups) {
            for (int c = 0; c <= inputs; c++) {
                int first = first(c);
                int stride = stride(c);
                double sum = gather(weighted, normals[c], group.active());
                for (int j : group.members()) {
                    int at = first + j * stride;
                    out[j] = Math.fma(sum, w[at], out[j]);
                    out[at] = sum * w[j];
                }
            }
        }
        constrain(out);
    }

    /** By groups: {@code (x_k, 1)^T (sum_j theta_j theta_j^T + u_j^2 I) (x_l, 1)}, less what sliding takes away. */
    @Override
    public void gram(double[] w, double[][] out) {
        for (double[] row : kinkGram) {
            Arrays.fill(row, 0);
        }
        double[][] moments = new double[inputs + 1][inputs + 1];
        for (NeuronGroup group : groups) {
            moments(group, w, moments);
            for (int a = 0; a < group.active().length; a++) {
                int k = group.active()[a];
                for (int c = 0; c <= inputs; c++) {
                    double sum = 0;
                    for (int e = 0; e <= inputs; e++) {
                        sum = Math.fma(moments[c][e], normals[e][k], sum);
                    }
                    for (int b = 0; b <= a; b++) {
                        int l = group.active()[b];
                        kinkGram[k][l] = Math.fma(sum, normals[c][l], kinkGram[k][l]);
                    }
                }
            }
        }
        for (int j : sliding) {
            for (double[] direction : spans[j].basis()) {
                subtract(j, w[j], direction);
            }
        }
        int[] kinkOf = kinks.kinkOf();
        for (int i = 0; i < kinkOf.length; i++) {
            for (int l = 0; l < kinkOf.length; l++) {
                out[i][l] = kinkGram[Math.max(kinkOf[i], kinkOf[l])][Math.min(kinkOf[i], kinkOf[l])];
            }
        }
    }

    private void moments(NeuronGroup group, double[] w, double[][] out) {
        double squares = 0;
        for (int j : group.members()) {
            squares = Math.fma(w[j], w[j], squares);
        }
        for (int c = 0; c <= inputs; c++) {
            for (int e = 0; e <= c; e++) {
                double sum = c == e ? squares : 0;
                for (int j : group.members()) {
                    sum = Math.fma(w[innerAt(j, c)], w[innerAt(j, e)], sum);
                }
                out[c][e] = sum;
                out[e][c] = sum;
            }
        }
    }

    /** Takes a direction in which a neuron cannot move out of the Gram matrix. */
    private void subtract(int j, double outer, double[] direction) {
        BitSet active = groupedBits[j];
        for (int k = active.nextSetBit(0); k >= 0; k = active.nextSetBit(k + 1)) {
            double sum = 0;
            for (int c = 0; c <= inputs; c++) {
                sum = Math.fma(normals[c][k], direction[c], sum);
            }
            column[k] = outer * sum;
            for (int l = active.nextSetBit(0); l >= 0 && l <= k; l = active.nextSetBit(l + 1)) {
                kinkGram[k][l] = Math.fma(-column[k], column[l], kinkGram[k][l]);
            }
        }
    }

    /**
     * {@code M = sum of mu_k (x_k, 1)} over the kinks at which a neuron is active, by a pattern.
     *
     * @param ofKinks mu added up by {@link #ofKinks}. Not modified.
     * @param out length p + 1. Modified.
     */
    public void pull(ReluPattern by, int which, double[] ofKinks, double[] out) {
        Arrays.fill(out, 0);
        BitSet active = by.activeKinks(which);
        for (int k = active.nextSetBit(0); k >= 0; k = active.nextSetBit(k + 1)) {
            for (int c = 0; c <= inputs; c++) {
                out[c] = Math.fma(ofKinks[k], normals[c][k], out[c]);
            }
        }
    }

    /** There is no test loss here. */
    @Override
    public double testLoss(double[] w) {
        return Double.NaN;
    }
}
