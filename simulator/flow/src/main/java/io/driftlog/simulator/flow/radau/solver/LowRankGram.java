package io.driftlog.simulator.flow.radau.solver;

import io.driftlog.simulator.flow.GramSpectrum;
import io.driftlog.simulator.flow.kernel.RowMatrices;
import io.driftlog.simulator.flow.kernel.RowUpdates;
import io.driftlog.simulator.spi.SplitMix64;
import io.driftlog.simulator.spi.Vectors;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The randomised Nystroem approximation of a Gram matrix, {@code K ~ Y (Omega^T Y)^+ Y^T} with {@code Y = K Omega} and
 * seeded normal Omega, kept as {@code G^T diag(1) G} with orthogonal rows of G whose squared lengths are its
 * eigenvalues. It preconditions by {@code (G^T G + s I)^-1} for every shift s, real or complex, without another
 * factorisation: what remains of {@code K + s I} has the condition number {@code 1 + (K's largest eigenvalue left out)
 * / s}.
 *
 * <p>Frangella, Tropp &amp; Udell, "Randomized Nystroem preconditioning", SIAM J. Matrix Anal. Appl. 44 (2023) 718-752,
 * sec. 2 and eq. (5.3) with {@code s} for {@code lambda_l + s}; memory 3 n rank.
 */
final class LowRankGram implements ApproximateInverse {
    /** The rank of the first attempt; doubled until the spectrum is covered. */
    static final int FIRST_RANK = 32;

    private static final long SEED = 0x6e79L;
    /** Eigenvalues of {@code Omega^T Y} below the largest times this are rounding noise. */
    private static final double ROUNDING = 1e-11;
    /** Eigenvalues below the shift times this change nothing. */
    private static final double NEGLIGIBLE = 0.2;

    /** Eigenvalues, descending. */
    private final double[] eigenvalues;
    /** Rows of G, length n each, in the order of the eigenvalues. */
    private final double[][] rows;

    private final int rank;
    private final double[] coefficients;
    private final double[] coefficientsIm;

    private LowRankGram(double[] eigenvalues, double[][] rows, int rank) {
        this.eigenvalues = eigenvalues;
        this.rows = rows;
        this.rank = rank;
        coefficients = new double[rows.length];
        coefficientsIm = new double[rows.length];
    }

    /**
     * Approximates a matrix with as small a rank as its spectrum allows.
     *
     * @param gram K
     * @param negligible eigenvalues below this need no approximation
     * @param mostRank the rank at which to stop, at least {@link #FIRST_RANK} unless n is smaller
     * @return null when K is not finite
     */
    static @Nullable LowRankGram of(GramOperator gram, double negligible, int mostRank) {
        int n = gram.size();
        double[][] test = new double[Math.min(mostRank, n)][];
        double[][] images = new double[test.length][];
        SplitMix64 random = new SplitMix64(SEED).split("sketch");
        int done = 0;
        int rank = Math.min(FIRST_RANK, test.length);
        while (true) {
            for (int k = done; k < rank; k++) {
                test[k] = new double[n];
                images[k] = new double[n];
                random.gaussian(1, test[k]);
            }
            multiply(gram, test, images, done, rank);
            done = rank;
            for (int k = 0; k < rank; k++) {
                if (!Vectors.allFinite(images[k])) {
                    return null;
                }
            }
            LowRankGram found = approximation(test, images, rank);
            if (found.smallest() <= negligible || rank == test.length) {
                return found;
            }
            rank = Math.min(2 * rank, test.length);
        }
    }

    private static void multiply(GramOperator gram, double[][] x, double[][] out, int from, int to) {
        int k = from;
        for (; k + 2 < to; k += 3) {
            gram.multiply3(x[k], x[k + 1], x[k + 2], out[k], out[k + 1], out[k + 2]);
        }
        for (; k < to; k++) {
            gram.multiply(x[k], out[k]);
        }
    }

    private static LowRankGram approximation(double[][] test, double[][] images, int rank) {
        GramSpectrum core = GramSpectrum.of(products(test, images, rank));
        int[] order = descending(core.eigenvalues());
        int kept = 0;
        while (kept < rank && core.eigenvalues()[order[kept]] > ROUNDING * core.largest()) {
            kept++;
        }
        double[][] scaled = new double[kept][];
        for (int i = 0; i < kept; i++) {
            scaled[i] = core.vectors()[order[i]].clone();
            Vectors.scale(1 / Math.sqrt(core.eigenvalues()[order[i]]), scaled[i]);
        }
        if (kept == 0) {
            return new LowRankGram(new double[0], new double[0][], rank);
        }
        double[][] half = RowMatrices.product(scaled, images);
        double[][] products = new double[kept][kept];
        RowMatrices.symmetricProduct(kept, half[0].length, half, half, products);
        GramSpectrum spectrum = GramSpectrum.of(products);
        double[] eigenvalues = new double[kept];
        double[][] vectors = new double[kept][];
        order = descending(spectrum.eigenvalues());
        for (int i = 0; i < kept; i++) {
            eigenvalues[i] = spectrum.eigenvalues()[order[i]];
            vectors[i] = spectrum.vectors()[order[i]];
        }
        return new LowRankGram(eigenvalues, RowMatrices.product(vectors, half), rank);
    }

    /** The mean of {@code X Y^T} and {@code Y X^T} of the first rows, which differ by rounding. */
    private static double[][] products(double[][] x, double[][] y, int count) {
        double[][] products = new double[count][count];
        double[][] mirrored = new double[count][count];
        RowMatrices.symmetricProduct(count, x[0].length, x, y, products);
        RowMatrices.symmetricProduct(count, x[0].length, y, x, mirrored);
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < count; j++) {
                products[i][j] = 0.5 * (products[i][j] + mirrored[i][j]);
            }
        }
        return products;
    }

    private static int[] descending(double[] values) {
        Integer[] order = new Integer[values.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (i, j) -> Double.compare(values[j], values[i]));
        return Arrays.stream(order).mapToInt(i -> i).toArray();
    }

    /** The number of products with K that it took. */
    int rank() {
        return rank;
    }

    /** The largest eigenvalue; 0 when K vanishes. */
    double largest() {
        return eigenvalues.length == 0 ? 0 : eigenvalues[0];
    }

    /** The smallest eigenvalue; 0 when the rank of K is smaller than the number of products. */
    double smallest() {
        return eigenvalues.length < rank ? 0 : eigenvalues[rank - 1];
    }

    /** How many eigenvalues matter beside this shift. */
    private int relevant(double shift) {
        int count = 0;
        while (count < eigenvalues.length && eigenvalues[count] > NEGLIGIBLE * shift) {
            count++;
        }
        return count;
    }

    @Override
    public boolean isReal() {
        return false;
    }

    /** {@code out = (x - G^T (Lambda + s)^-1 G x) / s}. */
    @Override
    public void apply(double[] x, double shift, double[] out) {
        int count = relevant(shift);
        for (int k = 0; k < count; k++) {
            coefficients[k] = -Vectors.dot(rows[k], 0, x, 0, out.length) / (eigenvalues[k] + shift);
        }
        System.arraycopy(x, 0, out, 0, out.length);
        addRows(coefficients, count, out);
        Vectors.scale(1 / shift, out);
    }

    @Override
    public void apply(double[] xRe, double[] xIm, double re, double im, double[] outRe, double[] outIm) {
        double modulus = Math.sqrt(re * re + im * im);
        int count = relevant(modulus);
        for (int k = 0; k < count; k++) {
            double p = Vectors.dot(rows[k], 0, xRe, 0, outRe.length);
            double q = Vectors.dot(rows[k], 0, xIm, 0, outRe.length);
            double entry = eigenvalues[k] + re;
            double perModulus = 1 / (entry * entry + im * im);
            coefficients[k] = -(p * entry + q * im) * perModulus;
            coefficientsIm[k] = -(q * entry - p * im) * perModulus;
        }
        System.arraycopy(xRe, 0, outRe, 0, outRe.length);
        System.arraycopy(xIm, 0, outIm, 0, outRe.length);
        addRows(coefficients, count, outRe);
        addRows(coefficientsIm, count, outIm);
        double perModulus = 1 / (modulus * modulus);
        for (int i = 0; i < outRe.length; i++) {
            double p = outRe[i];
            double q = outIm[i];
            outRe[i] = (p * re + q * im) * perModulus;
            outIm[i] = (q * re - p * im) * perModulus;
        }
    }

    private void addRows(double[] factors, int count, double[] out) {
        for (int k = 0; k < count; k++) {
            RowUpdates.add1(out.length, factors[k], rows[k], 0, out);
        }
    }
}
