package io.driftlog.simulator.flow.theory;

import java.util.ArrayList;
import java.util.List;

/**
 * The weights of a trajectory at increasing times, to be interpolated linearly in ln t. Memory is bounded: where the points
 * are too many, those that are close in ln t are dropped; the first and the last one stay. For one thread.
 */
public final class WeightPath {
    private static final int FEWEST = 8;

    private final long mostNumbers;
    private final List<Point> points = new ArrayList<>();
    private double spacing;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Point(double lnTime, double[] weights) {}

    /**
     * An empty path.
     *
     * @param mostNumbers how many weights of all points together it keeps, unless these are fewer than eight points
     */
    public WeightPath(long mostNumbers) {
        this.mostNumbers = mostNumbers;
    }

    /**
     * Appends a point; ignores one at time 0.
     *
     * @param time later than that of the point before
     * @param weights length d. Not copied, not modified.
     */
    public void append(double time, double[] weights) {
        if (!(time > 0)) {
            return;
        }
        var point = new Point(StrictMath.log(time), weights);
        int last = points.size() - 1;
        if (last > 0 && points.get(last).lnTime - points.get(last - 1).lnTime < spacing) {
            points.set(last, point);
            return;
        }
        points.add(point);
        if (points.size() > FEWEST && (long) points.size() * weights.length > mostNumbers) {
            thin();
        }
    }

    private void thin() {
        int last = points.size() - 1;
        double whole = points.get(last).lnTime - points.get(0).lnTime;
        spacing = Math.max(2 * spacing, 2 * whole / points.size());
        int kept = 1;
        for (int i = 1; i <= last; i++) {
            if (i == last || points.get(i).lnTime - points.get(kept - 1).lnTime >= spacing) {
                points.set(kept++, points.get(i));
            }
        }
        points.subList(kept, points.size()).clear();
    }

    /** Whether there is no point after time 0. */
    public boolean isEmpty() {
        return points.isEmpty();
    }

    /** Number of weights d; 0 if it is empty. */
    public int dimension() {
        return points.isEmpty() ? 0 : points.get(0).weights.length;
    }

    /** ln t of the first point. */
    double lnFirst() {
        return points.get(0).lnTime;
    }

    /** ln t of the last point. */
    double lnLast() {
        return points.get(points.size() - 1).lnTime;
    }

    /**
     * The weights at a time between the first and the last point.
     *
     * @param lnTime clamped to these
     * @param out length d. Modified.
     * @return distance in ln t of the points around it; 0 at a point
     */
    double at(double lnTime, double[] out) {
        int low = 0;
        int high = points.size() - 1;
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (points.get(middle).lnTime <= lnTime) {
                low = middle;
            } else {
                high = middle;
            }
        }
        Point before = points.get(low);
        Point after = points.get(high);
        double width = after.lnTime - before.lnTime;
        double part = width > 0 ? Math.min(1, Math.max(0, (lnTime - before.lnTime) / width)) : 1;
        for (int i = 0; i < out.length; i++) {
            out[i] = before.weights[i] + part * (after.weights[i] - before.weights[i]);
        }
        return part > 0 && part < 1 ? width : 0;
    }
}
