package io.driftlog.simulator.flow.objective;

import java.util.Arrays;

/**
 * Which neurons of a ReLU network are active at which samples, and which slide along a kink, that is, keep their
 * pre-activation at one sample at 0. Immutable.
 */
public final class ReluPattern {
    private static final int FREE = -1;

    private final int samples;
    /** 1 for active, otherwise 0; the neurons of one sample after those of another, so that products vectorise. */
    private final double[] active;

    private final int[] kinks;

    private ReluPattern(int samples, double[] active, int[] kinks) {
        this.samples = samples;
        this.active = active;
        this.kinks = kinks;
    }

    /** No neuron is active anywhere, none slides. */
    public static ReluPattern inactive(int neurons, int samples) {
        int[] kinks = new int[neurons];
        Arrays.fill(kinks, FREE);
        return new ReluPattern(samples, new double[neurons * samples], kinks);
    }

    /**
     * A neuron is active at a sample where its pre-activation is above 0, and none slides.
     *
     * @param network of one input
     * @param w its weights, length d. Not modified.
     */
    public static ReluPattern ofSigns(FrozenRelu network, double[] w) {
        ReluPattern pattern = inactive(network.neurons(), network.samples());
        for (int j = 0; j < network.neurons(); j++) {
            for (int i = 0; i < network.samples(); i++) {
                pattern.active[i * network.neurons() + j] = network.preactivation(j, i, w) > 0 ? 1 : 0;
            }
        }
        return pattern;
    }

    /** Whether the neuron is active at the sample. */
    public boolean active(int neuron, int sample) {
        return active[sample * kinks.length + neuron] != 0;
    }

    /**
     * The activations of all neurons at a sample.
     *
     * @param z pre-activations, length m. Not modified.
     * @param outValues z where active, otherwise 0; length m. Modified.
     * @param outSlopes 1 where active, otherwise 0; length m. Modified.
     */
    void activate(int sample, double[] z, double[] outValues, double[] outSlopes) {
        System.arraycopy(active, sample * z.length, outSlopes, 0, z.length);
        for (int j = 0; j < z.length; j++) {
            outValues[j] = outSlopes[j] * z[j];
        }
    }

    /** Whether the neuron slides. */
    public boolean slides(int neuron) {
        return kinks[neuron] >= 0;
    }

    /** Whether the neuron slides on this sample. */
    public boolean slidesOn(int neuron, int sample) {
        return kinks[neuron] == sample;
    }

    /** The sample that the neuron slides on; only where {@link #slides}. */
    public int kink(int neuron) {
        return kinks[neuron];
    }

    /** Whether the neuron is active at no sample and does not slide. */
    public boolean silent(int neuron) {
        boolean anywhere = slides(neuron);
        for (int i = 0; i < samples; i++) {
            anywhere |= active(neuron, i);
        }
        return !anywhere;
    }

    /** Number of neurons. */
    public int neurons() {
        return kinks.length;
    }

    /** Number of samples. */
    public int samples() {
        return samples;
    }

    /** Number of sliding neurons. */
    public int sliding() {
        return (int) Arrays.stream(kinks).filter(kink -> kink >= 0).count();
    }

    /** The same with the neuron active at the sample or not, and not sliding on it. */
    public ReluPattern with(int neuron, int sample, boolean nowActive) {
        ReluPattern next = new ReluPattern(samples, active.clone(), kinks.clone());
        next.active[sample * kinks.length + neuron] = nowActive ? 1 : 0;
        if (kinks[neuron] == sample) {
            next.kinks[neuron] = FREE;
        }
        return next;
    }

    /** The same with the neuron sliding on the sample, where it counts as inactive. */
    public ReluPattern sliding(int neuron, int sample) {
        ReluPattern next = with(neuron, sample, false);
        next.kinks[neuron] = sample;
        return next;
    }

    /** The same with the neuron inactive at every sample and sliding on none. */
    public ReluPattern silenced(int neuron) {
        ReluPattern next = new ReluPattern(samples, active.clone(), kinks.clone());
        for (int i = 0; i < samples; i++) {
            next.active[i * kinks.length + neuron] = 0;
        }
        next.kinks[neuron] = FREE;
        return next;
    }
}
