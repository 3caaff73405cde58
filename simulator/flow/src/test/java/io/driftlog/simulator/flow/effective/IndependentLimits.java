package io.driftlog.simulator.flow.effective;

import io.driftlog.events.Dataset;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;
import org.hipparchus.optim.linear.LinearConstraint;
import org.hipparchus.optim.linear.LinearConstraintSet;
import org.hipparchus.optim.linear.LinearObjectiveFunction;
import org.hipparchus.optim.linear.NonNegativeConstraint;
import org.hipparchus.optim.linear.Relationship;
import org.hipparchus.optim.linear.SimplexSolver;
import org.hipparchus.optim.nonlinear.scalar.GoalType;

/** Limits of the slow phase by methods that know no flow. */
public final class IndependentLimits {
    private IndependentLimits() {}

    /** Data of a linear predictor: {@code X beta = y}. */
    public record LinearSystem(DMatrixRMaj features, DMatrixRMaj targets) {}

    /** The interpolator of least Euclidean norm, {@code X^+ y}, by EJML's pseudo-inverse. */
    public static double[] leastNorm(LinearSystem system) {
        DMatrixRMaj inverse = new DMatrixRMaj(system.features.numCols, system.features.numRows);
        CommonOps_DDRM.pinv(system.features, inverse);
        DMatrixRMaj beta = new DMatrixRMaj(inverse.numRows, 1);
        CommonOps_DDRM.mult(inverse, system.targets, beta);
        return beta.data;
    }

    /**
     * The interpolator of least l1 norm: the linear program {@code min sum (a + b), X (a - b) = y, a, b >= 0}, by the
     * simplex method of Hipparchus; then the equations again on the support that it names.
     */
    public static double[] leastL1(LinearSystem system) {
        int n = system.features.numRows;
        int p = system.features.numCols;
        List<LinearConstraint> constraints = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            double[] row = new double[2 * p];
            for (int k = 0; k < p; k++) {
                row[k] = system.features.get(i, k);
                row[p + k] = -row[k];
            }
            constraints.add(new LinearConstraint(row, Relationship.EQ, system.targets.get(i)));
        }
        double[] ones = new double[2 * p];
        Arrays.fill(ones, 1);
        double[] solution = new SimplexSolver()
                .optimize(
                        new LinearObjectiveFunction(ones, 0),
                        new LinearConstraintSet(constraints),
                        GoalType.MINIMIZE,
                        new NonNegativeConstraint(true))
                .getPoint();
        double[] beta = new double[p];
        for (int k = 0; k < p; k++) {
            beta[k] = solution[k] - solution[p + k];
        }
        return onSupport(system, beta);
    }

    private static double[] onSupport(LinearSystem system, double[] beta) {
        int n = system.features.numRows;
        int[] support = IntStream.range(0, beta.length)
                .filter(k -> Math.abs(beta[k]) > 1e-6)
                .toArray();
        DMatrixRMaj columns = new DMatrixRMaj(n, support.length);
        int[] rows = IntStream.range(0, n).toArray();
        CommonOps_DDRM.extract(system.features, rows, n, support, support.length, columns);
        DMatrixRMaj values = new DMatrixRMaj(support.length, 1);
        CommonOps_DDRM.solve(columns, system.targets, values);
        double[] exact = new double[beta.length];
        for (int k = 0; k < support.length; k++) {
            exact[support[k]] = values.get(k);
        }
        return exact;
    }

    /** The system behind a diagonal network: {@code J^T m = X^T m} for the second half at u = 1, v = 0; y = -r(0). */
    static LinearSystem ofDiagonalNetwork(LeastSquaresObjective objective) {
        int p = objective.dimension() / 2;
        int n = objective.samples();
        double[] w = new double[2 * p];
        double[] targets = new double[n];
        objective.residuals(w, targets);
        Arrays.fill(w, 0, p, 1);
        DMatrixRMaj features = new DMatrixRMaj(n, p);
        double[] unit = new double[n];
        double[] row = new double[2 * p];
        for (int i = 0; i < n; i++) {
            unit[i] = 1;
            objective.transposedJacobianProduct(w, unit, row);
            System.arraycopy(row, p, features.data, i * p, p);
            unit[i] = 0;
            targets[i] = -targets[i];
        }
        return new LinearSystem(features, DMatrixRMaj.wrap(n, 1, targets));
    }

    /**
     * The matrix of least nuclear norm with given entries, by Douglas-Rachford splitting: {@code Z <- Z + C(2 S(Z) - Z) -
     * S(Z)} with S the shrinkage of singular values and C the projection on the given entries (Combettes &amp; Pesquet,
     * <i>Proximal splitting methods in signal processing</i>, 2011, sec. 10.5). S(Z) converges to the solution.
     *
     * @param observations rows of i, j, value
     */
    static DMatrixRMaj leastNuclearNorm(Dataset observations, int side, int iterations) {
        DMatrixRMaj z = new DMatrixRMaj(side, side);
        DMatrixRMaj reflected = new DMatrixRMaj(side, side);
        DMatrixRMaj x = z;
        for (int k = 0; k < iterations; k++) {
            x = shrunk(z, 1);
            CommonOps_DDRM.add(2, x, -1, z, reflected);
            for (int o = 0; o < observations.rows(); o++) {
                double[] values = observations.values();
                reflected.set((int) values[3 * o], (int) values[3 * o + 1], values[3 * o + 2]);
            }
            CommonOps_DDRM.addEquals(z, reflected);
            CommonOps_DDRM.subtractEquals(z, x);
        }
        return x;
    }

    private static DMatrixRMaj shrunk(DMatrixRMaj z, double threshold) {
        SingularValueDecomposition_F64<DMatrixRMaj> svd =
                DecompositionFactory_DDRM.svd(z.numRows, z.numCols, true, true, true);
        svd.decompose(z.copy());
        double[] values = svd.getSingularValues();
        DMatrixRMaj u = svd.getU(null, false);
        DMatrixRMaj scaled = new DMatrixRMaj(u.numRows, u.numCols);
        for (int i = 0; i < u.numRows; i++) {
            for (int k = 0; k < u.numCols; k++) {
                scaled.set(i, k, u.get(i, k) * Math.max(0, values[k] - threshold));
            }
        }
        DMatrixRMaj result = new DMatrixRMaj(z.numRows, z.numCols);
        CommonOps_DDRM.mult(scaled, svd.getV(null, true), result);
        return result;
    }

    /** The singular values, in no order. */
    static double[] singularValues(DMatrixRMaj matrix) {
        SingularValueDecomposition_F64<DMatrixRMaj> svd =
                DecompositionFactory_DDRM.svd(matrix.numRows, matrix.numCols, false, false, true);
        svd.decompose(matrix.copy());
        return svd.getSingularValues();
    }
}
