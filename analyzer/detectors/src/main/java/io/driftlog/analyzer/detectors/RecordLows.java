package io.driftlog.analyzer.detectors;

import io.driftlog.events.Finding.BracketedTime;
import java.util.Arrays;

/**
 * The record lows of a curve in bounded memory: enough to say later where it first fell to any level. Each keeps the
 * sample before it. When more than {@value #CAPACITY} are kept, the two neighbours that lie closest in {@code ln t}
 * become one, and a crossing there is known only to the wider bracket; up to that number every bracket is exact.
 *
 * @param entries four numbers for each low, in the order of time: time and value of the sample before it, its own time
 *     and value. Not copied, never modified.
 */
record RecordLows(double[] entries) {
    static final int CAPACITY = 512;
    static final RecordLows NONE = new RecordLows(new double[0]);

    private static final int TIME_BEFORE = 0;
    private static final int TIME = 2;
    private static final int VALUE = 3;
    private static final int STRIDE = 4;

    /**
     * Takes the next sample.
     *
     * @param start the value that the first low must fall below
     * @return with this sample if it is a new low
     */
    RecordLows accept(double start, double timeBefore, double valueBefore, double time, double value) {
        double lowest = size() == 0 ? start : entries[entries.length - STRIDE + VALUE];
        if (!(value < lowest)) {
            return this;
        }
        double[] next = Arrays.copyOf(entries, entries.length + STRIDE);
        next[entries.length] = timeBefore;
        next[entries.length + 1] = valueBefore;
        next[entries.length + TIME] = time;
        next[entries.length + VALUE] = value;
        return new RecordLows(next.length > CAPACITY * STRIDE ? withoutClosestPair(next) : next);
    }

    int size() {
        return entries.length / STRIDE;
    }

    /**
     * The first time at which the curve was at or below a level.
     *
     * @param level below the start, not below the lowest value
     */
    BracketedTime firstAt(double level) {
        for (int i = 0; i < entries.length; i += STRIDE) {
            if (entries[i + VALUE] <= level) {
                return Crossings.between(entries[i], entries[i + 1], entries[i + TIME], entries[i + VALUE], level);
            }
        }
        throw new IllegalArgumentException("the curve never fell to this level");
    }

    /** The later of two neighbours takes over the sample before the earlier one; the first of equal pairs goes. */
    private static double[] withoutClosestPair(double[] entries) {
        int closest = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i + STRIDE < entries.length; i += STRIDE) {
            double ratio = entries[i + STRIDE + TIME] / entries[i + TIME_BEFORE];
            if (ratio < least) {
                least = ratio;
                closest = i;
            }
        }
        double[] fewer = new double[entries.length - STRIDE];
        System.arraycopy(entries, 0, fewer, 0, closest + TIME);
        System.arraycopy(entries, closest + STRIDE + TIME, fewer, closest + TIME, fewer.length - closest - TIME);
        return fewer;
    }
}
