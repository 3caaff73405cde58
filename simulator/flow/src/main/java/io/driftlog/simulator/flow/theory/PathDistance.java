package io.driftlog.simulator.flow.theory;

import java.util.Optional;

/**
 * The relative distance {@code ||w_a - w_b|| / ||w_a||} of two trajectories at equal x on a grid that is even in ln x; x is
 * the time multiplied by a unit for each, such as the weight decay for slow time.
 *
 * @param from the first x that both have
 * @param to the last x that both have
 * @param points number of points of the grid
 * @param widestGap largest distance in ln x of two points of a path between which it was interpolated
 * @param max largest relative distance
 * @param maxAt the x where it is
 * @param last relative distance at the last x
 */
public record PathDistance(
        double from, double to, int points, double widestGap, double max, double maxAt, double last) {
    /**
     * Measures the distance.
     *
     * @param a not empty
     * @param unitA positive
     * @param b not empty, of the same dimension
     * @param unitB positive
     * @param points at least 2
     * @return empty if the two have no x in common
     */
    public static Optional<PathDistance> between(WeightPath a, double unitA, WeightPath b, double unitB, int points) {
        double lnA = StrictMath.log(unitA);
        double lnB = StrictMath.log(unitB);
        double from = Math.max(a.lnFirst() + lnA, b.lnFirst() + lnB);
        double to = Math.min(a.lnLast() + lnA, b.lnLast() + lnB);
        if (!(to >= from)) {
            return Optional.empty();
        }
        double[] ofA = new double[a.dimension()];
        double[] ofB = new double[ofA.length];
        double gap = 0;
        double max = -1;
        double maxAt = from;
        double distance = 0;
        for (int i = 0; i < points; i++) {
            double ln = i == points - 1 ? to : from + i * ((to - from) / (points - 1));
            gap = Math.max(gap, Math.max(a.at(ln - lnA, ofA), b.at(ln - lnB, ofB)));
            distance = relative(ofA, ofB);
            if (distance > max) {
                max = distance;
                maxAt = ln;
            }
        }
        return Optional.of(new PathDistance(
                StrictMath.exp(from), StrictMath.exp(to), points, gap, max, StrictMath.exp(maxAt), distance));
    }

    private static double relative(double[] a, double[] b) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < a.length; i++) {
            difference += (a[i] - b[i]) * (a[i] - b[i]);
            norm += a[i] * a[i];
        }
        return difference == 0 ? 0 : Math.sqrt(difference / norm);
    }
}
