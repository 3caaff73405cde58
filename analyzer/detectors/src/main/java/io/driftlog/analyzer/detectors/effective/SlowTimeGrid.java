package io.driftlog.analyzer.detectors.effective;

/**
 * Log-spaced slow times {@code 10^(k / perDecade)}: which steps to measure where measuring costs.
 *
 * @param perDecade cells per factor 10
 */
record SlowTimeGrid(double perDecade) {
    /** Whether a step is the first one in its cell of the grid. */
    boolean isNew(double before, double slowTime) {
        return Double.isNaN(before) || cell(slowTime) > cell(before);
    }

    private double cell(double slowTime) {
        return StrictMath.floor(perDecade * StrictMath.log10(slowTime));
    }

    /**
     * 0 and then log-spaced slow times, first and last included.
     *
     * @param count at least 2, 0 not counted
     */
    static double[] from(double first, double last, int count) {
        double[] times = new double[count + 1];
        double range = StrictMath.log(last / first);
        for (int i = 0; i < count; i++) {
            times[i + 1] = first * StrictMath.exp(range * i / (count - 1));
        }
        times[count] = last;
        return times;
    }
}
