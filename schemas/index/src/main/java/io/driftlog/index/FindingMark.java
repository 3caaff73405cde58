package io.driftlog.index;

import io.driftlog.events.Finding;
import io.driftlog.events.FindingRecorded;

/**
 * A finding in short: the newest one of its kind from its analyzer, a final one before a provisional one.
 *
 * @param analyzer id of the analyzer
 * @param kind what was found
 * @param stage whether it may still change
 * @param time the flow time it speaks of; NaN when it speaks of none
 */
public record FindingMark(String analyzer, String kind, Finding.Stage stage, double time) {
    static FindingMark of(FindingRecorded recorded) {
        Finding finding = recorded.finding();
        return new FindingMark(
                recorded.analyzer(),
                finding.kind(),
                finding.stage(),
                finding.time().map(Finding.BracketedTime::estimate).orElse(Double.NaN));
    }
}
