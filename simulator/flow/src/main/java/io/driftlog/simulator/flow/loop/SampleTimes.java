package io.driftlog.simulator.flow.loop;

/**
 * The points {@code t = e^(i spacing)}, i any whole number, within one step, in ascending order. The grid depends on the
 * spacing alone, so that a resumed run has the same samples.
 */
final class SampleTimes {
    static final SampleTimes NONE = new SampleTimes(1, 0, 1);

    private final double spacing;
    private final double end;
    private double index;

    private SampleTimes(double start, double end, double spacing) {
        this.spacing = spacing;
        this.end = end;
        index = Math.floor(StrictMath.log(start) / spacing);
        while (at(index) <= start) {
            index++;
        }
    }

    /** Strictly within a step; none where it begins at t = 0 or spans no more than the spacing. */
    static SampleTimes within(double start, double end, double spacing) {
        boolean isLong = start > 0 && spacing > 0 && StrictMath.log(end / start) > spacing;
        return isLong ? new SampleTimes(start, end, spacing) : NONE;
    }

    private double at(double i) {
        return StrictMath.exp(i * spacing);
    }

    boolean hasNext() {
        return at(index) < end;
    }

    double next() {
        return at(index++);
    }
}
