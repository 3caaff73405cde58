package io.driftlog.simulator.flow.radau.solver;

import io.driftlog.simulator.spi.Vectors;

/**
 * Preconditioned conjugate gradients for {@code (K + s I) x = b}, s real, driven by its caller, which multiplies
 * {@link #direction} by K into {@link #image} and calls {@link #advance} while it is {@link #running}.
 *
 * <p>Hestenes &amp; Stiefel, J. Res. NBS 49 (1952).
 */
final class RealGradients {
    private final int size;
    private final double[] residual;
    private final double[] preconditioned;
    private final double[] direction;
    private final double[] image;
    private double shift;
    private int exponent;
    private double rho;
    private double target;
    private int iterations;

    RealGradients(int size) {
        this.size = size;
        residual = new double[size];
        preconditioned = new double[size];
        direction = new double[size];
        image = new double[size];
    }

    /**
     * Begins at zero.
     *
     * @param x right side, then 0, length n. Modified.
     * @param newShift s &gt; 0
     */
    void begin(double[] x, double newShift, ApproximateInverse inverse) {
        shift = newShift;
        iterations = 0;
        exponent = RightSide.exponent(x, x);
        RightSide.take(x, size, exponent, residual);
        inverse.apply(residual, shift, preconditioned);
        rho = Vectors.dot(residual, 0, preconditioned, 0, size);
        target = ConjugateGradients.REDUCTION * rho;
        System.arraycopy(preconditioned, 0, direction, 0, size);
    }

    /** Whether another iteration is needed. */
    boolean running() {
        return rho > target;
    }

    /** The vector to multiply by K. Not to be modified. */
    double[] direction() {
        return direction;
    }

    /** Where {@code K direction} goes. */
    double[] image() {
        return image;
    }

    /**
     * One iteration.
     *
     * @param x the solution so far, length n. Modified.
     * @param most more iterations than this are a breakdown
     */
    void advance(double[] x, ApproximateInverse inverse, int most) {
        addScaled(shift, direction, image);
        double step = rho / Vectors.dot(direction, 0, image, 0, size);
        addScaled(step, direction, x);
        addScaled(-step, image, residual);
        inverse.apply(residual, shift, preconditioned);
        double next = Vectors.dot(residual, 0, preconditioned, 0, size);
        double factor = next / rho;
        for (int i = 0; i < size; i++) {
            direction[i] = Math.fma(factor, direction[i], preconditioned[i]);
        }
        rho = ++iterations > most ? Double.NaN : next;
    }

    /**
     * Ends it.
     *
     * @param x the solution; NaN after a breakdown. Modified.
     * @return iterations, or {@link ConjugateGradients#BROKE_DOWN}
     */
    int finish(double[] x) {
        boolean good = rho >= 0 && rho < Double.POSITIVE_INFINITY;
        RightSide.giveBack(x, exponent, good);
        return good ? iterations : ConjugateGradients.BROKE_DOWN;
    }

    private void addScaled(double a, double[] x, double[] y) {
        for (int i = 0; i < size; i++) {
            y[i] = Math.fma(a, x[i], y[i]);
        }
    }
}
