package io.driftlog.simulator.benchmark;

/** The 20 times at which all programs compare their weights: log-spaced from 1 to slow time 20. */
final class OutputTimes {
    static final int COUNT = 20;
    private static final double SLOW_TIME = 20;

    private OutputTimes() {}

    /** Flow time of the last one. */
    static double end(double weightDecay) {
        return SLOW_TIME / weightDecay;
    }

    /** All of them, increasing. */
    static double[] of(double weightDecay) {
        double end = end(weightDecay);
        double[] times = new double[COUNT];
        for (int i = 0; i < COUNT; i++) {
            times[i] = StrictMath.pow(end, i / (COUNT - 1.0));
        }
        times[COUNT - 1] = end;
        return times;
    }
}
