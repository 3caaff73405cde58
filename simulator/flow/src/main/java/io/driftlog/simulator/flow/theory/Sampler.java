package io.driftlog.simulator.flow.theory;

import io.driftlog.simulator.flow.DenseOutput;

/** Passes on the weights of a run at given times, step by step. */
final class Sampler {
    private final double[] times;
    private final double[] weights;
    private int next;

    /** What takes the weights. */
    @FunctionalInterface
    interface Sink {
        /**
         * Takes a sample.
         *
         * @param index of its time
         * @param weights length d; overwritten after this call. Not modified.
         */
        void take(int index, double[] weights);
    }

    /**
     * A sampler for one run.
     *
     * @param times increasing, above 0. Not modified.
     */
    Sampler(double[] times, int dimension) {
        this.times = times;
        weights = new double[dimension];
    }

    /** Takes the samples within a step. */
    void step(DenseOutput interpolant, Sink sink) {
        while (next < times.length && times[next] <= interpolant.end()) {
            interpolant.weightsAt(times[next], weights);
            sink.take(next, weights);
            next++;
        }
    }

    /** How many samples were taken. */
    int taken() {
        return next;
    }
}
