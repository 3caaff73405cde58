package io.driftlog.simulator.flow.kernel;

import io.driftlog.simulator.spi.Vectors;

/** Loops over rows, for the just-in-time compiler to vectorise; rows that are added to are copied out first. */
final class ScalarKernel implements MatrixKernel {
    private static final int PANEL_WIDTH = 128;

    @Override
    public void addProduct(
            int rows,
            int columns,
            int inner,
            double[] a,
            int aAt,
            int aRow,
            int aColumn,
            double[] b,
            int bAt,
            int bRow,
            double[] c,
            int cAt,
            int cRow) {
        double[] y = new double[columns];
        double[] z = new double[columns];
        int i = 0;
        for (; i + 1 < rows; i += 2) {
            int p = aAt + i * aRow;
            int q = p + aRow;
            int to = cAt + i * cRow;
            System.arraycopy(c, to, y, 0, columns);
            System.arraycopy(c, to + cRow, z, 0, columns);
            int k = 0;
            for (; k + 1 < inner; k += 2) {
                int from = bAt + k * bRow;
                double y0 = a[p + k * aColumn];
                double y1 = a[p + (k + 1) * aColumn];
                add2To2(columns, b, from, from + bRow, y0, y1, a[q + k * aColumn], a[q + (k + 1) * aColumn], y, z);
            }
            if (k < inner) {
                RowUpdates.add1(columns, a[p + k * aColumn], b, bAt + k * bRow, y);
                RowUpdates.add1(columns, a[q + k * aColumn], b, bAt + k * bRow, z);
            }
            System.arraycopy(y, 0, c, to, columns);
            System.arraycopy(z, 0, c, to + cRow, columns);
        }
        if (i < rows) {
            for (int k = 0; k < inner; k++) {
                RowUpdates.add1(columns, a[aAt + i * aRow + k * aColumn], b, bAt + k * bRow, c, cAt + i * cRow);
            }
        }
    }

    private static void add2To2(
            int length,
            double[] x,
            int pAt,
            int qAt,
            double y0,
            double y1,
            double z0,
            double z1,
            double[] y,
            double[] z) {
        for (int j = 0; j < length; j++) {
            double p = x[pAt + j];
            double q = x[qAt + j];
            y[j] = Math.fma(y1, q, Math.fma(y0, p, y[j]));
            z[j] = Math.fma(z1, q, Math.fma(z0, p, z[j]));
        }
    }

    @Override
    public void rowProducts(
            int rows,
            int columns,
            int inner,
            double[] x,
            int xAt,
            int xRow,
            double[] y,
            int yAt,
            int yRow,
            double[] c,
            int cAt,
            int cRow) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                c[cAt + i * cRow + j] = Vectors.dot(x, xAt + i * xRow, y, yAt + j * yRow, inner);
            }
        }
    }

    @Override
    public int panelWidth(int columns) {
        return Math.min(PANEL_WIDTH, columns);
    }

    @Override
    public void reflect(double[] panel, int width, double[] u, int uAt, int from, int to, double factor) {
        double[] sums = new double[width];
        for (int i = from; i < to; i++) {
            addRounded(width, u[uAt + i], panel, i * width, sums, 0);
        }
        for (int j = 0; j < width; j++) {
            sums[j] = factor * sums[j];
        }
        for (int i = from; i < to; i++) {
            addRounded(width, u[uAt + i], sums, 0, panel, i * width);
        }
    }

    private static void addRounded(int width, double a, double[] x, int xAt, double[] y, int yAt) {
        for (int j = 0; j < width; j++) {
            y[yAt + j] += a * x[xAt + j];
        }
    }

    @Override
    public void rotate(double[] panel, int width, int count, int[] rows, double[] cosines, double[] sines) {
        for (int i = 0; i < count; i++) {
            rotate(panel, width, rows[i] * width, cosines[i], sines[i]);
        }
    }

    private static void rotate(double[] panel, int width, int at, double c, double s) {
        for (int j = at; j < at + width; j++) {
            double x = panel[j];
            double y = panel[j + width];
            panel[j] = c * x + s * y;
            panel[j + width] = -s * x + c * y;
        }
    }
}
