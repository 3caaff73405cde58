package io.driftlog.index;

import io.driftlog.events.Finding;
import io.driftlog.events.FindingKinds;
import io.driftlog.events.FindingRecorded;
import java.util.HashMap;
import java.util.Map;

/**
 * A finding in short: the newest of its kind from its analyzer; a final one has precedence over a provisional one.
 *
 * @param analyzer id of the analyzer
 * @param kind kind of the finding
 * @param stage whether it may still change
 * @param time flow time of the finding; NaN if it has none
 * @param verdict whether it is a verdict on the run
 * @param values the finite numbers of a verdict; empty for other findings
 */
public record FindingMark(
        String analyzer, String kind, Finding.Stage stage, double time, boolean verdict, Map<String, Double> values) {
    public FindingMark {
        values = Map.copyOf(values);
    }

    static FindingMark of(FindingRecorded recorded) {
        Finding finding = recorded.finding();
        boolean verdict = FindingKinds.isVerdict(recorded);
        var values = new HashMap<String, Double>();
        if (verdict) {
            values.putAll(finding.values());
            values.values().removeIf(value -> !Double.isFinite(value));
        }
        return new FindingMark(
                recorded.analyzer(),
                finding.kind(),
                finding.stage(),
                finding.time().map(Finding.BracketedTime::estimate).orElse(Double.NaN),
                verdict,
                values);
    }
}
