package io.driftlog.simulator.flow.effective;

import io.driftlog.simulator.spi.Vectors;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * The element of least norm of {@code P dR(w)} for {@code R = a ||w||_1 + k/2 ||w||^2}, P the projector along given
 * normals. By duality {@code v = N^T m - h}, where h_i is {@code k w_i + a sign w_i}, or {@code (N^T m)_i} clipped to
 * [-a, a] where w_i is 0, and m minimises {@code ||v||^2}: a convex, piecewise quadratic function of as many numbers
 * as there are normals, for which Newton's method with a line search ends after finitely many steps.
 */
final class LeastVelocityOnZeros {
    private static final int MAX_ITERATIONS = 200;
    /** Keeps Newton's matrix regular where weights at 0 leave fewer free ones than there are normals. */
    private static final double DAMPING = 1e-13;
    /** Velocities of weights at 0, and changes of the square, up to this part of h are rounding noise. */
    private static final double ROUNDING = 1e-13;

    private final double[][] normals;
    private final double absoluteWeight;
    private final double curvature;
    private final double[] multiplier;
    private final double[] trial;

    /**
     * For points of one affine set.
     *
     * @param normals orthonormal rows of length d. Not copied, never modified.
     * @param absoluteWeight a, above 0
     * @param curvature k, at least 0
     */
    LeastVelocityOnZeros(double[][] normals, double absoluteWeight, double curvature) {
        this.normals = normals;
        this.absoluteWeight = absoluteWeight;
        this.curvature = curvature;
        multiplier = new double[normals.length];
        trial = new double[normals.length];
    }

    /**
     * The velocity at a point.
     *
     * @param w length d. Not modified.
     * @param v length d; 0 for every weight that stays at 0. Modified.
     * @return {@code ||v|| / ||h||}
     */
    double at(double[] w, double[] v) {
        double size = 0;
        for (double weight : w) {
            double h = curvature * Math.abs(weight) + absoluteWeight;
            size = Math.fma(h, h, size);
        }
        double square = velocity(w, multiplier, v);
        for (int i = 0; i < MAX_ITERATIONS && improve(w, v, square, size); i++) {
            square = velocity(w, multiplier, v);
        }
        velocity(w, multiplier, v);
        double noise = ROUNDING * Math.sqrt(size);
        for (int i = 0; i < w.length; i++) {
            if (w[i] == 0 && Math.abs(v[i]) <= noise) {
                v[i] = 0;
            }
        }
        return Math.sqrt(Vectors.normSquared(v) / size);
    }

    /** Sets v for these multipliers; returns its square. */
    private double velocity(double[] w, double[] m, double[] v) {
        Arrays.fill(v, 0);
        for (int k = 0; k < m.length; k++) {
            Vectors.addScaled(m[k], normals[k], v);
        }
        for (int i = 0; i < w.length; i++) {
            v[i] -= w[i] == 0
                    ? Math.max(-absoluteWeight, Math.min(absoluteWeight, v[i]))
                    : curvature * w[i] + Math.copySign(absoluteWeight, w[i]);
        }
        return Vectors.normSquared(v);
    }

    /** One step of Newton's method; whether the square may fall further. */
    private boolean improve(double[] w, double[] v, double square, double size) {
        int n = normals.length;
        var slope = new DMatrixRMaj(n, 1);
        var matrix = new DMatrixRMaj(n, n);
        double[] free = new double[w.length];
        for (int k = 0; k < n; k++) {
            slope.set(k, -Vectors.dot(normals[k], v));
            for (int i = 0; i < w.length; i++) {
                free[i] = w[i] != 0 || v[i] != 0 ? normals[k][i] : 0;
            }
            for (int l = 0; l <= k; l++) {
                double entry = Vectors.dot(free, normals[l]) + (l == k ? DAMPING : 0);
                matrix.set(k, l, entry);
                matrix.set(l, k, entry);
            }
        }
        LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.chol(n);
        var step = new DMatrixRMaj(n, 1);
        if (!solver.setA(matrix)) {
            return false;
        }
        solver.solve(slope, step);
        double descent = Vectors.dot(slope.data, step.data);
        if (descent <= ROUNDING * ROUNDING * size) {
            return false;
        }
        for (double part = 1; part > ROUNDING; part /= 2) {
            for (int k = 0; k < n; k++) {
                trial[k] = multiplier[k] + part * step.get(k);
            }
            if (velocity(w, trial, v) <= square - 0.1 * part * descent) {
                System.arraycopy(trial, 0, multiplier, 0, n);
                return true;
            }
        }
        return false;
    }
}
