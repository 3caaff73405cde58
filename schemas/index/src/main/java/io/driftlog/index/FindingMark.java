package io.driftlog.index;

import io.driftlog.events.Finding;
import io.driftlog.events.FindingKinds;
import io.driftlog.events.FindingRecorded;

/**
 * A finding in short: the newest of its kind from its analyzer; a final one has precedence over a provisional one.
 *
 * @param analyzer id of the analyzer
 * @param kind kind of the finding
 * @param stage whether it may still change
 * @param time flow time of the finding; NaN if it has none
 * @param verdict whether it is a verdict on the run
 */
public record FindingMark(String analyzer, String kind, Finding.Stage stage, double time, boolean verdict) {
    static FindingMark of(FindingRecorded recorded) {
        Finding finding = recorded.finding();
        return new FindingMark(
                recorded.analyzer(),
                finding.kind(),
                finding.stage(),
                finding.time().map(Finding.BracketedTime::estimate).orElse(Double.NaN),
                FindingKinds.isVerdict(recorded));
    }
}
