package io.driftlog.simulator.flow.radau.solver;

import io.driftlog.simulator.spi.Vectors;
import java.util.Arrays;

/** Right sides scaled by powers of two while a system is solved, so that none is too small to square. */
final class RightSide {
    private RightSide() {}

    /** The exponent of the largest entry of both; 0 when all are zero or one is not finite. */
    static int exponent(double[] x, double[] y) {
        double largest = 0;
        for (double value : x) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (double value : y) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest > 0 && largest < Double.POSITIVE_INFINITY ? StrictMath.getExponent(largest) : 0;
    }

    /** {@code residual = 2^-exponent x} over the length n, and {@code x = 0}. Both modified. */
    static void take(double[] x, int n, int exponent, double[] residual) {
        double factor = powerOfTwo(-exponent);
        for (int i = 0; i < n; i++) {
            residual[i] = x[i] * factor;
        }
        Arrays.fill(x, 0);
    }

    /** {@code x <- 2^exponent x}, or NaN for a solution that is not good. Modified. */
    static void giveBack(double[] x, int exponent, boolean good) {
        Vectors.scale(good ? powerOfTwo(exponent) : Double.NaN, x);
    }

    /** {@code 2^k}, kept among the normal numbers. */
    private static double powerOfTwo(int k) {
        return StrictMath.scalb(1.0, Math.max(-1022, Math.min(1023, k)));
    }
}
