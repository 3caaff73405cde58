package io.driftlog.analyzer.report.figures;

import io.driftlog.events.Finding;
import io.driftlog.events.FindingRecorded;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Measured times beside those that the effective flow alone predicts: its curve over slow time tau, crossed at the same
 * fractions, at t = tau / lambda. The flow begins on the manifold of minimisers, so its first value is the plateau.
 */
final class PredictedTimes {
    private static final double DRIFT_FRACTION = 0.05;

    private final Found found;
    private final double weightDecay;

    PredictedTimes(List<FindingRecorded> findings, double weightDecay) {
        this.found = new Found(findings);
        this.weightDecay = weightDecay;
    }

    /**
     * A time.
     *
     * @param what is timed
     * @param measured the finding's flow time and bracket
     * @param predicted flow time; empty when the effective flow does not reach it
     */
    record Row(String what, Finding.BracketedTime measured, OptionalDouble predicted) {}

    /** Empty without an effective flow. */
    List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        double[] norms = curve("normSquared");
        double[] test = curve("testLoss");
        if (norms.length > 0) {
            double drift = found.last("norm-drift-fraction")
                    .map(finding -> finding.values().getOrDefault("fraction", DRIFT_FRACTION))
                    .orElse(DRIFT_FRACTION);
            add(rows, "norm-drift-fraction", crossing(norms, (1 - drift) * norms[0]));
        }
        if (test.length > 0) {
            double fall = test[0] - test[test.length - 1];
            double end = test[test.length - 1];
            add(rows, "test-loss-drop-start", crossing(test, end + 0.95 * fall));
            add(rows, "test-loss-drop", crossing(test, 0.5 * test[0]));
            add(rows, "test-loss-drop-end", crossing(test, end + 0.05 * fall));
        }
        return rows;
    }

    private void add(List<Row> rows, String kind, OptionalDouble predicted) {
        found.last(kind).flatMap(Finding::time).ifPresent(time -> rows.add(new Row(kind, time, predicted)));
    }

    private double[] curve(String name) {
        return found.vector("effective-flow", name);
    }

    /** Flow time of the first crossing from above, log-interpolated in slow time between two samples. */
    private OptionalDouble crossing(double[] curve, double level) {
        double[] slow = curve("slowTime");
        for (int i = 1; i < curve.length; i++) {
            if (curve[i - 1] > level && curve[i] <= level) {
                double part = (curve[i - 1] - level) / (curve[i - 1] - curve[i]);
                return OptionalDouble.of(slow[i - 1] * Math.pow(slow[i] / slow[i - 1], part) / weightDecay);
            }
        }
        return OptionalDouble.empty();
    }
}
