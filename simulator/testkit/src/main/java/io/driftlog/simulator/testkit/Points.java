package io.driftlog.simulator.testkit;

import io.driftlog.simulator.spi.SplitMix64;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Seeded points and directions, and central differences of fourth order there. */
final class Points {
    /** Relative error of a central difference of a function that is smooth on the scale of its arguments. */
    static final double TOLERANCE = 1e-6;

    /** Relative error of sums of some thousand products. */
    static final double ROUNDING = 1e-10;

    private static final double STEP = 1e-5;

    private Points() {}

    /** A function from weights to a vector; its result is written into the second argument. */
    interface VectorFunction {
        void apply(double[] w, double[] out);
    }

    /** Weights of size 1, 0.3 and 0.1. */
    static List<double[]> of(int dimension) {
        return Stream.of(1.0, 0.3, 0.1)
                .map(size -> gaussian("point" + size, size, dimension))
                .toList();
    }

    static List<double[]> directions(int dimension) {
        return List.of(gaussian("first", 1, dimension), gaussian("second", 1, dimension));
    }

    private static double[] gaussian(String stream, double size, int dimension) {
        double[] out = new double[dimension];
        new SplitMix64(7).split(stream).gaussian(size, out);
        return out;
    }

    /** The derivative of a function along v. */
    static double slope(ToDoubleFunction<double[]> f, double[] w, double[] v) {
        return slopes((x, out) -> out[0] = f.applyAsDouble(x), w, v, 1)[0];
    }

    static double[] slopes(VectorFunction f, double[] w, double[] v, int length) {
        double[] wide = difference(f, w, v, length, 2 * STEP);
        double[] narrow = difference(f, w, v, length, STEP);
        for (int i = 0; i < length; i++) {
            narrow[i] += (narrow[i] - wide[i]) / 3;
        }
        return narrow;
    }

    private static double[] difference(VectorFunction f, double[] w, double[] v, int length, double step) {
        double[] above = new double[length];
        double[] below = new double[length];
        f.apply(moved(w, step, v), above);
        f.apply(moved(w, -step, v), below);
        for (int i = 0; i < length; i++) {
            above[i] = (above[i] - below[i]) / (2 * step);
        }
        return above;
    }

    static double[] moved(double[] w, double step, double[] v) {
        double[] moved = w.clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] += step * v[i];
        }
        return moved;
    }
}
