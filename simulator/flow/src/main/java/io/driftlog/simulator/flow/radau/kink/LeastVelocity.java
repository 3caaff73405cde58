package io.driftlog.simulator.flow.radau.kink;

import io.driftlog.simulator.flow.objective.FrozenRelu;
import io.driftlog.simulator.flow.objective.KinkSpan;
import io.driftlog.simulator.spi.Vectors;
import java.util.Arrays;

/**
 * The velocity of a neuron that is at several attracting kinks at once: of {@code d - sum_k s_k c_k a_k} with normals
 * a_k, jumps c_k &gt; 0 and shares s_k in [0, 1] the shortest. It is the only one that a Filippov solution can go on
 * with: where the share is strictly between 0 and 1 the neuron slides, {@code a_k . velocity = 0}; where it is 1 it
 * does not fall below the kink, and where it is 0 it does not rise above it.
 *
 * <p>Brezis, <i>Opérateurs maximaux monotones</i>, 1973, th. 3.1 (the element of least norm of a subdifferential);
 * Stark &amp; Parker, <i>Bounded-variable least squares</i>, Computational Statistics 10 (1995) 129-141.
 */
final class LeastVelocity {
    private static final double NO_GAIN = 1e-10;
    private static final double DEPENDENT = 1e-8;
    private static final double EDGE = 1e-12;
    private static final int MAX_EXCHANGES = 200;

    private final FrozenRelu network;

    LeastVelocity(FrozenRelu network) {
        this.network = network;
    }

    /**
     * Solves.
     *
     * @param base d, length p + 1. Not modified.
     * @param kinks which. Not modified.
     * @param jumps c, above 0. Not modified.
     * @param shares where to begin, each in [0, 1]; then the solution. Modified.
     * @return the velocity, length p + 1
     */
    double[] solve(double[] base, int[] kinks, double[] jumps, double[] shares) {
        boolean[] free = new boolean[kinks.length];
        for (int a = 0; a < kinks.length; a++) {
            free[a] = shares[a] > 0 && shares[a] < 1;
        }
        double[] velocity = new double[base.length];
        double tolerance = rest(base, kinks, jumps);
        for (int exchange = 0; exchange < MAX_EXCHANGES; exchange++) {
            KinkSpan span = settle(base, kinks, jumps, shares, free, velocity);
            int entering = entering(kinks, shares, free, velocity, span, tolerance);
            if (entering < 0) {
                return velocity;
            }
            free[entering] = true;
        }
        return velocity;
    }

    /** The speed across a kink below which a neuron counts as at rest there. Arguments as above, none modified. */
    double rest(double[] base, int[] kinks, double[] jumps) {
        double scale = Math.sqrt(Vectors.normSquared(base));
        for (int a = 0; a < kinks.length; a++) {
            scale += jumps[a] * network.normalLength(kinks[a]);
        }
        return NO_GAIN * scale;
    }

    /** Moves the free shares to their best values, freezing those that meet a bound on the way. */
    private KinkSpan settle(
            double[] base, int[] kinks, double[] jumps, double[] shares, boolean[] free, double[] velocity) {
        while (true) {
            System.arraycopy(base, 0, velocity, 0, base.length);
            int count = 0;
            int[] slots = new int[kinks.length];
            for (int a = 0; a < kinks.length; a++) {
                if (free[a]) {
                    slots[count++] = a;
                } else {
                    Vectors.addScaled(-shares[a] * jumps[a], network.normal(kinks[a]), velocity);
                }
            }
            KinkSpan span = KinkSpan.of(
                    network, Arrays.stream(slots, 0, count).map(a -> kinks[a]).toArray());
            double[] best = new double[count];
            double step = 1;
            int first = -1;
            int member = 0;
            for (int s = 0; s < count; s++) {
                int a = slots[s];
                boolean independent = member < span.size() && span.kinks()[member] == kinks[a];
                best[s] = independent ? Vectors.dot(span.dual()[member++], velocity) / jumps[a] : shares[a];
                double bound = best[s] > 1 - EDGE ? 1 : best[s] < EDGE ? 0 : best[s];
                double fraction = bound == best[s] ? 2 : !independent ? 0 : (bound - shares[a]) / (best[s] - shares[a]);
                if (!independent || fraction < step || (first < 0 && fraction <= 1)) {
                    step = Math.min(step, Math.max(0, independent ? fraction : 0));
                    first = s;
                }
            }
            for (int s = 0; s < count; s++) {
                int a = slots[s];
                shares[a] += step * (best[s] - shares[a]);
            }
            if (first < 0) {
                span.remove(velocity);
                return span;
            }
            int a = slots[first];
            shares[a] = best[first] > 0.5 ? 1 : 0;
            free[a] = false;
        }
    }

    /** The frozen share that gains most from moving; -1 when none does. */
    private int entering(
            int[] kinks, double[] shares, boolean[] free, double[] velocity, KinkSpan span, double tolerance) {
        int best = -1;
        double largest = tolerance;
        for (int a = 0; a < kinks.length; a++) {
            if (free[a]) {
                continue;
            }
            double[] normal = network.normal(kinks[a]);
            double length = network.normalLength(kinks[a]);
            double along = Vectors.dot(normal, velocity) / length;
            double gain = shares[a] == 0 ? along : -along;
            span.remove(normal);
            if (gain > largest && Math.sqrt(Vectors.normSquared(normal)) > DEPENDENT * length) {
                best = a;
                largest = gain;
            }
        }
        return best;
    }
}
