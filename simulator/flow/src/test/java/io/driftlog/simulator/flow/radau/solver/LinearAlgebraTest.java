package io.driftlog.simulator.flow.radau.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.simulator.flow.radau.stages.CollocationPolynomial;
import io.driftlog.simulator.flow.radau.stages.RadauTableau;
import io.driftlog.simulator.flow.radau.stages.Stages;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: factorisations, transformation and polynomial are what their formulas say. Method: residuals of solved systems
 * with rank-deficient matrices, identities of the Butcher matrix, interpolation of a known cubic.
 */
class LinearAlgebraTest {
    @ParameterizedTest
    @ValueSource(ints = {4, 8, 12, 20, 44})
    void solve_rankDeficientMatrixWithRealShift_leavesNoResidual(int size) {
        double[][] matrix = semiDefinite(size);
        double shift = 1e-3;
        double[] expected = new SplittableRandom(2).doubles(size, -1, 1).toArray();
        double[] x = product(matrix, shift, expected);
        SymmetricFactors factors = new SymmetricFactors(size);
        assertThat(factors.factor(matrix, shift)).isTrue();
        factors.solve(x);
        assertThat(x).containsExactly(expected, within(1e-11));
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 8, 12, 20, 44})
    void solve_rankDeficientMatrixWithComplexShift_leavesNoResidual(int size) {
        double[][] matrix = semiDefinite(size);
        double shiftRe = 1e-3;
        double shiftIm = 2e-3;
        double[] expectedRe = new SplittableRandom(3).doubles(size, -1, 1).toArray();
        double[] expectedIm = new SplittableRandom(4).doubles(size, -1, 1).toArray();
        double[] x = product(matrix, shiftRe, expectedRe);
        double[] y = product(matrix, shiftRe, expectedIm);
        for (int i = 0; i < size; i++) {
            x[i] -= shiftIm * expectedIm[i];
            y[i] += shiftIm * expectedRe[i];
        }
        ComplexSymmetricFactors factors = new ComplexSymmetricFactors(size);
        assertThat(factors.factor(matrix, shiftRe, shiftIm)).isTrue();
        factors.solve(x, y);
        assertThat(x).containsExactly(expectedRe, within(1e-11));
        assertThat(y).containsExactly(expectedIm, within(1e-11));
    }

    @Test
    void factor_matrixThatCannotBeFactored_saysSo() {
        double[][] matrix = semiDefinite(4);
        assertThat(new SymmetricFactors(4).factor(matrix, -1)).isFalse();
        assertThat(new SymmetricFactors(4).factor(matrix, Double.POSITIVE_INFINITY))
                .isFalse();
        assertThat(new ComplexSymmetricFactors(4).factor(new double[4][4], 0, 0))
                .isFalse();
        matrix[1][2] = Double.NaN;
        assertThat(new SymmetricFactors(4).factor(matrix, 1)).isFalse();
        assertThat(new ComplexSymmetricFactors(4).factor(matrix, 1, 1)).isFalse();
    }

    /** {@code A T x = T Lambda^-1 x}, A the coefficients of Radau IIA (Hairer &amp; Wanner II, table IV.5.6). */
    @Test
    void transformation_ofTheButcherMatrix_hasTheTabulatedEigenvalues() {
        double s = Math.sqrt(6);
        double[][] a = {
            {(88 - 7 * s) / 360, (296 - 169 * s) / 1800, (-2 + 3 * s) / 225},
            {(296 + 169 * s) / 1800, (88 + 7 * s) / 360, (-2 - 3 * s) / 225},
            {(16 - s) / 36, (16 + s) / 36, 1.0 / 9}
        };
        double gamma = RadauTableau.GAMMA;
        double alpha = RadauTableau.ALPHA;
        double beta = RadauTableau.BETA;
        double[] x = {0.3, -1.1, 0.7};
        double[] scaled = {gamma * x[0], alpha * x[1] - beta * x[2], beta * x[1] + alpha * x[2]};
        double[] transformed = fromEigenvectors(x);
        double[] product = fromEigenvectors(scaled);
        for (int i = 0; i < 3; i++) {
            double back = a[i][0] * product[0] + a[i][1] * product[1] + a[i][2] * product[2];
            assertThat(back).isCloseTo(transformed[i], within(1e-14));
        }
        Stages out = Stages.ofLength(1);
        RadauTableau.toEigenvectors(stages(transformed), out);
        assertThat(out.first()[0]).isCloseTo(x[0], within(1e-14));
        assertThat(out.second()[0]).isCloseTo(x[1], within(1e-14));
        assertThat(out.third()[0]).isCloseTo(x[2], within(1e-14));
    }

    /** The cubic {@code t + 2 t^2 - 3 t^3} and its derivative 1 at the start. */
    @Test
    void polynomialAndDefect_ofACubic_areExact() {
        double[] atNodes = {cubic(RadauTableau.C1), cubic(RadauTableau.C2), cubic(1)};
        CollocationPolynomial polynomial = CollocationPolynomial.through(stages(atNodes));
        double[] out = new double[1];
        for (double t : new double[] {0, 0.1, 0.5, 1, 1.7}) {
            polynomial.value(t - 1, new double[] {cubic(1)}, out);
            assertThat(out[0]).isCloseTo(cubic(t), within(1e-14));
        }
        RadauTableau.combineDefect(stages(atNodes), out);
        assertThat(out[0]).isCloseTo(-1, within(1e-14));
        Stages predicted = Stages.ofLength(1);
        polynomial.predictIncrements(0.5, predicted);
        assertThat(predicted.second()[0]).isCloseTo(cubic(1 + 0.5 * RadauTableau.C2) - cubic(1), within(1e-14));
    }

    private static double cubic(double t) {
        return t + 2 * t * t - 3 * t * t * t;
    }

    private static double[] fromEigenvectors(double[] x) {
        Stages out = Stages.ofLength(1);
        RadauTableau.fromEigenvectors(stages(x), out);
        return new double[] {out.first()[0], out.second()[0], out.third()[0]};
    }

    private static Stages stages(double[] x) {
        return new Stages(new double[] {x[0]}, new double[] {x[1]}, new double[] {x[2]});
    }

    /** {@code B B^T} of rank size / 2. */
    private static double[][] semiDefinite(int size) {
        SplittableRandom random = new SplittableRandom(size);
        double[][] factor = new double[size][];
        for (int i = 0; i < size; i++) {
            factor[i] = random.doubles(size / 2, -1, 1).toArray();
        }
        double[][] matrix = new double[size][size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                for (int k = 0; k < size / 2; k++) {
                    matrix[i][j] += factor[i][k] * factor[j][k];
                }
            }
        }
        return matrix;
    }

    private static double[] product(double[][] matrix, double shift, double[] x) {
        double[] result = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            result[i] = shift * x[i];
            for (int j = 0; j < x.length; j++) {
                result[i] += matrix[i][j] * x[j];
            }
        }
        return result;
    }
}
