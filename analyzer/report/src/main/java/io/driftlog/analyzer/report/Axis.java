package io.driftlog.analyzer.report;

import io.driftlog.analyzer.report.Chart.Scale;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * The visible range of a chart along one axis.
 *
 * @param scale how values lie along it
 * @param low lower end; its decimal logarithm on a logarithmic axis
 * @param high upper end, above the lower one; likewise
 */
record Axis(Scale scale, double low, double high) {
    private static final double[] STEPS = {1, 2, 5, 10};

    /** The axis of these values, with a margin at each end that is a part of their range. */
    static Axis of(Scale scale, DoubleStream values, double margin) {
        var range = values.filter(value -> isShown(scale, value))
                .map(value -> scaled(scale, value))
                .summaryStatistics();
        if (range.getCount() == 0) {
            return new Axis(scale, 0, 1);
        }
        double width = range.getMax() - range.getMin();
        double beyond = width > 0 ? margin * width : Math.max(0.5, 0.1 * Math.abs(range.getMax()));
        return new Axis(scale, range.getMin() - beyond, range.getMax() + beyond);
    }

    private static boolean isShown(Scale scale, double value) {
        return Double.isFinite(value) && (scale == Scale.LINEAR || value > 0);
    }

    private static double scaled(Scale scale, double value) {
        return scale == Scale.LINEAR ? value : Math.log10(value);
    }

    boolean isShown(double value) {
        return isShown(scale, value);
    }

    /** Where a value lies: 0 at the lower end, 1 at the upper one; 0 where a logarithmic axis cannot show it. */
    double part(double value) {
        return isShown(value) ? (scaled(scale, value) - low) / (high - low) : 0;
    }

    /** At most so many values to label, ascending, each a power of ten or a small multiple of one. */
    List<Double> ticks(int most) {
        return scale == Scale.LOGARITHMIC && high - low >= 2 ? decades(most) : round(most);
    }

    private List<Double> decades(int most) {
        int step = Math.max(1, (int) Math.ceil((high - low) / most));
        List<Double> ticks = new ArrayList<>();
        for (int exponent = (int) Math.ceil(low / step) * step; exponent <= high; exponent += step) {
            ticks.add(Double.parseDouble("1e" + exponent));
        }
        return ticks;
    }

    private List<Double> round(int most) {
        double from = scale == Scale.LINEAR ? low : Math.pow(10, low);
        double to = scale == Scale.LINEAR ? high : Math.pow(10, high);
        double power = Math.pow(10, Math.floor(Math.log10((to - from) / most)));
        double step = 10 * power;
        for (int i = STEPS.length - 1; i >= 0 && STEPS[i] * power >= (to - from) / most; i--) {
            step = STEPS[i] * power;
        }
        List<Double> ticks = new ArrayList<>();
        for (long k = (long) Math.ceil(from / step); k * step <= to; k++) {
            ticks.add(k * step);
        }
        return ticks;
    }
}
