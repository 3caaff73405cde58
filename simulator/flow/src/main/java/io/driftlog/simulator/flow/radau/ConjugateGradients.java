package io.driftlog.simulator.flow.radau;

import io.driftlog.simulator.flow.Vectors;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Preconditioned conjugate gradients for {@code (K + s I) x = b}, s real, and their complex symmetric form COCG, s
 * complex. From x = 0 until {@code |r^H M^-1 r|} has fallen to 0.02^2 of its first value: Newton's iteration around it
 * corrects the rest.
 *
 * <p>M is the shifted diagonal of K, or real factors of a matrix near {@code K + s I} for either shift. Right sides are
 * scaled by powers of two, so that none is too small to square.
 *
 * <p>Hestenes &amp; Stiefel, J. Res. NBS 49 (1952); van der Vorst &amp; Melissen, IEEE Trans. Magn. 26 (1990), COCG.
 */
final class ConjugateGradients {
    /** Returned by a solve that broke down. */
    static final int BROKE_DOWN = -1;

    private static final double REDUCTION = 0.02 * 0.02;

    private final SparseSymmetricMatrix matrix;
    private final int size;
    private final double[] residualRe;
    private final double[] residualIm;
    private final double[] preconditionedRe;
    private final double[] preconditionedIm;
    private final double[] directionRe;
    private final double[] directionIm;
    private final double[] imageRe;
    private final double[] imageIm;
    private final double[] dots = new double[3];
    private @Nullable SymmetricFactors factors;
    private int maxIterations;
    private double shiftRe;
    private double shiftIm;

    /** @param paddedSize size of the factors that may be given, at least that of the matrix */
    ConjugateGradients(SparseSymmetricMatrix matrix, int paddedSize) {
        this.matrix = matrix;
        size = matrix.size();
        residualRe = new double[paddedSize];
        residualIm = new double[paddedSize];
        preconditionedRe = new double[paddedSize];
        preconditionedIm = new double[paddedSize];
        directionRe = new double[paddedSize];
        directionIm = new double[paddedSize];
        imageRe = new double[paddedSize];
        imageIm = new double[paddedSize];
    }

    /**
     * Sets the preconditioner from now on.
     *
     * @param by factors; null for the diagonal
     * @param most a solve of more iterations has broken down
     */
    void precondition(@Nullable SymmetricFactors by, int most) {
        factors = by;
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
        shiftRe = shift;
        int exponent = exponent(x, x);
        takeRightSide(x, exponent, residualRe);
        preconditionReal();
        double rho = Vectors.dot(residualRe, 0, preconditionedRe, 0, size);
        double target = REDUCTION * rho;
        System.arraycopy(preconditionedRe, 0, directionRe, 0, size);
        int iterations = 0;
        while (rho > target) {
            matrix.multiply(directionRe, imageRe);
            addScaled(shift, directionRe, imageRe);
            double step = rho / Vectors.dot(directionRe, 0, imageRe, 0, size);
            addScaled(step, directionRe, x);
            addScaled(-step, imageRe, residualRe);
            preconditionReal();
            double next = Vectors.dot(residualRe, 0, preconditionedRe, 0, size);
            turn(next / rho);
            rho = next;
            if (++iterations > maxIterations) {
                rho = Double.NaN;
            }
        }
        return finish(rho, iterations, exponent, x, x);
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
        shiftRe = re;
        shiftIm = im;
        int exponent = exponent(x, y);
        takeRightSide(x, exponent, residualRe);
        takeRightSide(y, exponent, residualIm);
        preconditionComplex();
        measure(residualRe, residualIm, preconditionedRe, preconditionedIm);
        double rhoRe = dots[0];
        double rhoIm = dots[1];
        double size2 = dots[2];
        double target = REDUCTION * size2;
        System.arraycopy(preconditionedRe, 0, directionRe, 0, size);
        System.arraycopy(preconditionedIm, 0, directionIm, 0, size);
        int iterations = 0;
        while (size2 > target) {
            matrix.multiply(directionRe, directionIm, imageRe, imageIm);
            addScaled(re, im, directionRe, directionIm, imageRe, imageIm);
            measure(directionRe, directionIm, imageRe, imageIm);
            double perModulus = 1 / (dots[0] * dots[0] + dots[1] * dots[1]);
            double stepRe = (rhoRe * dots[0] + rhoIm * dots[1]) * perModulus;
            double stepIm = (rhoIm * dots[0] - rhoRe * dots[1]) * perModulus;
            addScaled(stepRe, stepIm, directionRe, directionIm, x, y);
            addScaled(-stepRe, -stepIm, imageRe, imageIm, residualRe, residualIm);
            preconditionComplex();
            measure(residualRe, residualIm, preconditionedRe, preconditionedIm);
            double perRho = 1 / (rhoRe * rhoRe + rhoIm * rhoIm);
            turn((dots[0] * rhoRe + dots[1] * rhoIm) * perRho, (dots[1] * rhoRe - dots[0] * rhoIm) * perRho);
            rhoRe = dots[0];
            rhoIm = dots[1];
            size2 = dots[2];
            if (++iterations > maxIterations) {
                size2 = Double.NaN;
            }
        }
        return finish(size2, iterations, exponent, x, y);
    }

