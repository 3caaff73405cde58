package io.driftlog.simulator.flow.objective;

import io.driftlog.events.Dataset;

/** Scores {@code (u_c v_c) . x} with the product entry by entry: the weights are the C x p matrices u, then v. */
final class DiagonalScores implements ScoreModel {
    private final LinearScores linear;
    private final int half;
    private final double[] work;

    /** Features n x p, not copied, never modified. */
    DiagonalScores(Dataset features, int outputs) {
        linear = new LinearScores(features, outputs);
        half = linear.dimension();
        work = new double[half];
    }

    @Override
    public int dimension() {
        return 2 * half;
    }

    @Override
    public int samples() {
        return linear.samples();
    }

    @Override
    public double homogeneity() {
        return 2;
    }

    @Override
    public void scores(double[] w, double[] out) {
        linear.scores(coefficients(w), out);
    }

    @Override
    public void product(double[] w, double[] v, double[] out) {
        for (int k = 0; k < half; k++) {
            work[k] = Math.fma(w[half + k], v[k], w[k] * v[half + k]);
        }
        linear.scores(work, out);
    }

    @Override
    public void transposedProduct(double[] w, double[] m, double[] out) {
        linear.transposedProduct(w, m, work);
        for (int k = 0; k < half; k++) {
            out[k] = work[k] * w[half + k];
            out[half + k] = work[k] * w[k];
        }
    }

    @Override
    public void addCurvature(double[] w, double[] m, double[] v, double[] out) {
        linear.transposedProduct(w, m, work);
        for (int k = 0; k < half; k++) {
            out[k] = Math.fma(work[k], v[half + k], out[k]);
            out[half + k] = Math.fma(work[k], v[k], out[half + k]);
        }
    }

    @Override
    public double[] coefficients(double[] w) {
        double[] product = new double[half];
        for (int k = 0; k < half; k++) {
            product[k] = w[k] * w[half + k];
        }
        return product;
    }
}
