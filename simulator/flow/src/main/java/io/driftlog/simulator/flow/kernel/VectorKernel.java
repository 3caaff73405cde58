package io.driftlog.simulator.flow.kernel;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * The Vector API: blocks of four rows that stay in registers. Each lane is one entry of the result, so the width of the
 * processor's vectors does not change the bits; columns that fill no vector are padded. One thread.
 */
final class VectorKernel implements MatrixKernel {
    private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Double> FOUR = DoubleVector.SPECIES_256;
    private static final int LANES = SPECIES.length();
    private static final int WIDE = 3 * LANES;
    /** Rows of B in a packed block: three vectors of each fit the first cache. */
    private static final int DEPTH = 256;

    private static final int PANEL_WIDTH = 4 * LANES;

    private final MatrixKernel scalar = new ScalarKernel();

    private VectorKernel() {}

    /** Null when the processor's vectors hold fewer than four doubles. */
    static @Nullable MatrixKernel create() {
        return LANES < FOUR.length() ? null : new VectorKernel();
    }

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
        int tiled = rows - rows % 4;
        double[] block = new double[DEPTH * WIDE];
        for (int k = 0; k < inner && tiled > 0; k += DEPTH) {
            int depth = Math.min(DEPTH, inner - k);
            int from = aAt + k * aColumn;
            int j = 0;
            while (j < columns) {
                int stride = j + WIDE <= columns ? WIDE : LANES;
                int width = Math.min(stride, columns - j);
                pack(depth, width, b, bAt + k * bRow + j, bRow, block, stride);
                tiles(tiled, width, stride, depth, a, from, aRow, aColumn, block, c, cAt + j, cRow);
                j += stride;
            }
        }
        if (tiled < rows) {
            int from = aAt + tiled * aRow;
            scalar.addProduct(
                    rows - tiled, columns, inner, a, from, aRow, aColumn, b, bAt, bRow, c, cAt + tiled * cRow, cRow);
        }
    }

    /** Copies some columns, filled up with zeros to the padded width. */
    private static void pack(int depth, int width, double[] b, int bAt, int bRow, double[] out, int padded) {
        for (int k = 0; k < depth; k++) {
            int at = k * padded;
            System.arraycopy(b, bAt + k * bRow, out, at, width);
            for (int j = width; j < padded; j++) {
                out[at + j] = 0;
            }
        }
    }

    /** {@code C += A B} for a packed block of B with one vector or three. */
    private static void tiles(
            int rows,
            int width,
            int stride,
            int depth,
            double[] a,
            int aAt,
            int aRow,
            int aColumn,
            double[] block,
            double[] c,
            int cAt,
            int cRow) {
        for (int i = 0; i < rows; i += 4) {
            int from = aAt + i * aRow;
            int to = cAt + i * cRow;
            if (stride == WIDE) {
                tile4x3(depth, a, from, aRow, aColumn, block, c, to, cRow);
            } else if (width == LANES) {
                tile4x1(depth, a, from, aRow, aColumn, block, c, to, cRow);
            } else {
                double[] padded = new double[4 * LANES];
                pack(4, width, c, to, cRow, padded, LANES);
                tile4x1(depth, a, from, aRow, aColumn, block, padded, 0, LANES);
                for (int row = 0; row < 4; row++) {
                    System.arraycopy(padded, row * LANES, c, to + row * cRow, width);
                }
            }
        }
    }

    private static void tile4x3(
            int depth, double[] a, int aAt, int aRow, int aColumn, double[] block, double[] c, int cAt, int cRow) {
        int c1 = cAt + cRow;
        int c2 = c1 + cRow;
        int c3 = c2 + cRow;
        DoubleVector c00 = load(c, cAt);
        DoubleVector c01 = load(c, cAt + LANES);
        DoubleVector c02 = load(c, cAt + 2 * LANES);
        DoubleVector c10 = load(c, c1);
        DoubleVector c11 = load(c, c1 + LANES);
        DoubleVector c12 = load(c, c1 + 2 * LANES);
        DoubleVector c20 = load(c, c2);
        DoubleVector c21 = load(c, c2 + LANES);
        DoubleVector c22 = load(c, c2 + 2 * LANES);
        DoubleVector c30 = load(c, c3);
        DoubleVector c31 = load(c, c3 + LANES);
        DoubleVector c32 = load(c, c3 + 2 * LANES);
        for (int k = 0; k < depth; k++) {
            int at = aAt + k * aColumn;
            int from = k * WIDE;
            DoubleVector b0 = load(block, from);
            DoubleVector b1 = load(block, from + LANES);
            DoubleVector b2 = load(block, from + 2 * LANES);
            DoubleVector x = DoubleVector.broadcast(SPECIES, a[at]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            x = DoubleVector.broadcast(SPECIES, a[at + aRow]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            x = DoubleVector.broadcast(SPECIES, a[at + 2 * aRow]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            c22 = x.fma(b2, c22);
            x = DoubleVector.broadcast(SPECIES, a[at + 3 * aRow]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            c32 = x.fma(b2, c32);
        }
        c00.intoArray(c, cAt);
        c01.intoArray(c, cAt + LANES);
        c02.intoArray(c, cAt + 2 * LANES);
        c10.intoArray(c, c1);
        c11.intoArray(c, c1 + LANES);
        c12.intoArray(c, c1 + 2 * LANES);
        c20.intoArray(c, c2);
        c21.intoArray(c, c2 + LANES);
        c22.intoArray(c, c2 + 2 * LANES);
        c30.intoArray(c, c3);
        c31.intoArray(c, c3 + LANES);
        c32.intoArray(c, c3 + 2 * LANES);
    }

    private static DoubleVector load(double[] values, int at) {
        return DoubleVector.fromArray(SPECIES, values, at);
    }

    private static void tile4x1(
            int depth, double[] a, int aAt, int aRow, int aColumn, double[] block, double[] c, int cAt, int cRow) {
        DoubleVector c0 = load(c, cAt);
        DoubleVector c1 = load(c, cAt + cRow);
        DoubleVector c2 = load(c, cAt + 2 * cRow);
        DoubleVector c3 = load(c, cAt + 3 * cRow);
        for (int k = 0; k < depth; k++) {
            int at = aAt + k * aColumn;
            DoubleVector x = load(block, k * LANES);
            c0 = DoubleVector.broadcast(SPECIES, a[at]).fma(x, c0);
            c1 = DoubleVector.broadcast(SPECIES, a[at + aRow]).fma(x, c1);
            c2 = DoubleVector.broadcast(SPECIES, a[at + 2 * aRow]).fma(x, c2);
            c3 = DoubleVector.broadcast(SPECIES, a[at + 3 * aRow]).fma(x, c3);
        }
        c0.intoArray(c, cAt);
        c1.intoArray(c, cAt + cRow);
        c2.intoArray(c, cAt + 2 * cRow);
        c3.intoArray(c, cAt + 3 * cRow);
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
        int tiledRows = rows - rows % 2;
        int tiledColumns = columns - columns % 4;
        for (int j = 0; j < tiledColumns; j += 4) {
            for (int i = 0; i < tiledRows; i += 2) {
                dots2x4(inner, x, xAt + i * xRow, xRow, y, yAt + j * yRow, yRow, c, cAt + i * cRow + j, cRow);
            }
        }
        int left = columns - tiledColumns;
        int yLeft = yAt + tiledColumns * yRow;
        scalar.rowProducts(tiledRows, left, inner, x, xAt, xRow, y, yLeft, yRow, c, cAt + tiledColumns, cRow);
        int xLeft = xAt + tiledRows * xRow;
        int cLeft = cAt + tiledRows * cRow;
        scalar.rowProducts(rows - tiledRows, columns, inner, x, xLeft, xRow, y, yAt, yRow, c, cLeft, cRow);
    }

    private static void dots2x4(
            int inner, double[] x, int xAt, int xRow, double[] y, int yAt, int yRow, double[] c, int cAt, int cRow) {
        DoubleVector s00 = DoubleVector.zero(FOUR);
        DoubleVector s01 = s00;
        DoubleVector s02 = s00;
        DoubleVector s03 = s00;
        DoubleVector s10 = s00;
        DoubleVector s11 = s00;
        DoubleVector s12 = s00;
        DoubleVector s13 = s00;
        int whole = inner - inner % 4;
        for (int k = 0; k < whole; k += 4) {
            DoubleVector x0 = DoubleVector.fromArray(FOUR, x, xAt + k);
            DoubleVector x1 = DoubleVector.fromArray(FOUR, x, xAt + xRow + k);
            DoubleVector z = DoubleVector.fromArray(FOUR, y, yAt + k);
            s00 = x0.fma(z, s00);
            s10 = x1.fma(z, s10);
            z = DoubleVector.fromArray(FOUR, y, yAt + yRow + k);
            s01 = x0.fma(z, s01);
            s11 = x1.fma(z, s11);
            z = DoubleVector.fromArray(FOUR, y, yAt + 2 * yRow + k);
            s02 = x0.fma(z, s02);
            s12 = x1.fma(z, s12);
            z = DoubleVector.fromArray(FOUR, y, yAt + 3 * yRow + k);
            s03 = x0.fma(z, s03);
            s13 = x1.fma(z, s13);
        }
        int xEnd = xAt + whole;
        int yEnd = yAt + whole;
        int left = inner - whole;
        c[cAt] = joined(s00, x, xEnd, y, yEnd, left);
        c[cAt + 1] = joined(s01, x, xEnd, y, yEnd + yRow, left);
        c[cAt + 2] = joined(s02, x, xEnd, y, yEnd + 2 * yRow, left);
        c[cAt + 3] = joined(s03, x, xEnd, y, yEnd + 3 * yRow, left);
        c[cAt + cRow] = joined(s10, x, xEnd + xRow, y, yEnd, left);
        c[cAt + cRow + 1] = joined(s11, x, xEnd + xRow, y, yEnd + yRow, left);
        c[cAt + cRow + 2] = joined(s12, x, xEnd + xRow, y, yEnd + 2 * yRow, left);
        c[cAt + cRow + 3] = joined(s13, x, xEnd + xRow, y, yEnd + 3 * yRow, left);
    }

    /** The rest goes to the first lane; then the lanes are added. */
    private static double joined(DoubleVector lanes, double[] x, int xAt, double[] y, int yAt, int left) {
        double first = lanes.lane(0);
        for (int k = 0; k < left; k++) {
            first = Math.fma(x[xAt + k], y[yAt + k], first);
        }
        return (first + lanes.lane(1)) + (lanes.lane(2) + lanes.lane(3));
    }

    @Override
    public int panelWidth(int columns) {
        return PANEL_WIDTH;
    }

    @Override
    public void reflect(double[] panel, int width, double[] u, int uAt, int from, int to, double factor) {
        DoubleVector sum0 = DoubleVector.zero(SPECIES);
        DoubleVector sum1 = sum0;
        DoubleVector sum2 = sum0;
        DoubleVector sum3 = sum0;
        for (int i = from; i < to; i++) {
            DoubleVector a = DoubleVector.broadcast(SPECIES, u[uAt + i]);
            int at = i * PANEL_WIDTH;
            sum0 = sum0.add(a.mul(load(panel, at)));
            sum1 = sum1.add(a.mul(load(panel, at + LANES)));
            sum2 = sum2.add(a.mul(load(panel, at + 2 * LANES)));
            sum3 = sum3.add(a.mul(load(panel, at + 3 * LANES)));
        }
        sum0 = sum0.mul(factor);
        sum1 = sum1.mul(factor);
        sum2 = sum2.mul(factor);
        sum3 = sum3.mul(factor);
        for (int i = from; i < to; i++) {
            DoubleVector a = DoubleVector.broadcast(SPECIES, u[uAt + i]);
            int at = i * PANEL_WIDTH;
            load(panel, at).add(a.mul(sum0)).intoArray(panel, at);
            load(panel, at + LANES).add(a.mul(sum1)).intoArray(panel, at + LANES);
            load(panel, at + 2 * LANES).add(a.mul(sum2)).intoArray(panel, at + 2 * LANES);
            load(panel, at + 3 * LANES).add(a.mul(sum3)).intoArray(panel, at + 3 * LANES);
        }
    }

    /** The lower row of a rotation stays in registers while the next one rotates it further. */
    @Override
    public void rotate(double[] panel, int width, int count, int[] rows, double[] cosines, double[] sines) {
        int i = 0;
        while (i < count) {
            int end = i + 1;
            while (end < count && rows[end] == rows[end - 1] + 1) {
                end++;
            }
            sweep(panel, i, end, rows[i] * PANEL_WIDTH, cosines, sines);
            i = end;
        }
    }

    private static void sweep(double[] panel, int from, int to, int at, double[] cosines, double[] sines) {
        DoubleVector x0 = load(panel, at);
        DoubleVector x1 = load(panel, at + LANES);
        DoubleVector x2 = load(panel, at + 2 * LANES);
        DoubleVector x3 = load(panel, at + 3 * LANES);
        int row = at;
        for (int i = from; i < to; i++) {
            DoubleVector c = DoubleVector.broadcast(SPECIES, cosines[i]);
            DoubleVector s = DoubleVector.broadcast(SPECIES, sines[i]);
            DoubleVector minus = DoubleVector.broadcast(SPECIES, -sines[i]);
            int next = row + PANEL_WIDTH;
            DoubleVector y0 = load(panel, next);
            DoubleVector y1 = load(panel, next + LANES);
            DoubleVector y2 = load(panel, next + 2 * LANES);
            DoubleVector y3 = load(panel, next + 3 * LANES);
            c.mul(x0).add(s.mul(y0)).intoArray(panel, row);
            c.mul(x1).add(s.mul(y1)).intoArray(panel, row + LANES);
            c.mul(x2).add(s.mul(y2)).intoArray(panel, row + 2 * LANES);
            c.mul(x3).add(s.mul(y3)).intoArray(panel, row + 3 * LANES);
            x0 = minus.mul(x0).add(c.mul(y0));
            x1 = minus.mul(x1).add(c.mul(y1));
            x2 = minus.mul(x2).add(c.mul(y2));
            x3 = minus.mul(x3).add(c.mul(y3));
            row = next;
        }
        x0.intoArray(panel, row);
        x1.intoArray(panel, row + LANES);
        x2.intoArray(panel, row + 2 * LANES);
        x3.intoArray(panel, row + 3 * LANES);
    }
}
