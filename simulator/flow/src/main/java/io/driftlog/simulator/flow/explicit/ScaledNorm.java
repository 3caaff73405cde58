package io.driftlog.simulator.flow.explicit;

/**
 * Root mean square of an error in units of the tolerance {@code absolute + relative max(|w1|, |w2|)}.
 *
 * <p>Hairer, Norsett &amp; Wanner, <i>Solving ODEs I</i>, eq. (II.4.10), (II.4.11).
 *
 * @param relative tolerance relative to each weight
 * @param absolute tolerance of each weight besides
 */
record ScaledNorm(double relative, double absolute) {
    /**
     * The norm of x.
     *
     * @param x length d. Not modified.
     * @param w1 weights at the start, length d. Not modified.
     * @param w2 weights at the end, length d. Not modified.
     */
    double of(double[] x, double[] w1, double[] w2) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            double scale = absolute + relative * Math.max(Math.abs(w1[i]), Math.abs(w2[i]));
            double quotient = x[i] / scale;
            sum = Math.fma(quotient, quotient, sum);
        }
        return Math.sqrt(sum / x.length);
    }
}
