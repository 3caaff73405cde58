package io.driftlog.simulator.flow.objective;

import io.driftlog.simulator.flow.kernel.RowUpdates;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import io.driftlog.simulator.spi.SparseGram;
import io.driftlog.simulator.spi.Vectors;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Matrix completion: weights U (rows x q) and V (columns x q), both row-major,
 * {@code F(w) = sum over observed (i, j) of ((U V^T)_ij - M_ij)^2 / (2n)}. Along the flow {@code U^T U - V^T V} decays
 * exactly as {@code exp(-2 lambda t)}, and at the slow limit {@code ||w||^2 = 2 ||U V^T||_*}, the nuclear norm.
 *
 * <p>Jacobian products cost O(n q). The Gram matrix has entries only between observations that share a row or a column.
 * The residuals are ordered by row, then by column.
 *
 * <p>Boursier, Pesme &amp; Dragomir, NeurIPS 2025, sec. 4; Gunasekar et al., NeurIPS 2017.
 */
public final class MatrixCompletion implements LeastSquaresObjective, SparseGram {
    /** Largest matrix that {@link #predictor} shows. */
    private static final int MAX_SHOWN_ENTRIES = 10_000;

    private final ObservedEntries observed;
    private final Optional<ObservedEntries> test;
    private final double[] teacher;
    private final int innerDimension;
    private final int columnFactorAt;
    private final int[] rowFactorByEntry;
    private final int[] columnFactorByEntry;
    private final int[] rowFactorByPlace;
    private final double[] byColumn1;
    private final double[] byColumn2;
    private final double[] byColumn3;
    private final BilinearHessian hessian;
    private @Nullable CompletionGram gram;
    private double[] gramWork = new double[0];

    /**
     * @param observed the training entries, at least one
     * @param test other entries of the same matrix
     * @param innerDimension q, the number of columns of U and V, at least 1
     * @param teacher the matrix behind the data, row-major; empty when unknown. Not copied, never modified.
     */
    public MatrixCompletion(
            ObservedEntries observed, Optional<ObservedEntries> test, int innerDimension, double[] teacher) {
        this.observed = observed;
        this.test = test;
        this.innerDimension = innerDimension;
        this.teacher = teacher.length <= MAX_SHOWN_ENTRIES ? teacher : new double[0];
        int n = observed.count();
        columnFactorAt = observed.rows() * innerDimension;
        rowFactorByEntry = new int[n];
        columnFactorByEntry = new int[n];
        rowFactorByPlace = new int[n];
        for (int s = 0; s < n; s++) {
            rowFactorByEntry[s] = observed.row(s) * innerDimension;
            columnFactorByEntry[s] = columnFactorAt + observed.column(s) * innerDimension;
            rowFactorByPlace[s] = observed.row(observed.byColumn(s)) * innerDimension;
        }
        byColumn1 = new double[n];
        byColumn2 = new double[n];
        byColumn3 = new double[n];
        hessian = new BilinearHessian(n, dimension());
    }

    /** {@code (rows + columns) q}: U, then V. */
    @Override
    public int dimension() {
        return columnFactorAt + observed.columns() * innerDimension;
    }

    @Override
    public int samples() {
        return observed.count();
    }

    @Override
    public double scale() {
        return 1.0 / observed.count();
    }

    @Override
    public void residuals(double[] w, double[] out) {
        for (int i = 0; i < observed.rows(); i++) {
            int s = observed.rowStart(i);
            int end = observed.rowStart(i + 1);
            for (; s + 1 < end; s += 2) {
                predict2(w, s, out);
            }
            if (s < end) {
                out[s] = Vectors.dot(w, rowFactorByEntry[s], w, columnFactorByEntry[s], innerDimension);
            }
        }
        for (int s = 0; s < observed.count(); s++) {
            out[s] -= observed.value(s);
        }
    }

