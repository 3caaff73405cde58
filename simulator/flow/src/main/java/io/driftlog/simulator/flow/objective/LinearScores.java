package io.driftlog.simulator.flow.objective;

import io.driftlog.events.Dataset;
import java.util.Arrays;

/** Scores {@code W_c . x}: the weights are the C x p matrix W by rows. There is no bias; a constant feature makes one. */
final class LinearScores implements ScoreModel {
    private final DenseMatrix features;
    private final int outputs;
    private final double[] row;
    private final double[] column;

    /** Features n x p, not copied, never modified. */
    LinearScores(Dataset features, int outputs) {
        this.features = new DenseMatrix(features);
        this.outputs = outputs;
        row = new double[features.columns()];
        column = new double[features.rows()];
    }

    @Override
    public int dimension() {
        return outputs * features.columns();
    }

    @Override
    public int samples() {
        return features.rows();
    }

    @Override
    public double homogeneity() {
        return 1;
    }

    @Override
    public void scores(double[] w, double[] out) {
        for (int c = 0; c < outputs; c++) {
            System.arraycopy(w, c * row.length, row, 0, row.length);
            Arrays.fill(column, 0);
            features.addProduct(row, column);
            System.arraycopy(column, 0, out, c * column.length, column.length);
        }
    }

    @Override
    public void product(double[] w, double[] v, double[] out) {
        scores(v, out);
    }

    @Override
    public void transposedProduct(double[] w, double[] m, double[] out) {
        for (int c = 0; c < outputs; c++) {
            System.arraycopy(m, c * column.length, column, 0, column.length);
            features.transposedProduct(column, row);
            System.arraycopy(row, 0, out, c * row.length, row.length);
        }
    }

    @Override
    public void addCurvature(double[] w, double[] m, double[] v, double[] out) {}

    @Override
    public double[] coefficients(double[] w) {
        return w.clone();
    }
}
