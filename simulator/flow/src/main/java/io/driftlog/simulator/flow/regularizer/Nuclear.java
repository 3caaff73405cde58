package io.driftlog.simulator.flow.regularizer;

import io.driftlog.simulator.spi.Regularizer;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/**
 * The nuclear norm of the weights as a matrix, the sum of its singular values. It has kinks wherever the rank drops; its
 * proximal map lowers every singular value and keeps it at least 0 (Cai, Candes &amp; Shen, SIAM J. Optim. 20 (2010)).
 *
 * @param rows of the matrix, which lies in the weights row after row
 * @param columns of the matrix
 */
public record Nuclear(int rows, int columns) implements Regularizer {
    @Override
    public String name() {
        return "nuclear";
    }

    @Override
    public double value(double[] w) {
        return Arrays.stream(decomposed(w, false).getSingularValues()).sum();
    }

    /** {@code U V^T} over the singular values above 0. */
    @Override
    public void gradient(double[] w, double[] out) {
        combine(w, Double.POSITIVE_INFINITY, out);
    }

    @Override
    public boolean isSmooth() {
        return false;
    }

    @Override
    public boolean hasProximal() {
        return true;
    }

    @Override
    public void proximal(double step, double[] w, double[] out) {
        combine(w, step, out);
    }

    /** {@code U f(s) V^T}, f the soft threshold; the sign for an infinite threshold. */
    private void combine(double[] w, double threshold, double[] out) {
        SingularValueDecomposition_F64<DMatrixRMaj> svd = decomposed(w, true);
        double[] values = svd.getSingularValues();
        double largest = Arrays.stream(values).max().orElse(0);
        DMatrixRMaj u = svd.getU(null, false);
        DMatrixRMaj v = svd.getV(null, false);
        for (int k = 0; k < values.length; k++) {
            double sign = values[k] > 1e-14 * largest ? 1 : 0;
            double factor = threshold == Double.POSITIVE_INFINITY ? sign : Math.max(0, values[k] - threshold);
            for (int i = 0; i < rows; i++) {
                u.set(i, k, u.get(i, k) * factor);
            }
        }
        CommonOps_DDRM.multTransB(u, v, DMatrixRMaj.wrap(rows, columns, out));
    }

    private SingularValueDecomposition_F64<DMatrixRMaj> decomposed(double[] w, boolean vectors) {
        SingularValueDecomposition_F64<DMatrixRMaj> svd =
                DecompositionFactory_DDRM.svd(rows, columns, vectors, vectors, true);
        if (!svd.decompose(DMatrixRMaj.wrap(rows, columns, w.clone()))) {
            throw new ArithmeticException("the singular values of the weights cannot be found");
        }
        return svd;
    }
}
