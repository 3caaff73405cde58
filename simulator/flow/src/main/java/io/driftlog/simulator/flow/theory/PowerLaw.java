package io.driftlog.simulator.flow.theory;

import java.util.Optional;

/**
 * A power law {@code y = factor x^exponent}, fitted by least squares in logarithms.
 *
 * @param exponent the slope
 * @param low lower end of its 95 % confidence interval by Student's t; NaN for two points
 * @param high upper end; NaN for two points
 * @param factor y at x = 1
 * @param points how many were fitted
 */
public record PowerLaw(double exponent, double low, double high, double factor, int points) {
    /** The 97.5 % quantiles of Student's t distribution for 1, 2, … degrees of freedom. */
    private static final double[] STUDENT = {
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131
    };

    private static final double NORMAL = 1.96;

    /**
     * Fits the points with positive coordinates.
     *
     * @param x abscissae. Not modified.
     * @param y ordinates, as many. Not modified.
     * @return empty when fewer than two differ
     */
    public static Optional<PowerLaw> fit(double[] x, double[] y) {
        int n = 0;
        double meanX = 0;
        double meanY = 0;
        for (int i = 0; i < x.length; i++) {
            if (x[i] > 0 && y[i] > 0) {
                n++;
                meanX += StrictMath.log(x[i]);
                meanY += StrictMath.log(y[i]);
            }
        }
        meanX /= n;
        meanY /= n;
        double sxx = 0;
        double sxy = 0;
        double syy = 0;
        for (int i = 0; i < x.length; i++) {
            if (x[i] > 0 && y[i] > 0) {
                double dx = StrictMath.log(x[i]) - meanX;
                double dy = StrictMath.log(y[i]) - meanY;
                sxx += dx * dx;
                sxy += dx * dy;
                syy += dy * dy;
            }
        }
        if (n < 2 || !(sxx > 0)) {
            return Optional.empty();
        }
        double slope = sxy / sxx;
        double half = Double.NaN;
        if (n > 2) {
            double variance = Math.max(0, syy - slope * sxy) / (n - 2) / sxx;
            half = (n - 2 <= STUDENT.length ? STUDENT[n - 3] : NORMAL) * Math.sqrt(variance);
        }
        return Optional.of(new PowerLaw(slope, slope - half, slope + half, StrictMath.exp(meanY - slope * meanX), n));
    }
}
