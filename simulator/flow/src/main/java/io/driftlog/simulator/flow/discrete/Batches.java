package io.driftlog.simulator.flow.discrete;

import io.driftlog.simulator.spi.SplitMix64;
import java.util.Arrays;

/**
 * The batches of a run. Without replacement each epoch goes through all samples in another order, the last batch
 * of an epoch taking what is left; with replacement each draw is independent.
 */
public final class Batches {
    private static final long NO_EPOCH = -1;

    private final int samples;
    private final int size;
    private final boolean replacement;
    private final double labelNoise;
    private final SplitMix64 orders;
    private final SplitMix64 draws;
    private final SplitMix64 signs;
    private int[] order = new int[0];
    private long epoch = NO_EPOCH;

    /**
     * Batches of one run.
     *
     * @param seed of the run
     * @param samples number of training samples n
     * @param size samples of a batch, from 1 to n
     * @param replacement whether a sample may be in a batch more than once
     * @param labelNoise delta: each drawn target is shifted by {@code +delta} or {@code -delta}, with equal probability
     */
    public Batches(long seed, int samples, int size, boolean replacement, double labelNoise) {
        this.samples = samples;
        this.size = size;
        this.replacement = replacement;
        this.labelNoise = labelNoise;
        SplitMix64 run = new SplitMix64(seed);
        orders = run.split("epochs");
        draws = run.split("batches");
        signs = run.split("label noise");
    }

    /**
     * The batch of a step.
     *
     * @param step numbers the steps 1, 2, 3 …
     * @param share as {@link io.driftlog.simulator.spi.SampledObjective#batchGradient} takes it. Modified.
     * @param shift the same. Modified.
     */
    public void draw(long step, double[] share, double[] shift) {
        if (size == samples && !replacement) {
            Arrays.fill(share, 1.0 / samples);
            Arrays.fill(shift, 0);
            addNoise(step, allOf(), 0, samples, shift);
            return;
        }
        Arrays.fill(share, 0);
        Arrays.fill(shift, 0);
        int[] drawn;
        int from = 0;
        int count = size;
        if (replacement) {
            SplitMix64 generator = draws.split(Long.toString(step));
            drawn = new int[size];
            Arrays.setAll(drawn, k -> generator.nextInt(samples));
        } else {
            int perEpoch = (samples + size - 1) / size;
            drawn = orderOf((step - 1) / perEpoch);
            from = (int) ((step - 1) % perEpoch) * size;
            count = Math.min(size, samples - from);
        }
        for (int k = from; k < from + count; k++) {
            share[drawn[k]] += 1.0 / count;
        }
        addNoise(step, drawn, from, count, shift);
    }

    private int[] allOf() {
        if (order.length == 0) {
            order = new int[samples];
            Arrays.setAll(order, k -> k);
        }
        return order;
    }

    private int[] orderOf(long wanted) {
        if (wanted != epoch) {
            order = orders.split(Long.toString(wanted)).permutation(samples);
            epoch = wanted;
        }
        return order;
    }

    private void addNoise(long step, int[] drawn, int from, int count, double[] shift) {
        if (labelNoise == 0) {
            return;
        }
        SplitMix64 generator = signs.split(Long.toString(step));
        for (int k = from; k < from + count; k++) {
            shift[drawn[k]] += (generator.nextLong() < 0 ? -labelNoise : labelNoise) / count;
        }
    }
}
