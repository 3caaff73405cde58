package io.driftlog.simulator.benchmark;

import io.driftlog.simulator.spi.SplitMix64;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Square matrix completions like problem C of any side k: a matrix of rank 3 with three singular values k, half of its
 * entries observed, inner dimension 2k, initial weights of variance 1.
 */
final class CompletionGenerator {
    private static final int RANK = 3;

    private CompletionGenerator() {}

    /**
     * Writes the problem file.
     *
     * @param side number of rows and columns
     * @param seed the same seed gives the same file
     */
    static void write(Path path, int side, long seed) throws IOException {
        SplitMix64 random = new SplitMix64(seed);
        double[][] left = orthonormalRows(side, random.split("left"));
        double[][] right = orthonormalRows(side, random.split("right"));
        boolean[] observed = half(side * side, random.split("observed"));
        int count = side * side / 2;
        int weights = 4 * side * side;
        double[] initial = new double[weights];
        random.split("initial").gaussian(1, initial);
        Files.createDirectories(path.toAbsolutePath().getParent());
        try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(path))) {
            out.println("C " + weights + " " + count + " " + side + " 0 " + 2 * side + " " + (side * side - count));
            out.println(1.0 / count);
            for (int i = 0; i < side; i++) {
                for (int j = 0; j < side; j++) {
                    double entry = 0;
                    for (int k = 0; k < RANK; k++) {
                        entry += left[k][i] * right[k][j];
                    }
                    out.println(side * entry);
                }
            }
            for (boolean entry : observed) {
                out.println(entry ? "1" : "0");
            }
            for (double weight : initial) {
                out.println(weight);
            }
        }
    }

    /** Gram and Schmidt on Gaussian rows. */
    private static double[][] orthonormalRows(int length, SplitMix64 random) {
        double[][] rows = new double[RANK][length];
        for (int k = 0; k < RANK; k++) {
            random.gaussian(1, rows[k]);
            for (int j = 0; j < k; j++) {
                addScaled(-product(rows[j], rows[k]), rows[j], rows[k]);
            }
            double norm = Math.sqrt(product(rows[k], rows[k]));
            for (int i = 0; i < length; i++) {
                rows[k][i] /= norm;
            }
        }
        return rows;
    }

    private static double product(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }

    private static void addScaled(double a, double[] x, double[] y) {
        for (int i = 0; i < x.length; i++) {
            y[i] += a * x[i];
        }
    }

    private static boolean[] half(int places, SplitMix64 random) {
        boolean[] chosen = new boolean[places];
        for (int place : random.choice(places, places / 2)) {
            chosen[place] = true;
        }
        return chosen;
    }
}
