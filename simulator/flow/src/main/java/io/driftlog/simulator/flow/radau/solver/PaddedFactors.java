package io.driftlog.simulator.flow.radau.solver;

/**
 * The factors of a matrix of any size with a real shift and with a complex one: vectors are filled up to the size that
 * the factorisations take, and cut again.
 */
final class PaddedFactors {
    private final SymmetricFactors real;
    private final ComplexSymmetricFactors complex;
    private final double[] paddedRe;
    private final double[] paddedIm;

    /** @param size of the matrix, without padding */
    PaddedFactors(int size) {
        int padded = Padding.sizeFor(size);
        real = new SymmetricFactors(padded);
        complex = new ComplexSymmetricFactors(padded);
        paddedRe = new double[padded];
        paddedIm = new double[padded];
    }

    /** See {@link SymmetricFactors#factor}; the matrix is {@link Padding#matrix padded}. */
    boolean factorReal(double[][] matrix, double shift) {
        return real.factor(matrix, shift);
    }

    /** See {@link ComplexSymmetricFactors#factor(double[][], double, double)}; the matrix is padded. */
    boolean factorComplex(double[][] matrix, double shiftRe, double shiftIm) {
        return complex.factor(matrix, shiftRe, shiftIm);
    }

    /** See {@link ComplexSymmetricFactors#factor(double[][], double[][], double, double)}; both are padded. */
    boolean factorComplex(double[][] matrixRe, double[][] matrixIm, double shiftRe, double shiftIm) {
        return complex.factor(matrixRe, matrixIm, shiftRe, shiftIm);
    }

    /** Solves with the real shift; x, as long as the matrix, is right side and then solution. Modified. */
    void solve(double[] x) {
        Padding.copy(x, paddedRe);
        real.solve(paddedRe);
        System.arraycopy(paddedRe, 0, x, 0, x.length);
    }

    /** Solves with the complex shift; x and y, real and imaginary part, are right side and then solution. Modified. */
    void solve(double[] x, double[] y) {
        Padding.copy(x, paddedRe);
        Padding.copy(y, paddedIm);
        complex.solve(paddedRe, paddedIm);
        System.arraycopy(paddedRe, 0, x, 0, x.length);
        System.arraycopy(paddedIm, 0, y, 0, y.length);
    }
}
