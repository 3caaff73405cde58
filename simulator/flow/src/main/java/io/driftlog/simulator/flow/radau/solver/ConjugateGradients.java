package io.driftlog.simulator.flow.radau.solver;

/**
 * Preconditioned conjugate gradients for {@code (K + s I) x = b} with a sparse K, s real or complex. From x = 0 until
 * {@code |r^H M^-1 r|} has fallen to 0.02^2 of its first value: Newton's iteration around it corrects the rest.
 *
 * <p>M is the shifted diagonal of K, or real factors of a matrix near {@code K + s I} for either shift.
 */
final class ConjugateGradients {
    /** Returned by a solve that broke down. */
    static final int BROKE_DOWN = -1;

    /** Where {@code |r^H M^-1 r|}, relative to its first value, is small enough. */
    static final double REDUCTION = 0.02 * 0.02;

    private final SparseSymmetricMatrix matrix;
    private final ApproximateInverse diagonal;
    private final RealGradients real;
    private final ComplexGradients complex;
    private ApproximateInverse inverse;
    private int maxIterations;

    ConjugateGradients(SparseSymmetricMatrix matrix) {
        this.matrix = matrix;
        diagonal = ApproximateInverse.ofDiagonal(matrix);
        inverse = diagonal;
        real = new RealGradients(matrix.size());
        complex = new ComplexGradients(matrix.size());
    }

    /** From now on the diagonal preconditions; a solve of more iterations has broken down. */
    void preconditionByDiagonal(int most) {
        inverse = diagonal;
        maxIterations = most;
    }

    /** From now on these factors precondition; a solve of more iterations has broken down. */
    void preconditionBy(SymmetricFactors factors, int most) {
        inverse = ApproximateInverse.ofFactors(factors);
        maxIterations = most;
    }

    /**
     * Solves with a real shift.
     *
     * @param x right side, then solution, length n. Modified.
     * @param shift s &gt; 0
     * @return iterations, or {@link #BROKE_DOWN}; x is NaN then
     */
    int solve(double[] x, double shift) {
        real.begin(x, shift, inverse);
        while (real.running()) {
            matrix.multiply(real.direction(), real.image());
            real.advance(x, inverse, maxIterations);
        }
        return real.finish(x);
    }

    /**
     * Solves with a complex shift.
     *
     * @param x real part of the right side, then of the solution, length n. Modified.
     * @param y imaginary part, length n. Modified.
     * @param re real part of s, above 0
     * @param im imaginary part of s
     * @return iterations, or {@link #BROKE_DOWN}; x and y are NaN then
     */
    int solve(double[] x, double[] y, double re, double im) {
        complex.begin(x, y, re, im, inverse);
        while (complex.running()) {
            matrix.multiply(complex.directionRe(), complex.directionIm(), complex.imageRe(), complex.imageIm());
            complex.advance(x, y, inverse, maxIterations);
        }
        return complex.finish(x, y);
    }
}