    /** The exponent of the largest entry; 0 when all are zero or one is not finite. */
    private static int exponent(double[] x, double[] y) {
        double largest = 0;
        for (double value : x) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (double value : y) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest > 0 && largest < Double.POSITIVE_INFINITY ? StrictMath.getExponent(largest) : 0;
    }

    private void takeRightSide(double[] x, int exponent, double[] residual) {
        double factor = powerOfTwo(-exponent);
        for (int i = 0; i < size; i++) {
            residual[i] = x[i] * factor;
        }
        Arrays.fill(x, 0);
    }

    /** {@code 2^k}, kept among the normal numbers. */
    private static double powerOfTwo(int k) {
        return StrictMath.scalb(1.0, Math.max(-1022, Math.min(1023, k)));
    }

    private int finish(double measure, int iterations, int exponent, double[] x, double[] y) {
        boolean good = measure >= 0 && measure < Double.POSITIVE_INFINITY;
        double factor = good ? powerOfTwo(exponent) : Double.NaN;
        Vectors.scale(factor, x);
        if (y != x) {
            Vectors.scale(factor, y);
        }
        return good ? iterations : BROKE_DOWN;
    }

    private void preconditionReal() {
        if (factors == null) {
            for (int i = 0; i < size; i++) {
                preconditionedRe[i] = residualRe[i] / (matrix.diagonal(i) + shiftRe);
            }
        } else {
            applyFactors(factors, residualRe, preconditionedRe);
        }
    }

    private void preconditionComplex() {
        if (factors == null) {
            divideByComplexDiagonal();
        } else {
            applyFactors(factors, residualRe, preconditionedRe);
            applyFactors(factors, residualIm, preconditionedIm);
        }
    }

    private void applyFactors(SymmetricFactors by, double[] residual, double[] out) {
        System.arraycopy(residual, 0, out, 0, size);
        Arrays.fill(out, size, out.length, 0);
        by.solve(out);
    }

    private void divideByComplexDiagonal() {
        for (int i = 0; i < size; i++) {
            double re = matrix.diagonal(i) + shiftRe;
            double perModulus = 1 / (re * re + shiftIm * shiftIm);
            double r = residualRe[i];
            double s = residualIm[i];
            preconditionedRe[i] = (r * re + s * shiftIm) * perModulus;
            preconditionedIm[i] = (s * re - r * shiftIm) * perModulus;
        }
    }

    /** Into {@link #dots}: real and imaginary part of {@code a^T b}, and {@code |a^H b|}. */
    private void measure(double[] aRe, double[] aIm, double[] bRe, double[] bIm) {
        double reRe = Vectors.dot(aRe, 0, bRe, 0, size);
        double imIm = Vectors.dot(aIm, 0, bIm, 0, size);
        double reIm = Vectors.dot(aRe, 0, bIm, 0, size);
        double imRe = Vectors.dot(aIm, 0, bRe, 0, size);
        double hermitian = reRe + imIm;
        double skew = reIm - imRe;
        dots[0] = reRe - imIm;
        dots[1] = reIm + imRe;
        dots[2] = factors == null ? Math.sqrt(hermitian * hermitian + skew * skew) : hermitian;
    }

    private void addScaled(double a, double[] x, double[] y) {
        for (int i = 0; i < size; i++) {
            y[i] = Math.fma(a, x[i], y[i]);
        }
    }

    private void addScaled(double re, double im, double[] xRe, double[] xIm, double[] yRe, double[] yIm) {
        for (int i = 0; i < size; i++) {
            double p = xRe[i];
            double q = xIm[i];
            yRe[i] = Math.fma(-im, q, Math.fma(re, p, yRe[i]));
            yIm[i] = Math.fma(im, p, Math.fma(re, q, yIm[i]));
        }
    }

    /** {@code direction = preconditioned + factor direction}. */
    private void turn(double factor) {
        for (int i = 0; i < size; i++) {
            directionRe[i] = Math.fma(factor, directionRe[i], preconditionedRe[i]);
        }
    }

    private void turn(double re, double im) {
        for (int i = 0; i < size; i++) {
            double p = directionRe[i];
            double q = directionIm[i];
            directionRe[i] = Math.fma(-im, q, Math.fma(re, p, preconditionedRe[i]));
            directionIm[i] = Math.fma(im, p, Math.fma(re, q, preconditionedIm[i]));
        }
    }
}
