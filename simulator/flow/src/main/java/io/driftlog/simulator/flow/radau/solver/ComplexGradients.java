package io.driftlog.simulator.flow.radau.solver;

import io.driftlog.simulator.spi.Vectors;

/**
 * Conjugate gradients for the complex symmetric {@code (K + s I) x = b} (COCG), K real and s complex, driven from
 * outside as {@link RealGradients} are. Ends when {@code |r^H M^-1 r|} has fallen far enough.
 *
 * <p>van der Vorst &amp; Melissen, IEEE Trans. Magn. 26 (1990).
 */
final class ComplexGradients {
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
    private double shiftRe;
    private double shiftIm;
    private int exponent;
    private double rhoRe;
    private double rhoIm;
    private double measure;
    private double target;
    private int iterations;

    ComplexGradients(int size) {
        this.size = size;
        residualRe = new double[size];
        residualIm = new double[size];
        preconditionedRe = new double[size];
        preconditionedIm = new double[size];
        directionRe = new double[size];
        directionIm = new double[size];
        imageRe = new double[size];
        imageIm = new double[size];
    }

    /**
     * Begins at zero.
     *
     * @param x real part of the right side, then 0, length n. Modified.
     * @param y imaginary part, length n. Modified.
     * @param re real part of s, above 0
     * @param im imaginary part of s
     */
    void begin(double[] x, double[] y, double re, double im, ApproximateInverse inverse) {
        shiftRe = re;
        shiftIm = im;
        iterations = 0;
        exponent = RightSide.exponent(x, y);
        RightSide.take(x, size, exponent, residualRe);
        RightSide.take(y, size, exponent, residualIm);
        inverse.apply(residualRe, residualIm, re, im, preconditionedRe, preconditionedIm);
        measure(residualRe, residualIm, preconditionedRe, preconditionedIm, inverse.isReal());
        rhoRe = dots[0];
        rhoIm = dots[1];
        measure = dots[2];
        target = ConjugateGradients.REDUCTION * measure;
        System.arraycopy(preconditionedRe, 0, directionRe, 0, size);
        System.arraycopy(preconditionedIm, 0, directionIm, 0, size);
    }

    /** Whether another iteration is needed. */
    boolean running() {
        return measure > target;
    }

    /** The real part of the vector to multiply by K. Not to be modified. */
    double[] directionRe() {
        return directionRe;
    }

    /** The imaginary part of it; not to be modified. */
    double[] directionIm() {
        return directionIm;
    }

    /** Where the real part of {@code K direction} goes. */
    double[] imageRe() {
        return imageRe;
    }

    /** Where the imaginary part of it goes. */
    double[] imageIm() {
        return imageIm;
    }

    /**
     * One iteration.
     *
     * @param x real part of the solution so far, length n. Modified.
     * @param y imaginary part, length n. Modified.
     * @param most more iterations than this are a breakdown
     */
    void advance(double[] x, double[] y, ApproximateInverse inverse, int most) {
        addScaled(shiftRe, shiftIm, directionRe, directionIm, imageRe, imageIm);
        measure(directionRe, directionIm, imageRe, imageIm, inverse.isReal());
        double perModulus = 1 / (dots[0] * dots[0] + dots[1] * dots[1]);
        double stepRe = (rhoRe * dots[0] + rhoIm * dots[1]) * perModulus;
        double stepIm = (rhoIm * dots[0] - rhoRe * dots[1]) * perModulus;
        addScaled(stepRe, stepIm, directionRe, directionIm, x, y);
        addScaled(-stepRe, -stepIm, imageRe, imageIm, residualRe, residualIm);
        inverse.apply(residualRe, residualIm, shiftRe, shiftIm, preconditionedRe, preconditionedIm);
        measure(residualRe, residualIm, preconditionedRe, preconditionedIm, inverse.isReal());
        double perRho = 1 / (rhoRe * rhoRe + rhoIm * rhoIm);
        turn((dots[0] * rhoRe + dots[1] * rhoIm) * perRho, (dots[1] * rhoRe - dots[0] * rhoIm) * perRho);
        rhoRe = dots[0];
        rhoIm = dots[1];
        measure = ++iterations > most ? Double.NaN : dots[2];
    }

    /**
     * Ends it.
     *
     * @param x real part of the solution; NaN after a breakdown. Modified.
     * @param y imaginary part. Modified.
     * @return iterations, or {@link ConjugateGradients#BROKE_DOWN}
     */
    int finish(double[] x, double[] y) {
        boolean good = measure >= 0 && measure < Double.POSITIVE_INFINITY;
        RightSide.giveBack(x, exponent, good);
        RightSide.giveBack(y, exponent, good);
        return good ? iterations : ConjugateGradients.BROKE_DOWN;
    }

    /** Into {@link #dots}: real and imaginary part of {@code a^T b}, and {@code |a^H b|}. */
    private void measure(double[] aRe, double[] aIm, double[] bRe, double[] bIm, boolean hermitianInverse) {
        double reRe = Vectors.dot(aRe, 0, bRe, 0, size);
        double imIm = Vectors.dot(aIm, 0, bIm, 0, size);
        double reIm = Vectors.dot(aRe, 0, bIm, 0, size);
        double imRe = Vectors.dot(aIm, 0, bRe, 0, size);
        double hermitian = reRe + imIm;
        double skew = reIm - imRe;
        dots[0] = reRe - imIm;
        dots[1] = reIm + imRe;
        dots[2] = hermitianInverse ? hermitian : Math.sqrt(hermitian * hermitian + skew * skew);
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
    private void turn(double re, double im) {
        for (int i = 0; i < size; i++) {
            double p = directionRe[i];
            double q = directionIm[i];
            directionRe[i] = Math.fma(-im, q, Math.fma(re, p, preconditionedRe[i]));
            directionIm[i] = Math.fma(im, p, Math.fma(re, q, preconditionedIm[i]));
        }
    }
}