    /** Entries s and s + 1 of {@code U V^T}, both in one row. */
    private void predict2(double[] w, int s, double[] out) {
        int a = rowFactorByEntry[s];
        int b = columnFactorByEntry[s];
        int c = columnFactorByEntry[s + 1];
        double x0 = 0;
        double x1 = 0;
        double x2 = 0;
        double x3 = 0;
        double y0 = 0;
        double y1 = 0;
        double y2 = 0;
        double y3 = 0;
        int k = 0;
        for (; k + 3 < innerDimension; k += 4) {
            double u0 = w[a + k];
            double u1 = w[a + k + 1];
            double u2 = w[a + k + 2];
            double u3 = w[a + k + 3];
            x0 = Math.fma(u0, w[b + k], x0);
            y0 = Math.fma(u0, w[c + k], y0);
            x1 = Math.fma(u1, w[b + k + 1], x1);
            y1 = Math.fma(u1, w[c + k + 1], y1);
            x2 = Math.fma(u2, w[b + k + 2], x2);
            y2 = Math.fma(u2, w[c + k + 2], y2);
            x3 = Math.fma(u3, w[b + k + 3], x3);
            y3 = Math.fma(u3, w[c + k + 3], y3);
        }
        for (; k < innerDimension; k++) {
            x0 = Math.fma(w[a + k], w[b + k], x0);
            y0 = Math.fma(w[a + k], w[c + k], y0);
        }
        out[s] = (x0 + x1) + (x2 + x3);
        out[s + 1] = (y0 + y1) + (y2 + y3);
    }

    @Override
    public void jacobianProduct(double[] w, double[] v, double[] out) {
        for (int s = 0; s < rowFactorByEntry.length; s++) {
            out[s] = crossDots(w, v, rowFactorByEntry[s], columnFactorByEntry[s], innerDimension);
        }
    }

    /** {@code w_a . v_b + v_a . w_b} over q entries from a and from b. */
    private static double crossDots(double[] w, double[] v, int a, int b, int q) {
        double x0 = 0;
        double x1 = 0;
        double x2 = 0;
        double x3 = 0;
        double y0 = 0;
        double y1 = 0;
        double y2 = 0;
        double y3 = 0;
        int k = 0;
        for (; k + 3 < q; k += 4) {
            x0 = Math.fma(w[a + k], v[b + k], x0);
            y0 = Math.fma(v[a + k], w[b + k], y0);
            x1 = Math.fma(w[a + k + 1], v[b + k + 1], x1);
            y1 = Math.fma(v[a + k + 1], w[b + k + 1], y1);
            x2 = Math.fma(w[a + k + 2], v[b + k + 2], x2);
            y2 = Math.fma(v[a + k + 2], w[b + k + 2], y2);
            x3 = Math.fma(w[a + k + 3], v[b + k + 3], x3);
            y3 = Math.fma(v[a + k + 3], w[b + k + 3], y3);
        }
        for (; k < q; k++) {
            x0 = Math.fma(w[a + k], v[b + k], x0);
            y0 = Math.fma(v[a + k], w[b + k], y0);
        }
        return ((x0 + x1) + (x2 + x3)) + ((y0 + y1) + (y2 + y3));
    }

    @Override
    public void transposedJacobianProduct(double[] w, double[] m, double[] out) {
        Arrays.fill(out, 0);
        for (int i = 0; i < observed.rows(); i++) {
            int end = observed.rowStart(i + 1);
            addFactors(w, columnFactorByEntry, m, observed.rowStart(i), end, out, i * innerDimension);
        }
        sortByColumn(m, byColumn1);
        for (int j = 0; j < observed.columns(); j++) {
            int to = columnFactorAt + j * innerDimension;
            int end = observed.columnStart(j + 1);
            addFactors(w, rowFactorByPlace, byColumn1, observed.columnStart(j), end, out, to);
        }
    }

    private void sortByColumn(double[] m, double[] out) {
        for (int place = 0; place < out.length; place++) {
            out[place] = m[observed.byColumn(place)];
        }
    }

    /** {@code out[to ...] += sum over s of m[s] w[from[s] ...]}, q entries each. */
    private void addFactors(double[] w, int[] from, double[] m, int start, int end, double[] out, int to) {
        int q = innerDimension;
        int s = start;
        for (; s + 3 < end; s += 4) {
            RowUpdates.add4(
                    q, w, m[s], from[s], m[s + 1], from[s + 1], m[s + 2], from[s + 2], m[s + 3], from[s + 3], out, to);
        }
        if (s + 1 < end) {
            RowUpdates.add2(q, w, m[s], from[s], m[s + 1], from[s + 1], out, to);
            s += 2;
        }
        if (s < end) {
            RowUpdates.add1(q, m[s], w, from[s], out, to);
        }
    }

