package io.driftlog.simulator.flow.kernel;

import java.util.Arrays;

/**
 * Householder's reduction {@code A = Q T Q^T} of a symmetric matrix to a tridiagonal one, with the operations of EJML's
 * {@code TridiagonalDecompositionHouseholder_DDRM} in its order, and so with its bits. Both triangles are kept, so that
 * every loop runs along rows; one pass over a row updates it and adds its part of the next product.
 */
final class HouseholderTridiagonal {
    private final int size;
    /** The rows of A; in the end, right of the diagonal, the reflectors. */
    private final double[][] rows;

    private final double[] gammas;
    private final double[] diagonal;
    private final double[] offDiagonal;

    /** The last reflector and its partner: {@code A + w u^T + u w^T} is due on the rows not yet visited. */
    private double[] u;

    private double[] w;
    private boolean due;

    /**
     * Reduces a matrix.
     *
     * @param matrix symmetric, n rows of length n; its upper triangle is read. Not modified.
     */
    HouseholderTridiagonal(double[][] matrix) {
        size = matrix.length;
        rows = new double[size][];
        gammas = new double[size];
        diagonal = new double[size];
        offDiagonal = new double[Math.max(0, size - 1)];
        u = new double[size];
        w = new double[size];
        for (int i = 0; i < size; i++) {
            rows[i] = matrix[i].clone();
            for (int j = 0; j < i; j++) {
                rows[i][j] = matrix[j][i];
            }
        }
        reduce();
    }

    private void reduce() {
        double[] next = new double[size];
        double[] sums = new double[size];
        for (int k = 1; k <= size; k++) {
            double[] row = rows[k - 1];
            if (due) {
                update(row, k - 1);
            }
            diagonal[k - 1] = row[k - 1];
            if (k == size) {
                return;
            }
            boolean reflects = findReflector(k, row);
            System.arraycopy(row, k, next, k, size - k);
            Arrays.fill(sums, k, size, 0);
            for (int j = k; j < size; j++) {
                if (due) {
                    updateAndAdd(k, size, w[j], u[j], next[j], u, w, rows[j], sums);
                } else {
                    add(k, size, next[j], rows[j], sums);
                }
            }
            due = reflects;
            if (reflects) {
                double[] free = u;
                u = next;
                next = free;
                findPartner(k, sums);
            }
        }
    }

    private void update(double[] row, int k) {
        double wk = w[k];
        double uk = u[k];
        for (int j = k; j < size; j++) {
            row[j] += wk * u[j] + w[j] * uk;
        }
    }

    private static void updateAndAdd(
            int from,
            int to,
            double wj,
            double uj,
            double factor,
            double[] u,
            double[] w,
            double[] row,
            double[] sums) {
        for (int i = from; i < to; i++) {
            double entry = row[i] + (wj * u[i] + w[i] * uj);
            row[i] = entry;
            sums[i] += entry * factor;
        }
    }

    private static void add(int from, int to, double factor, double[] row, double[] sums) {
        for (int i = from; i < to; i++) {
            sums[i] += row[i] * factor;
        }
    }

    /** Makes the entries of a row from k on a reflector that begins with 1; false when they are 0 already. */
    private boolean findReflector(int k, double[] row) {
        double max = 0;
        for (int i = k; i < size; i++) {
            max = Math.max(max, Math.abs(row[i]));
        }
        if (!(max > 0)) {
            offDiagonal[k - 1] = row[k];
            row[k] = 1;
            return false;
        }
        double tau = 0;
        for (int i = k; i < size; i++) {
            row[i] /= max;
            tau += row[i] * row[i];
        }
        tau = row[k] < 0 ? -Math.sqrt(tau) : Math.sqrt(tau);
        double nu = row[k] + tau;
        for (int i = k + 1; i < size; i++) {
            row[i] /= nu;
        }
        row[k] = 1;
        gammas[k] = nu / tau;
        offDiagonal[k - 1] = -tau * max;
        return true;
    }

    private void findPartner(int k, double[] sums) {
        double gamma = gammas[k];
        double alpha = 0;
        for (int i = k; i < size; i++) {
            w[i] = -gamma * sums[i];
            alpha += u[i] * w[i];
        }
        alpha *= -0.5 * gamma;
        for (int i = k; i < size; i++) {
            w[i] += alpha * u[i];
        }
    }

    /** The diagonal of T, length n. */
    double[] diagonal() {
        return diagonal;
    }

    /** What is beside it, length n - 1. */
    double[] offDiagonal() {
        return offDiagonal;
    }

    /**
     * The rows of Q^T, in panels of columns.
     *
     * @param kernel whose panels they are
     */
    double[][] transposedQ(MatrixKernel kernel) {
        int width = kernel.panelWidth(size);
        double[][] panels = new double[size == 0 ? 0 : (size + width - 1) / width][size * width];
        double[] panel = new double[size * width];
        for (int first = 0; first < size; first += width) {
            int columns = Math.min(width, size - first);
            Arrays.fill(panel, 0);
            for (int j = 0; j < columns; j++) {
                panel[(first + j) * width + j] = 1;
            }
            for (int k = Math.min(size - 1, first + columns - 1); k > 0; k--) {
                kernel.reflect(panel, width, rows[k - 1], 0, k, size, -gammas[k]);
            }
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < columns; j++) {
                    panels[i / width][(first + j) * width + i % width] = panel[i * width + j];
                }
            }
        }
        return panels;
    }
}
