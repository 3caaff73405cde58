package io.driftlog.simulator.flow.objective;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Which neurons of a ReLU network are active at which kinks, and which slide along kinks, that is, keep their
 * pre-activations there at 0. A kink is one of the different inputs of the training samples. Immutable.
 */
public final class ReluPattern {
    private static final int[] NONE = {};
    /**
     * A pre-activation below the sum of its terms' sizes times this is rounding noise. Those of sliding neurons were
     * seen up to 1e-13 of it, and hardly any others below 1e-7.
     */
    private static final double ROUNDING = 1e-11;

    private final int kinks;
    private final BitSet[] active;
    private final int[][] slides;

    private ReluPattern(int kinks, BitSet[] active, int[][] slides) {
        this.kinks = kinks;
        this.active = active;
        this.slides = slides;
    }

    /** No neuron is active anywhere, none slides. */
    public static ReluPattern inactive(int neurons, int kinks) {
        BitSet[] active = new BitSet[neurons];
        Arrays.fill(active, new BitSet());
        int[][] slides = new int[neurons][];
        Arrays.fill(slides, NONE);
        return new ReluPattern(kinks, active, slides);
    }

    /**
     * A neuron is active at a kink where its pre-activation is above 0, and none slides.
     *
     * @param w the weights of the network, length d. Not modified.
     */
    public static ReluPattern ofSigns(FrozenRelu network, double[] w) {
        ReluPattern pattern = inactive(network.neurons(), network.kinks());
        for (int j = 0; j < network.neurons(); j++) {
            BitSet signs = new BitSet();
            for (int k = 0; k < network.kinks(); k++) {
                signs.set(k, network.preactivation(j, k, w) > 0);
            }
            pattern.active[j] = signs;
        }
        return pattern;
    }

    /**
     * What the weights of a run tell: as {@link #ofSigns}, but a neuron slides on the kinks where its pre-activation is
     * rounding noise, where its sign means nothing. A neuron at the origin of (v, b) is inactive.
     *
     * @param w the weights of the network, length d. Not modified.
     */
    public static ReluPattern observed(FrozenRelu network, double[] w) {
        ReluPattern pattern = ofSigns(network, w);
        for (int j = 0; j < network.neurons(); j++) {
            for (int k = 0; k < network.kinks(); k++) {
                double magnitude = network.magnitude(j, k, w);
                if (magnitude > 0 && Math.abs(network.preactivation(j, k, w)) <= ROUNDING * magnitude) {
                    pattern = pattern.sliding(j, k);
                }
            }
        }
        return pattern;
    }

    /** Whether the neuron is active at the kink. */
    public boolean active(int neuron, int kink) {
        return active[neuron].get(kink);
    }

    /** The kinks at which the neuron is active. Never modified. */
    BitSet activeKinks(int neuron) {
        return active[neuron];
    }

    /** Whether the neuron slides. */
    public boolean slides(int neuron) {
        return slides[neuron].length > 0;
    }

    /** Whether the neuron slides on this kink. */
    public boolean slidesOn(int neuron, int kink) {
        return Arrays.binarySearch(slides[neuron], kink) >= 0;
    }

    /** The kinks that the neuron slides on, by rising number. Not copied, never modified. */
    public int[] slidesOn(int neuron) {
        return slides[neuron];
    }

    /** Whether the neuron is active at no kink and does not slide. */
    public boolean silent(int neuron) {
        return active[neuron].isEmpty() && !slides(neuron);
    }

    /** Number of neurons. */
    public int neurons() {
        return active.length;
    }

    /** Number of kinks. */
    public int kinks() {
        return kinks;
    }

    /** Number of sliding neurons. */
    public int sliding() {
        return (int) Arrays.stream(slides).filter(on -> on.length > 0).count();
    }

    /** The same with the neuron active at the kink or not, and not sliding on it. */
    public ReluPattern with(int neuron, int kink, boolean nowActive) {
        BitSet bits = (BitSet) active[neuron].clone();
        bits.set(kink, nowActive);
        return replaced(
                neuron,
                bits,
                Arrays.stream(slides[neuron]).filter(on -> on != kink).toArray());
    }

    /** The same with the neuron sliding on the kink too, where it counts as inactive. */
    public ReluPattern sliding(int neuron, int kink) {
        ReluPattern next = with(neuron, kink, false);
        int[] on = Arrays.copyOf(next.slides[neuron], next.slides[neuron].length + 1);
        on[on.length - 1] = kink;
        Arrays.sort(on);
        next.slides[neuron] = on;
        return next;
    }

    /** The same with the neuron inactive at every kink and sliding on none. */
    public ReluPattern silenced(int neuron) {
        return replaced(neuron, new BitSet(), NONE);
    }

    private ReluPattern replaced(int neuron, BitSet bits, int[] on) {
        ReluPattern next = new ReluPattern(kinks, active.clone(), slides.clone());
        next.active[neuron] = bits;
        next.slides[neuron] = on.length == 0 ? NONE : on;
        return next;
    }
}
