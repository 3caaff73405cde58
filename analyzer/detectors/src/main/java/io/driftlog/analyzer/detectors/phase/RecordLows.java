package io.driftlog.analyzer.detectors.phase;

import io.driftlog.events.Finding.BracketedTime;
import java.util.Arrays;
import java.util.Optional;

/**
 * The record lows of a curve in bounded memory: enough to say later where it first fell to any level. Each is stored with
 * the sample before it. When more than {@value #CAPACITY} are kept, the two neighbours that lie closest in {@code ln t}
 * become one, and a crossing there is known only to the wider bracket; up to that number every bracket is exact.
 *
 * <p>The newest low is stored separately: on a curve that falls at every step mostly this one changes, and the others
 * need not be copied.
 *
 * @param older four numbers for each low but the newest, in the order of time: time and value of the sample before it,
 *     its own time and value. Not copied, never modified.
 * @param closest the least ratio of times over two neighbours of {@code older}; infinity if it has fewer than two
 * @param newest the lowest; empty before the first
 */
public record RecordLows(double[] older, double closest, Optional<Low> newest) {
    public static final int CAPACITY = 512;
    public static final RecordLows NONE = new RecordLows(new double[0], Double.POSITIVE_INFINITY, Optional.empty());

    private static final int TIME_BEFORE = 0;
    private static final int TIME = 2;
    private static final int VALUE = 3;
    private static final int STRIDE = 4;

    /** A low, and the sample before it. */
    record Low(double timeBefore, double valueBefore, double time, double value) {}

    /**
     * Takes the next sample.
     *
     * @param start the value that the first low must fall below
     * @return with this sample if it is a new low
     */
    public RecordLows accept(double start, double timeBefore, double valueBefore, double time, double value) {
        double lowest = newest.isEmpty() ? start : newest.get().value();
        if (!(value < lowest)) {
            return this;
        }
        Low low = new Low(timeBefore, valueBefore, time, value);
        if (newest.isEmpty()) {
            return new RecordLows(older, closest, Optional.of(low));
        }
        Low last = newest.get();
        if (size() < CAPACITY) {
            return of(entries(), low);
        }
        double withLast = time / last.timeBefore();
        double amongOthers = Math.min(closest, last.time() / older[older.length - STRIDE + TIME_BEFORE]);
        if (withLast < amongOthers) {
            Low wider = new Low(last.timeBefore(), last.valueBefore(), time, value);
            return new RecordLows(older, closest, Optional.of(wider));
        }
        return of(withoutClosestPair(last), low);
    }

    private static RecordLows of(double[] older, Low newest) {
        double closest = Double.POSITIVE_INFINITY;
        for (int i = 0; i + STRIDE < older.length; i += STRIDE) {
            closest = Math.min(closest, ratio(older, i));
        }
        return new RecordLows(older, closest, Optional.of(newest));
    }

    /** The time of the neighbour after low i over the time before low i. */
    private static double ratio(double[] entries, int i) {
        return entries[i + STRIDE + TIME] / entries[i + TIME_BEFORE];
    }

    public int size() {
        return older.length / STRIDE + (newest.isPresent() ? 1 : 0);
    }

    /** All of them, four numbers each; a new array. */
    public double[] entries() {
        if (newest.isEmpty()) {
            return older.clone();
        }
        Low last = newest.get();
        double[] all = Arrays.copyOf(older, older.length + STRIDE);
        all[older.length + TIME_BEFORE] = last.timeBefore();
        all[older.length + 1] = last.valueBefore();
        all[older.length + TIME] = last.time();
        all[older.length + VALUE] = last.value();
        return all;
    }

    /**
     * The first time at which the curve was at or below a level.
     *
     * @param level below the start, not below the lowest value
     */
    public BracketedTime firstAt(double level) {
        double[] entries = entries();
        for (int i = 0; i < entries.length; i += STRIDE) {
            if (entries[i + VALUE] <= level) {
                return Crossings.between(entries[i], entries[i + 1], entries[i + TIME], entries[i + VALUE], level);
            }
        }
        throw new IllegalArgumentException("the curve never fell to this level");
    }

    /** The later of two neighbours takes over the sample before the earlier one; the first of equal pairs goes. */
    private double[] withoutClosestPair(Low last) {
        int pair = closestPair(last.time() / older[older.length - STRIDE + TIME_BEFORE]);
        double[] fewer = new double[older.length];
        System.arraycopy(older, 0, fewer, 0, pair + TIME);
        int rest = pair + STRIDE + TIME;
        if (rest < older.length) {
            System.arraycopy(older, rest, fewer, pair + TIME, older.length - rest);
            fewer[older.length - STRIDE + TIME_BEFORE] = last.timeBefore();
            fewer[older.length - STRIDE + 1] = last.valueBefore();
        }
        fewer[older.length - STRIDE + TIME] = last.time();
        fewer[older.length - STRIDE + VALUE] = last.value();
        return fewer;
    }

    /**
     * Where the earlier one of the closest neighbours lies in {@code older}.
     *
     * @param withNewest the ratio of the last of {@code older} and the newest
     */
    private int closestPair(double withNewest) {
        int last = older.length - STRIDE;
        int closestPair = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < last; i += STRIDE) {
            double ratio = ratio(older, i);
            if (ratio < least) {
                least = ratio;
                closestPair = i;
            }
        }
        return withNewest < least ? last : closestPair;
    }
}
