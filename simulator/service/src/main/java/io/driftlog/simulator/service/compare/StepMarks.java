package io.driftlog.simulator.service.compare;

import io.driftlog.events.EmissionPolicy;
import io.driftlog.events.StepTaken;
import io.driftlog.http.ComparisonView.Parting;
import java.util.Arrays;
import java.util.Optional;

/**
 * The bits of a run's recorded steps, samples left out, in short: where two runs part. The digests of a fork and its ancestor differ from the
 * first step on, because they contain the spec; time, losses and weights do not.
 */
final class StepMarks {
    private final boolean thinned;
    private int size;
    private double[] times = new double[256];
    private long[] steps = new long[256];
    private long[] losses = new long[256];

    /** 0 for a step without weights. */
    private long[] weights = new long[256];

    StepMarks(EmissionPolicy emission) {
        this.thinned = emission.everyStep() != 1 || emission.stepsPerDecade() > 0;
    }

    void append(StepTaken step) {
        if (size == times.length) {
            times = Arrays.copyOf(times, 2 * size);
            steps = Arrays.copyOf(steps, 2 * size);
            losses = Arrays.copyOf(losses, 2 * size);
            weights = Arrays.copyOf(weights, 2 * size);
        }
        times[size] = step.time();
        steps[size] = step.step();
        losses[size] = hash(step.trainLoss(), step.testLoss(), step.weightNormSquared());
        weights[size] = step.weights().length == 0 ? 0 : hash(step.weights()) | 1;
        size++;
    }

    /** 64 bits, because hundreds of thousands of steps are compared. */
    private static long hash(double... values) {
        long hash = values.length;
        for (double value : values) {
            hash = (hash ^ Double.doubleToRawLongBits(value)) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 32;
        }
        return hash;
    }

    private boolean same(int index, StepMarks other, int there) {
        boolean both = weights[index] != 0 && other.weights[there] != 0;
        return losses[index] == other.losses[there] && (!both || weights[index] == other.weights[there]);
    }

    /**
     * Where another run stops to be the same as this one.
     *
     * @param label of the other run
     * @return empty if the first step that both have at the same time differs, or there is none
     */
    Optional<Parting> parting(StepMarks other, String label) {
        boolean gaps = thinned || other.thinned;
        int i = 0;
        int j = 0;
        int same = 0;
        double from = 0;
        double to = 0;
        while (i < size && j < other.size) {
            if (times[i] == other.times[j] && same(i, other, j)) {
                from = same == 0 ? times[i] : from;
                to = times[i];
                same++;
                i++;
                j++;
            } else if (times[i] != other.times[j] && (gaps || same == 0)) {
                if (times[i] < other.times[j]) {
                    i++;
                } else {
                    j++;
                }
            } else {
                break;
            }
        }
        if (same == 0) {
            return Optional.empty();
        }
        boolean parted = i < size && j < other.size;
        return Optional.of(new Parting(
                label, same, from, to, parted ? (Long) other.steps[j] : null, parted ? (Double) other.times[j] : null));
    }
}
