package io.driftlog.simulator.flow.objective;

import io.driftlog.events.Dataset;
import io.driftlog.simulator.spi.Vectors;
import java.util.Arrays;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;

/**
 * The hard-margin support vector machine through the origin: {@code min ||w||} subject to {@code y_i w . x_i >= 1}. As
 * least distance programming it is the non-negative least-squares problem {@code min ||sum_i a_i (y_i x_i, 1) - (0, 1)||},
 * solved by an active set; its residual (r, s) gives {@code w = -r / s}, and s = 0 where no plane separates the data.
 *
 * <p>Lawson &amp; Hanson, <i>Solving Least Squares Problems</i>, 1974, ch. 23.
 */
public final class HardMargin {
    private static final double TOLERANCE = 1e-10;
    private static final int ROUNDS_PER_SAMPLE = 10;

    private final double[][] gram;
    private final double[] a;
    private final boolean[] passive;

    private HardMargin(double[][] gram) {
        this.gram = gram;
        a = new double[gram.length];
        passive = new boolean[gram.length];
    }

    /**
     * Solves it.
     *
     * @param features n x p. Not modified.
     * @param labels 0 or 1. Not modified.
     * @return w, length p; empty where no plane through the origin separates the classes
     */
    public static Optional<double[]> of(Dataset features, int[] labels) {
        int n = features.rows();
        int p = features.columns();
        double[] x = features.values();
        double largest = 0;
        for (int i = 0; i < n; i++) {
            largest = Math.max(largest, Vectors.dot(x, i * p, x, i * p, p));
        }
        if (!(largest > 0)) {
            return Optional.empty();
        }
        double[][] gram = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double sign = labels[i] == labels[j] ? 1 : -1;
                gram[i][j] = sign * Vectors.dot(x, i * p, x, j * p, p) / largest + 1;
                gram[j][i] = gram[i][j];
            }
        }
        HardMargin problem = new HardMargin(gram);
        if (!problem.solve()) {
            return Optional.empty();
        }
        double[] w = new double[p];
        double rest = 1;
        for (int i = 0; i < n; i++) {
            rest -= problem.a[i];
            double factor = labels[i] == 1 ? problem.a[i] : -problem.a[i];
            for (int k = 0; k < p; k++) {
                w[k] = Math.fma(factor, x[i * p + k], w[k]);
            }
        }
        Vectors.scale(1 / (rest * largest), w);
        return rest > 0 && separates(w, features, labels) ? Optional.of(w) : Optional.empty();
    }

    private static boolean separates(double[] w, Dataset features, int[] labels) {
        int p = w.length;
        for (int i = 0; i < labels.length; i++) {
            double score = Vectors.dot(features.values(), i * p, w, 0, p);
            if (!((labels[i] == 1 ? score : -score) > 1 - 1e-6)) {
                return false;
            }
        }
        return true;
    }

    /** Active-set iteration on {@code min a . G a / 2 - sum a} over {@code a >= 0}; false when it does not end. */
    private boolean solve() {
        for (int round = 0; round < ROUNDS_PER_SAMPLE * a.length; round++) {
            int next = steepest();
            if (next < 0) {
                return true;
            }
            passive[next] = true;
            if (!moveToMinimum()) {
                return false;
            }
        }
        return false;
    }

    private int steepest() {
        int best = -1;
        double slope = TOLERANCE * (1 - Arrays.stream(a).sum());
        for (int i = 0; i < a.length; i++) {
            double descent = 1 - Vectors.dot(gram[i], a);
            if (!passive[i] && descent > slope) {
                slope = descent;
                best = i;
            }
        }
        return best;
    }

    /** To the minimum over the passive entries, dropping those that would become negative on the way. */
    private boolean moveToMinimum() {
        for (int round = 0; round <= a.length; round++) {
            double[] target = new double[a.length];
            if (!minimum(target)) {
                return false;
            }
            double fraction = 1;
            for (int i = 0; i < a.length; i++) {
                if (passive[i] && target[i] <= 0) {
                    fraction = Math.min(fraction, a[i] / (a[i] - target[i]));
                }
            }
            for (int i = 0; i < a.length; i++) {
                boolean drops = passive[i] && target[i] <= 0 && a[i] / (a[i] - target[i]) <= fraction;
                a[i] = passive[i] && !drops ? Math.fma(fraction, target[i] - a[i], a[i]) : 0;
                passive[i] &= !drops;
            }
            if (fraction == 1) {
                return true;
            }
        }
        return false;
    }

    /** Solves {@code G a = 1} over the passive entries. */
    private boolean minimum(double[] out) {
        int[] rows = new int[a.length];
        int count = 0;
        for (int i = 0; i < a.length; i++) {
            if (passive[i]) {
                rows[count++] = i;
            }
        }
        var matrix = new DMatrixRMaj(count, count);
        var ones = new DMatrixRMaj(count, 1);
        for (int i = 0; i < count; i++) {
            ones.set(i, 0, 1);
            for (int j = 0; j < count; j++) {
                matrix.set(i, j, gram[rows[i]][rows[j]]);
            }
        }
        var solver = LinearSolverFactory_DDRM.chol(count);
        if (!solver.setA(matrix)) {
            return false;
        }
        solver.solve(ones, ones);
        for (int i = 0; i < count; i++) {
            out[rows[i]] = ones.get(i, 0);
        }
        return true;
    }
}
