package io.driftlog.simulator.spi;

import java.nio.charset.StandardCharsets;

/**
 * A seeded splittable generator of pseudo-random numbers, the same on every JDK: SplitMix64 with the 64-bit finaliser
 * "Mix13" of Stafford.
 *
 * <p>Steele, Lea &amp; Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014, Fig. 16 and 17; normal
 * numbers by Marsaglia's polar method.
 */
public final class SplitMix64 {
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;
    /** Twice the golden gamma, modulo 2^64. */
    private static final long GAMMA_OFFSET = 0x3c6ef372fe94f82aL;

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final long seed;
    private final long gamma;
    private long state;
    private double spareGaussian;
    private boolean hasSpareGaussian;

    /**
     * The generator of the published reference sequence for this seed.
     *
     * @param seed any number
     */
    public SplitMix64(long seed) {
        this(seed, GOLDEN_GAMMA);
    }

    private SplitMix64(long seed, long gamma) {
        this.seed = seed;
        this.gamma = gamma;
        this.state = seed;
    }

    /**
     * An independent generator named by a label. It depends on this generator's seed and the label alone, not on how
     * many numbers were drawn: adding a stream never changes another.
     *
     * @param label hashed by 64-bit FNV-1a over its UTF-8 bytes
     * @return an independent generator
     */
    public SplitMix64 split(String label) {
        long hash = FNV_OFFSET;
        for (byte b : label.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * FNV_PRIME;
        }
        long base = mix(seed + gamma) ^ hash;
        return new SplitMix64(mix(base + GOLDEN_GAMMA), mixGamma(base + GAMMA_OFFSET));
    }

    /** {@return 64 uniform bits} */
    public long nextLong() {
        state += gamma;
        return mix(state);
    }

    /** {@return uniform in [0, 1), a multiple of 2^-53} */
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    /**
     * {@return uniform in [0, bound), without bias}
     *
     * @param bound positive
     */
    public int nextInt(int bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("bound must be positive, not " + bound);
        }
        while (true) {
            long bits = nextLong() >>> 1;
            long remainder = bits % bound;
            if (bits - remainder + (bound - 1) >= 0) {
                return (int) remainder;
            }
        }
    }

    /** {@return normal with mean 0 and variance 1} */
    public double nextGaussian() {
        if (hasSpareGaussian) {
            hasSpareGaussian = false;
            return spareGaussian;
        }
        while (true) {
            double x = 2 * nextDouble() - 1;
            double y = 2 * nextDouble() - 1;
            double s = x * x + y * y;
            if (s > 0 && s < 1) {
                double factor = Math.sqrt(-2 * StrictMath.log(s) / s);
                spareGaussian = y * factor;
                hasSpareGaussian = true;
                return x * factor;
            }
        }
    }

    /**
     * Independent normal numbers.
     *
     * @param standardDeviation of each
     * @param out any length. Modified.
     */
    public void gaussian(double standardDeviation, double[] out) {
        for (int i = 0; i < out.length; i++) {
            out[i] = standardDeviation * nextGaussian();
        }
    }

    /**
     * {@return the numbers 0 … n-1 in uniformly random order}
     *
     * @param n number of elements
     */
    public int[] permutation(int n) {
        return choice(n, n);
    }

    /**
     * {@code count} different numbers out of 0 … n-1, in random order: the start of a Fisher-Yates shuffle.
     *
     * @param n number of elements
     * @param count how many are chosen
     * @return the numbers chosen
     */
    public int[] choice(int n, int count) {
        if (count < 0 || count > n) {
            throw new IllegalArgumentException("cannot choose " + count + " different numbers out of " + n);
        }
        int[] numbers = new int[n];
        for (int i = 0; i < n; i++) {
            numbers[i] = i;
        }
        int[] chosen = new int[count];
        for (int i = 0; i < count; i++) {
            int j = i + nextInt(n - i);
            chosen[i] = numbers[j];
            numbers[j] = numbers[i];
        }
        return chosen;
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** An odd increment with enough bit changes (Fig. 16, mixGamma). */
    private static long mixGamma(long z) {
        z = (z ^ (z >>> 33)) * 0xff51afd7ed558ccdL;
        z = (z ^ (z >>> 33)) * 0xc4ceb9fe1a85ec53L;
        z = (z ^ (z >>> 33)) | 1L;
        return Long.bitCount(z ^ (z >>> 1)) < 24 ? z ^ 0xaaaaaaaaaaaaaaaaL : z;
    }
}
