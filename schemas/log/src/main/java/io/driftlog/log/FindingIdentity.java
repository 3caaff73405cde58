package io.driftlog.log;

import io.driftlog.events.FindingRecorded;
import java.util.SortedMap;

/** What makes two findings the same one; their contents then agree, because an analyzer is a function of the events. */
record FindingIdentity(
        String runId, String analyzer, int version, SortedMap<String, String> parameters, long seq, int index) {

    static FindingIdentity of(FindingRecorded finding) {
        return new FindingIdentity(
                finding.runId(),
                finding.analyzer(),
                finding.version(),
                finding.parameters(),
                finding.seq(),
                finding.index());
    }
}
