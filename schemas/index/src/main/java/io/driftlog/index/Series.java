package io.driftlog.index;

import io.driftlog.events.StepTaken;
import java.util.Arrays;

/**
 * The scalars of a run's steps and their offsets in the log. The number of rows is limited: when it is reached, the
 * first quarter stays and every second row of the rest is dropped, because the early steps cover most of logarithmic
 * time. For any thread.
 */
public final class Series {
    /** Memory of one row. */
    static final int BYTES_PER_ROW = (Scalar.values().length + 1) * Double.BYTES;

    private static final int FIRST_ROWS = 256;
    private static final int OFFSET = Scalar.values().length;

    private final int mostRows;
    private double[][] columns = new double[Scalar.values().length + 1][FIRST_ROWS];
    private int rows;
    private long stride = 1;
    private long nextSeq;

    /**
     * An empty series.
     *
     * @param mostRows largest number of rows, at least 8
     */
    Series(int mostRows) {
        this.mostRows = mostRows;
    }

    /** The axis along which steps are selected. */
    public enum Axis {
        /** Evenly in log t; includes the initial state. */
        LOG,
        /** Evenly in t. */
        LINEAR
    }

    /**
     * Takes the next step; ignores a repeated one.
     *
     * @param offset of the step's record in its partition
     */
    synchronized void append(StepTaken step, long offset) {
        if (step.seq() < nextSeq) {
            return;
        }
        nextSeq = step.seq() + 1;
        if (step.seq() % stride != 0) {
            return;
        }
        if (rows == mostRows) {
            thin();
        }
        if (rows == columns[0].length) {
            int longer = (int) Math.min(mostRows, rows + (long) rows / 2);
            Arrays.setAll(columns, i -> Arrays.copyOf(columns[i], longer));
        }
        for (Scalar scalar : Scalar.values()) {
            columns[scalar.ordinal()][rows] = scalar.of(step);
        }
        columns[OFFSET][rows] = offset;
        rows++;
    }

    private void thin() {
        stride *= 2;
        int kept = rows / 4;
        for (int row = kept; row < rows; row++) {
            if ((long) columns[Scalar.SEQ.ordinal()][row] % stride == 0) {
                for (double[] column : columns) {
                    column[kept] = column[row];
                }
                kept++;
            }
        }
        rows = kept;
    }

    /** Removes all rows. */
    synchronized void clear() {
        rows = 0;
        stride = 1;
        nextSeq = 0;
    }

    /** The number of recorded steps, including those that it no longer holds. */
    public synchronized long recorded() {
        return nextSeq;
    }

    /** Whether it holds every recorded step. */
    public synchronized boolean isWhole() {
        return stride == 1;
    }

    /** Its memory in bytes. */
    synchronized long bytes() {
        return (long) columns[0].length * BYTES_PER_ROW;
    }

    /**
     * Steps spread evenly along an axis: each point of an even grid is answered by the last step at or before it, and
     * no step comes twice. All steps when they are no more than the points wanted; the last one always.
     *
     * @param axis how to spread them
     * @param from earliest flow time
     * @param to latest flow time
     * @param points how many at most, at least 2
     */
    public synchronized Rows spread(Axis axis, double from, double to, int points) {
        int begin = firstAtOrAfter(from);
        int end = firstAfter(to);
        int count = end - begin;
        if (count <= points) {
            return rows(consecutive(begin, Math.max(0, count)));
        }
        double[] time = columns[Scalar.TIME.ordinal()];
        // The initial state is at t = 0, where there is no logarithm.
        int anchor = axis == Axis.LOG && time[begin] <= 0 ? begin + 1 : begin;
        double lower = coordinate(axis, time[anchor]);
        double upper = coordinate(axis, time[end - 1]);
        int[] picked = new int[points];
        int size = 0;
        if (anchor > begin) {
            picked[size++] = begin;
        }
        int intervals = points - size - 1;
        int row = anchor;
        for (int i = 0; i < intervals; i++) {
            double point = lower + (upper - lower) * i / intervals;
            while (row + 1 < end && coordinate(axis, time[row + 1]) <= point) {
                row = advance(axis, time, row, end, point);
            }
            if (size == 0 || picked[size - 1] != row) {
                picked[size++] = row;
            }
        }
        if (picked[size - 1] != end - 1) {
            picked[size++] = end - 1;
        }
        return rows(Arrays.copyOf(picked, size));
    }

    /**
     * The last row in [row, end) at or before a point, by doubling and halving: rows may be many between two points.
     */
    private static int advance(Axis axis, double[] time, int row, int end, double point) {
        int low = row;
        int step = 1;
        while (low + step < end && coordinate(axis, time[low + step]) <= point) {
            low += step;
            step *= 2;
        }
        int high = Math.min(end, low + step);
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (coordinate(axis, time[middle]) <= point) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static double coordinate(Axis axis, double time) {
        return axis == Axis.LOG ? Math.log(time) : time;
    }

    /**
     * The steps from a seq on, at most so many: then evenly thinned, the last one kept.
     *
     * @param seq the first one wanted
     * @param points how many at most, at least 1
     */
    public synchronized Rows from(long seq, int points) {
        int begin = rowAtOrAfter(seq);
        int count = rows - begin;
        int[] picked = new int[Math.min(count, points)];
        for (int i = 0; i < picked.length; i++) {
            picked[i] = begin + (int) ((i + 1L) * count / picked.length) - 1;
        }
        return rows(picked);
    }

    /** Consecutive rows from a seq on, at most so many. */
    public synchronized Rows page(long seq, int limit) {
        int begin = rowAtOrAfter(seq);
        return rows(consecutive(begin, Math.min(limit, rows - begin)));
    }

    /**
     * Where to begin to read the log for a step: the record of the last known step at or before it; -1 if there is
     * none.
     */
    synchronized long offsetAtOrBefore(long seq) {
        int row = rowAtOrAfter(seq + 1) - 1;
        return row < 0 ? -1 : (long) columns[OFFSET][row];
    }

    /** The seq of the last known step at or before a flow time; -1 if there is none. */
    public synchronized long seqAt(double time) {
        int row = firstAfter(time) - 1;
        return row < 0 ? -1 : (long) columns[Scalar.SEQ.ordinal()][row];
    }

    private static int[] consecutive(int begin, int count) {
        int[] picked = new int[count];
        Arrays.setAll(picked, i -> begin + i);
        return picked;
    }

    private Rows rows(int[] picked) {
        double[][] copy = new double[Scalar.values().length][picked.length];
        for (int column = 0; column < copy.length; column++) {
            for (int i = 0; i < picked.length; i++) {
                copy[column][i] = columns[column][picked[i]];
            }
        }
        return new Rows(copy);
    }

    private int firstAtOrAfter(double time) {
        return lowerBound(Scalar.TIME, time, false);
    }

    private int firstAfter(double time) {
        return lowerBound(Scalar.TIME, time, true);
    }

    private int rowAtOrAfter(long seq) {
        return lowerBound(Scalar.SEQ, seq, false);
    }

    /** The first row whose scalar, which never falls, is at least (or above) a value. */
    private int lowerBound(Scalar scalar, double value, boolean above) {
        double[] column = columns[scalar.ordinal()];
        int low = 0;
        int high = rows;
        while (low < high) {
            int middle = (low + high) >>> 1;
            boolean before = above ? column[middle] <= value : column[middle] < value;
            if (before) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