    @Override
    public void transposedJacobianProduct3(
            double[] w1,
            double[] w2,
            double[] w3,
            double[] m1,
            double[] m2,
            double[] m3,
            double[] out1,
            double[] out2,
            double[] out3) {
        if (w1 != w2 || w2 != w3) {
            transposedJacobianProduct(w1, m1, out1);
            transposedJacobianProduct(w2, m2, out2);
            transposedJacobianProduct(w3, m3, out3);
            return;
        }
        Arrays.fill(out1, 0);
        Arrays.fill(out2, 0);
        Arrays.fill(out3, 0);
        for (int i = 0; i < observed.rows(); i++) {
            int start = observed.rowStart(i);
            int end = observed.rowStart(i + 1);
            addFactors3(w1, columnFactorByEntry, m1, m2, m3, start, end, out1, out2, out3, i * innerDimension);
        }
        sortByColumn(m1, byColumn1);
        sortByColumn(m2, byColumn2);
        sortByColumn(m3, byColumn3);
        for (int j = 0; j < observed.columns(); j++) {
            int to = columnFactorAt + j * innerDimension;
            int start = observed.columnStart(j);
            int end = observed.columnStart(j + 1);
            addFactors3(w1, rowFactorByPlace, byColumn1, byColumn2, byColumn3, start, end, out1, out2, out3, to);
        }
    }

    private void addFactors3(
            double[] w,
            int[] from,
            double[] x,
            double[] y,
            double[] z,
            int start,
            int end,
            double[] outX,
            double[] outY,
            double[] outZ,
            int to) {
        int q = innerDimension;
        int s = start;
        for (; s + 1 < end; s += 2) {
            int p = from[s];
            int next = from[s + 1];
            RowUpdates.add2To3(q, w, p, next, x[s], x[s + 1], y[s], y[s + 1], z[s], z[s + 1], outX, outY, outZ, to);
        }
        if (s < end) {
            RowUpdates.add1(q, x[s], w, from[s], outX, to);
            RowUpdates.add1(q, y[s], w, from[s], outY, to);
            RowUpdates.add1(q, z[s], w, from[s], outZ, to);
        }
    }

    @Override
    public long gramEntries() {
        return CompletionGram.longest(observed);
    }

    @Override
    public int[] rowStarts() {
        return gram().rowStarts();
    }

    @Override
    public int[] columns() {
        return gram().columns();
    }

    @Override
    public void gramValues(double[] w, double[] out) {
        gram().values(w, out);
    }

    private CompletionGram gram() {
        if (gram == null) {
            gram = new CompletionGram(observed, innerDimension);
        }
        return gram;
    }

    @Override
    public void gram(double[] w, double[][] out) {
        int[] starts = rowStarts();
        int[] columns = columns();
        if (gramWork.length != columns.length) {
            gramWork = new double[columns.length];
        }
        gramValues(w, gramWork);
        int n = samples();
        for (int s = 0; s < n; s++) {
            Arrays.fill(out[s], 0, n, 0);
            for (int x = starts[s]; x < starts[s + 1]; x++) {
                out[s][columns[x]] = gramWork[x];
            }
        }
    }

    @Override
    public boolean hasHessianProduct() {
        return true;
    }

    @Override
    public void hessianProduct(double[] w, double[] v, double[] out) {
        hessian.product(this, w, v, out);
    }

    @Override
    public double testLoss(double[] w) {
        return test.map(entries -> loss(entries, w)).orElse(Double.NaN);
    }

    @Override
    public double nullTestLoss() {
        return test.map(hidden -> NullPredictor.testLoss(observed.values(), hidden.values(), 1))
                .orElse(Double.NaN);
    }

    private double loss(ObservedEntries entries, double[] w) {
        double sum = 0;
        for (int s = 0; s < entries.count(); s++) {
            double r = entry(w, entries.row(s), entries.column(s)) - entries.value(s);
            sum = Math.fma(r, r, sum);
        }
        return 0.5 * sum / entries.count();
    }

    private double entry(double[] w, int i, int j) {
        return Vectors.dot(w, i * innerDimension, w, columnFactorAt + j * innerDimension, innerDimension);
    }

    /** The matrix {@code U V^T}, row-major; empty when it has more than 10000 entries. */
    @Override
    public double[] predictor(double[] w) {
        int columns = observed.columns();
        if ((long) observed.rows() * columns > MAX_SHOWN_ENTRIES) {
            return new double[0];
        }
        double[] product = new double[observed.rows() * columns];
        for (int x = 0; x < product.length; x++) {
            product[x] = entry(w, x / columns, x % columns);
        }
        return product;
    }

    @Override
    public int predictorColumns() {
        return observed.columns();
    }

    @Override
    public double[] teacher() {
        return teacher;
    }
}
