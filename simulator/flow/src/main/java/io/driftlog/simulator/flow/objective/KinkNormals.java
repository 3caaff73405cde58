package io.driftlog.simulator.flow.objective;

import io.driftlog.events.Dataset;
import io.driftlog.simulator.spi.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The kinks of a ReLU network, that is, the different inputs x among its samples, and their normals {@code (x, 1)} in
 * the space of a neuron's {@code (v, b)}. Samples of equal input share a kink. Immutable.
 *
 * @param entries p + 1 rows: entry c of all kinks' normals. Not copied, never modified.
 * @param kinkOf the kink of each sample, length n. Not copied, never modified.
 * @param lengths of the normals. Not copied, never modified.
 */
record KinkNormals(double[][] entries, int[] kinkOf, double[] lengths) {
    /** The kinks at the rows of the features X, n x p. */
    static KinkNormals of(Dataset features) {
        int inputs = features.columns();
        int[] kinkOf = new int[features.rows()];
        int[] rows = differentRows(features, kinkOf);
        double[][] entries = new double[inputs + 1][rows.length];
        Arrays.fill(entries[inputs], 1);
        for (int k = 0; k < rows.length; k++) {
            for (int c = 0; c < inputs; c++) {
                entries[c][k] = features.values()[rows[k] * inputs + c];
            }
        }
        KinkNormals normals = new KinkNormals(entries, kinkOf, new double[rows.length]);
        Arrays.setAll(normals.lengths, k -> Math.sqrt(Vectors.normSquared(normals.normal(k))));
        return normals;
    }

    /** The rows that differ from all before; which of them each row equals goes to kinkOf. */
    private static int[] differentRows(Dataset features, int[] kinkOf) {
        Map<List<Double>, Integer> seen = new HashMap<>();
        int[] rows = new int[features.rows()];
        for (int i = 0; i < rows.length; i++) {
            List<Double> row = new ArrayList<>();
            for (int c = 0; c < features.columns(); c++) {
                row.add(features.values()[i * features.columns() + c] + 0.0);
            }
            Integer before = seen.putIfAbsent(row, seen.size());
            kinkOf[i] = before == null ? seen.size() - 1 : before;
            rows[kinkOf[i]] = before == null ? i : rows[kinkOf[i]];
        }
        return Arrays.copyOf(rows, seen.size());
    }

    /** Number of kinks. */
    int count() {
        return lengths.length;
    }

    /** The normal of a kink. A new array. */
    double[] normal(int kink) {
        double[] normal = new double[entries.length];
        for (int c = 0; c < normal.length; c++) {
            normal[c] = entries[c][kink];
        }
        return normal;
    }

    /**
     * The numbers of samples of equal input added up.
     *
     * @param ofSamples length n. Not modified.
     * @param out one number per kink. Modified.
     */
    void addUp(double[] ofSamples, double[] out) {
        Arrays.fill(out, 0);
        for (int i = 0; i < kinkOf.length; i++) {
            out[kinkOf[i]] += ofSamples[i];
        }
    }

    /**
     * To each sample the number of its kink.
     *
     * @param ofKinks one number per kink. Not modified.
     * @param out length n. Modified.
     */
    void handOut(double[] ofKinks, double[] out) {
        for (int i = 0; i < kinkOf.length; i++) {
            out[i] = ofKinks[kinkOf[i]];
        }
    }
}
