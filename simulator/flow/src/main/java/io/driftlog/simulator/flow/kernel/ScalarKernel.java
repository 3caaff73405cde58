package io.driftlog.simulator.flow.kernel;

import io.driftlog.simulator.flow.Kernels;
import io.driftlog.simulator.spi.Vectors;

/** Loops over rows, which the just-in-time compiler vectorises. */
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
        int i = 0;
        for (; i + 1 < rows; i += 2) {
            int p = aAt + i * aRow;
            int q = p + aRow;
            int to = cAt + i * cRow;
            int k = 0;
            for (; k + 1 < inner; k += 2) {
                add2To2(
                        columns,
                        b,
                        bAt + k * bRow,
                        bAt + (k + 1) * bRow,
                        a[p + k * aColumn],
                        a[p + (k + 1) * aColumn],
                        a[q + k * aColumn],
                        a[q + (k + 1) * aColumn],
                        c,
                        to,
                        to + cRow);
            }
            if (k < inner) {
                Kernels.add1(columns, a[p + k * aColumn], b, bAt + k * bRow, c, to);
                Kernels.add1(columns, a[q + k * aColumn], b, bAt + k * bRow, c, to + cRow);
            }
        }
        if (i < rows) {
            for (int k = 0; k < inner; k++) {
                Kernels.add1(columns, a[aAt + i * aRow + k * aColumn], b, bAt + k * bRow, c, cAt + i * cRow);
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
            double[] c,
            int yAt,
            int zAt) {
        for (int j = 0; j < length; j++) {
            double p = x[pAt + j];
            double q = x[qAt + j];
            c[yAt + j] = Math.fma(y1, q, Math.fma(y0, p, c[yAt + j]));
            c[zAt + j] = Math.fma(z1, q, Math.fma(z0, p, c[zAt + j]));
        }
    }

    @Override
    public void addComplexProduct(
            int rows,
            int columns,
            int inner,
            double[] aRe,
            double[] aIm,
            int aAt,
            int aRow,
            double[] bRe,
            double[] bIm,
            int bAt,
            int bRow,
            double[] cRe,
            double[] cIm,
            int cAt,
            int cRow) {
        for (int i = 0; i < rows; i++) {
            int p = aAt + i * aRow;
            int to = cAt + i * cRow;
            int k = 0;
            for (; k + 1 < inner; k += 2) {
                int from = bAt + k * bRow;
                addComplex2(
                        columns,
                        bRe,
                        bIm,
                        from,
                        from + bRow,
                        aRe[p + k],
                        aIm[p + k],
                        aRe[p + k + 1],
                        aIm[p + k + 1],
                        cRe,
                        cIm,
                        to);
            }
            if (k < inner) {
                addComplex(columns, bRe, bIm, bAt + k * bRow, aRe[p + k], aIm[p + k], cRe, cIm, to);
            }
        }
    }

    private static void addComplex(
            int length, double[] bRe, double[] bIm, int at, double re, double im, double[] x, double[] y, int to) {
        for (int j = 0; j < length; j++) {
            double a = bRe[at + j];
            double b = bIm[at + j];
            x[to + j] = Math.fma(-im, b, Math.fma(re, a, x[to + j]));
            y[to + j] = Math.fma(im, a, Math.fma(re, b, y[to + j]));
        }
    }

    private static void addComplex2(
            int length,
            double[] bRe,
            double[] bIm,
            int pAt,
            int qAt,
            double pRe,
            double pIm,
            double qRe,
            double qIm,
            double[] x,
            double[] y,
            int to) {
        for (int j = 0; j < length; j++) {
            double a = bRe[pAt + j];
            double b = bIm[pAt + j];
            double c = bRe[qAt + j];
            double d = bIm[qAt + j];
            x[to + j] = Math.fma(-qIm, d, Math.fma(qRe, c, Math.fma(-pIm, b, Math.fma(pRe, a, x[to + j]))));
            y[to + j] = Math.fma(qIm, c, Math.fma(qRe, d, Math.fma(pIm, a, Math.fma(pRe, b, y[to + j]))));
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
