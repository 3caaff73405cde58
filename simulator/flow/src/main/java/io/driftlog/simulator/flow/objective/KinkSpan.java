package io.driftlog.simulator.flow.objective;

import io.driftlog.simulator.spi.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The span of some kinks' normals {@code (x_k, 1)}: what sliding along them takes away from the velocity of a neuron's
 * {@code (v, b)}, and the share of each of them in that. Immutable; at most p + 1 kinks.
 *
 * @param kinks which, as many as the rows of the others
 * @param basis orthonormal rows of the same span, length p + 1 each
 * @param dual the rows of the span with {@code dual_a . normal_b = 1} for a = b, otherwise 0: {@code dual_a . d} is the
 *     coefficient of normal a in the orthogonal projection of d
 */
public record KinkSpan(int[] kinks, double[][] basis, double[][] dual) {
    /** No kinks. */
    public static final KinkSpan NONE = new KinkSpan(new int[0], new double[0][], new double[0][]);

    private static final double DEPENDENT = 1e-9;

    /**
     * The span of these kinks, without those whose normal lies in the span of the ones before.
     *
     * @param network holds the normals
     */
    public static KinkSpan of(FrozenRelu network, int... kinks) {
        List<double[]> basis = new ArrayList<>();
        List<double[]> coordinates = new ArrayList<>();
        int[] kept = new int[kinks.length];
        for (int kink : kinks) {
            double[] rest = network.normal(kink);
            double[] along = new double[kinks.length];
            double length = Math.sqrt(Vectors.normSquared(rest));
            for (int pass = 0; pass < 2; pass++) {
                for (int a = 0; a < basis.size(); a++) {
                    double part = Vectors.dot(rest, basis.get(a));
                    Vectors.addScaled(-part, basis.get(a), rest);
                    along[a] += part;
                }
            }
            double left = Math.sqrt(Vectors.normSquared(rest));
            if (left > DEPENDENT * length) {
                Vectors.scale(1 / left, rest);
                along[basis.size()] = left;
                kept[basis.size()] = kink;
                basis.add(rest);
                coordinates.add(along);
            }
        }
        return new KinkSpan(
                Arrays.copyOf(kept, basis.size()), basis.toArray(new double[0][]), dual(basis, coordinates));
    }

    /** With normals {@code A = L Q}: the rows of {@code L^-T Q}. */
    private static double[][] dual(List<double[]> basis, List<double[]> coordinates) {
        int size = basis.size();
        double[][] dual = new double[size][];
        for (int a = size - 1; a >= 0; a--) {
            double[] row = basis.get(a).clone();
            for (int later = a + 1; later < size; later++) {
                Vectors.addScaled(-coordinates.get(later)[a], dual[later], row);
            }
            Vectors.scale(1 / coordinates.get(a)[a], row);
            dual[a] = row;
        }
        return dual;
    }

    /** Number of dimensions. */
    public int size() {
        return kinks.length;
    }

    /** Takes out of x, length p + 1, its part in the span. Modified. */
    public void remove(double[] x) {
        for (double[] direction : basis) {
            double part = 0;
            for (int c = 0; c < x.length; c++) {
                part = Math.fma(direction[c], x[c], part);
            }
            for (int c = 0; c < x.length; c++) {
                x[c] = Math.fma(-part, direction[c], x[c]);
            }
        }
    }
}
