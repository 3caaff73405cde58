package io.driftlog.simulator.flow.objective;

import io.driftlog.events.Dataset;
import io.driftlog.simulator.spi.Vectors;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/**
 * The exact flow of linear regression with l2 decay, {@code dw/dt = -X^T (X w - y) / n - lambda w}, by the singular
 * value decomposition {@code X = U S V^T}: along v_i the rate is {@code sigma_i^2 / n + lambda}, off the row space of X
 * it is {@code lambda}.
 *
 * <p>Written as {@code w(t) = e^{-lambda t} w0 + sum_i v_i (...)}, where each bracket is formed without cancellation
 * for any lambda and t, lambda = 0 included.
 */
public final class LinearRegressionSolution {
    private final double weightDecay;
    private final double[] initial;
    private final double[][] directions;
    private final double[] dataRates;
    private final double[] initialParts;
    private final double[] targetParts;

    /**
     * @param features X, n x d. Not modified.
     * @param targets y, n x 1. Not modified.
     * @param weightDecay lambda, at least 0
     * @param initial w(0), length d. Not modified.
     */
    public LinearRegressionSolution(Dataset features, Dataset targets, double weightDecay, double[] initial) {
        this.weightDecay = weightDecay;
        this.initial = initial.clone();
        int n = features.rows();
        int d = features.columns();
        int m = Math.min(n, d);
        SingularValueDecomposition_F64<DMatrixRMaj> svd = DecompositionFactory_DDRM.svd(n, d, true, true, true);
        if (!svd.decompose(DMatrixRMaj.wrap(n, d, features.values().clone()))) {
            throw new IllegalArgumentException("the singular value decomposition of the features did not converge");
        }
        DMatrixRMaj left = svd.getU(null, true);
        DMatrixRMaj right = svd.getV(null, true);
        double[] sigma = svd.getSingularValues();
        directions = new double[m][d];
        dataRates = new double[m];
        initialParts = new double[m];
        targetParts = new double[m];
        double[] y = targets.values();
        for (int i = 0; i < m; i++) {
            for (int k = 0; k < d; k++) {
                directions[i][k] = right.get(i, k);
            }
            double projected = 0;
            for (int j = 0; j < n; j++) {
                projected += left.get(i, j) * y[j];
            }
            dataRates[i] = sigma[i] * sigma[i] / n;
            initialParts[i] = Vectors.dot(directions[i], initial);
            targetParts[i] = sigma[i] * projected / n;
        }
    }

    /**
     * The weights at a time.
     *
     * @param time t, at least 0
     * @param out w(t), length d. Modified.
     */
    public void weightsAt(double time, double[] out) {
        double decay = StrictMath.exp(-weightDecay * time);
        for (int k = 0; k < out.length; k++) {
            out[k] = decay * initial[k];
        }
        for (int i = 0; i < dataRates.length; i++) {
            double rate = dataRates[i] + weightDecay;
            double forgotten = decay * StrictMath.expm1(-dataRates[i] * time) * initialParts[i];
            double learned = rate > 0 ? -StrictMath.expm1(-rate * time) / rate * targetParts[i] : 0;
            Vectors.addScaled(forgotten + learned, directions[i], out);
        }
    }
}
