package io.driftlog.simulator.flow.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.driftlog.simulator.spi.SplitMix64;
import io.driftlog.simulator.spi.Vectors;
import java.util.function.BiConsumer;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: both kernels give the bits that {@link MatrixKernel} defines. Method: random matrices of many shapes, inside
 * larger arrays; the definition, entry by entry, is the reference of both. EJML is that of the eigenvectors.
 */
class MatrixKernelTest {
    /** Entries before the first of every matrix, and after each row. */
    private static final int MARGIN = 3;

    private final SplitMix64 random = new SplitMix64(5);

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1",
        "2, 3, 1",
        "3, 7, 5",
        "4, 8, 4",
        "4, 24, 9",
        "5, 25, 3",
        "7, 1, 300",
        "8, 47, 257",
        "15, 23, 31",
        "16, 24, 256",
        "17, 49, 129",
        "33, 65, 511",
        "64, 12, 40",
        "6, 100, 0",
        "0, 5, 5",
        "5, 0, 5"
    })
    void products_ofAnyShape_haveTheBitsOfTheDefinition(int rows, int columns, int inner) {
        double[] a = matrix(rows, inner);
        double[] transposed = matrix(inner, rows);
        double[] b = matrix(inner, columns);
        double[] y = matrix(columns, inner);
        double[] c = matrix(rows, columns);
        int aRow = inner + MARGIN;
        int bRow = columns + MARGIN;
        int tRow = rows + MARGIN;

        double[] sum = c.clone();
        double[] sumOfTransposed = c.clone();
        double[] dots = c.clone();
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                int to = MARGIN + i * bRow + j;
                for (int k = 0; k < inner; k++) {
                    int p = MARGIN + i * aRow + k;
                    int q = MARGIN + k * bRow + j;
                    sum[to] = Math.fma(a[p], b[q], sum[to]);
                    sumOfTransposed[to] = Math.fma(transposed[MARGIN + k * tRow + i], b[q], sumOfTransposed[to]);
                }
                dots[to] = Vectors.dot(a, MARGIN + i * aRow, y, MARGIN + j * aRow, inner);
            }
        }

        forBoth((name, kernel) -> {
            double[] out = c.clone();
            kernel.addProduct(rows, columns, inner, a, MARGIN, aRow, 1, b, MARGIN, bRow, out, MARGIN, bRow);
            assertThat(out).as("A B, %s", name).isEqualTo(sum);
            out = c.clone();
            kernel.addProduct(rows, columns, inner, transposed, MARGIN, 1, tRow, b, MARGIN, bRow, out, MARGIN, bRow);
            assertThat(out).as("A^T B, %s", name).isEqualTo(sumOfTransposed);
            out = c.clone();
            kernel.rowProducts(rows, columns, inner, a, MARGIN, aRow, y, MARGIN, aRow, out, MARGIN, bRow);
            assertThat(out).as("A Y^T, %s", name).isEqualTo(dots);
        });
    }

    @ParameterizedTest
    @CsvSource({"3, 5, 2", "65, 130, 257", "200, 300, 700"})
    void productsOfRows_smallAndLarge_haveTheBitsOfTheDefinition(int count, int inner, int columns) {
        double[][] x = rows(count, inner);
        double[][] y = rows(count, inner);
        double[][] b = rows(inner + 1, columns);

        double[][] symmetric = new double[count][count];
        RowMatrices.symmetricProduct(count, inner, x, y, symmetric);
        double[][] product = RowMatrices.product(x, b);

        for (int i = 0; i < count; i++) {
            double[] sums = new double[columns];
            for (int k = 0; k < inner; k++) {
                Vectors.addScaled(x[i][k], b[k], sums);
            }
            assertThat(product[i]).as("row %s", i).isEqualTo(sums);
            for (int k = 0; k <= i; k++) {
                assertThat(symmetric[i][k]).as("%s, %s", i, k).isEqualTo(Vectors.dot(x[i], y[k]));
                assertThat(symmetric[k][i]).isEqualTo(symmetric[i][k]);
            }
        }
    }

    private double[][] rows(int count, int length) {
        double[][] rows = new double[count][length];
        for (double[] row : rows) {
            random.gaussian(1, row);
        }
        return rows;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8, 15, 16, 17, 100, 129})
    void eigenvectors_ofAnySize_haveTheBitsOfEjml(int size) {
        double[][] half = new double[size][size / 2 + 1];
        double[][] gram = new double[size][size];
        for (int i = 0; i < size; i++) {
            random.gaussian(1, half[i]);
            for (int j = 0; j <= i; j++) {
                gram[i][j] = Vectors.dot(half[i], half[j]);
                gram[j][i] = gram[i][j];
            }
        }
        EigenDecomposition_F64<DMatrixRMaj> reference = DecompositionFactory_DDRM.eig(size, true, true);
        assertThat(reference.decompose(new DMatrixRMaj(gram))).isTrue();

        forBoth((name, kernel) -> {
            SymmetricEigenvectors found = SymmetricEigenvectors.of(gram, kernel);
            for (int i = 0; i < size; i++) {
                assertThat(found.values()[i])
                        .as("eigenvalue %s, %s", i, name)
                        .isEqualTo(reference.getEigenvalue(i).getReal());
                assertThat(found.vectors()[i])
                        .as("eigenvector %s, %s", i, name)
                        .isEqualTo(reference.getEigenVector(i).getData());
            }
        });
    }

    @Test
    void eigenvectors_ofDiagonalZeroAndSplitMatrices_haveTheBitsOfEjml() {
        double[][] split = new double[12][12];
        split[0][0] = 3;
        split[5][7] = 2;
        split[7][5] = 2;
        split[11][11] = -1;
        for (double[][] matrix : new double[][][] {new double[9][9], split}) {
            EigenDecomposition_F64<DMatrixRMaj> reference = DecompositionFactory_DDRM.eig(matrix.length, true, true);
            assertThat(reference.decompose(new DMatrixRMaj(matrix))).isTrue();
            forBoth((name, kernel) -> {
                SymmetricEigenvectors found = SymmetricEigenvectors.of(matrix, kernel);
                for (int i = 0; i < matrix.length; i++) {
                    assertThat(found.values()[i])
                            .as("eigenvalue %s, %s", i, name)
                            .isEqualTo(reference.getEigenvalue(i).getReal());
                    assertThat(found.vectors()[i])
                            .as("eigenvector %s, %s", i, name)
                            .isEqualTo(reference.getEigenVector(i).getData());
                }
            });
        }
    }

    @Test
    void kernel_withTheModule_isTheVectorOneForLargeWorkOnly() {
        assumeThat(MatrixKernels.vector()).isNotNull();
        assertThat(MatrixKernels.of(1e9)).isSameAs(MatrixKernels.vector());
        assertThat(MatrixKernels.of(1e3)).isSameAs(MatrixKernels.scalar());
    }

    private static void forBoth(BiConsumer<String, MatrixKernel> check) {
        check.accept("loops", MatrixKernels.scalar());
        MatrixKernel vector = MatrixKernels.vector();
        if (vector != null) {
            check.accept("vectors", vector);
        }
    }

    private double[] matrix(int rows, int columns) {
        double[] values = new double[MARGIN + rows * (columns + MARGIN)];
        random.gaussian(1, values);
        return values;
    }
}
