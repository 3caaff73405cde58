package io.driftlog.analyzer.report.figures;

import io.driftlog.events.Finding;
import io.driftlog.events.FindingKinds;
import io.driftlog.events.FindingRecorded;
import io.driftlog.events.RunSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Measured times beside those that the effective flow predicts: where its curve over slow time tau crosses the same
 * fractions, at the time at which lambda has integrated to tau. The flow begins on the manifold of minimisers, so its first value is the plateau.
 */
final class PredictedTimes {
    private static final double DRIFT_FRACTION = 0.05;

    private final Found found;
    private final RunSpec spec;

    PredictedTimes(List<FindingRecorded> findings, RunSpec spec) {
        this.found = new Found(findings);
        this.spec = spec;
    }

    /**
     * A time.
     *
     * @param what the kind of finding
     * @param measured the finding's flow time and bracket
     * @param predicted flow time; empty when the effective flow does not reach it
     */
    record Row(String what, Finding.BracketedTime measured, OptionalDouble predicted) {}

    /** Empty without an effective flow. */
    List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        double[] norms = curve(FindingKinds.NORM_SQUARED);
        double[] test = curve(FindingKinds.TEST_LOSS);
        // The drift of another R is the fall of that R.
        if (norms.length > 0 && spec.hasSquaredNorm()) {
            double drift = found.last(FindingKinds.NORM_DRIFT_FRACTION)
                    .map(finding -> finding.values().getOrDefault(FindingKinds.FRACTION, DRIFT_FRACTION))
                    .orElse(DRIFT_FRACTION);
            add(rows, FindingKinds.NORM_DRIFT_FRACTION, crossing(norms, (1 - drift) * norms[0]));
        }
        if (test.length > 0) {
            double fall = test[0] - test[test.length - 1];
            double end = test[test.length - 1];
            add(rows, FindingKinds.TEST_LOSS_DROP_START, crossing(test, end + 0.95 * fall));
            add(rows, FindingKinds.TEST_LOSS_DROP, crossing(test, 0.5 * test[0]));
            add(rows, FindingKinds.TEST_LOSS_DROP_END, crossing(test, end + 0.05 * fall));
        }
        return rows;
    }

    private void add(List<Row> rows, String kind, OptionalDouble predicted) {
        found.last(kind).flatMap(Finding::time).ifPresent(time -> rows.add(new Row(kind, time, predicted)));
    }

    private double[] curve(String name) {
        return found.vector(FindingKinds.EFFECTIVE_FLOW, name);
    }

    /** Flow time of the first crossing from above, log-interpolated in slow time between two samples. */
    private OptionalDouble crossing(double[] curve, double level) {
        double[] slow = curve(FindingKinds.SLOW_TIME);
        for (int i = 1; i < curve.length; i++) {
            if (curve[i - 1] > level && curve[i] <= level) {
                double part = (curve[i - 1] - level) / (curve[i - 1] - curve[i]);
                double slowTime = slow[i - 1] * Math.pow(slow[i] / slow[i - 1], part);
                return OptionalDouble.of(spec.decay().timeAt(slowTime));
            }
        }
        return OptionalDouble.empty();
    }
}
