package io.driftlog.log.run;

import io.driftlog.events.FindingRecorded;
import io.driftlog.log.Topics;
import java.util.SortedMap;

/**
 * The identity of a finding. Findings with the same identity have the same contents, because an analyzer is a function
 * of the events.
 *
 * <p>{@link Topics#FINDINGS} may have a finding more than once: an import writes the findings of the archive, and live
 * analyzers derive theirs again. Readers keep the first of each identity.
 *
 * <p>2026-11: an import cannot leave out what will be derived again, because it does not know which analyzers will read
 * the run. A live host cannot skip existing findings without reading what others wrote before each commit. The topic is
 * not compacted by identity, because its key is the run: that keeps a run's findings in one partition, in order.
 */
public record FindingIdentity(
        String runId, String analyzer, int version, SortedMap<String, String> parameters, long seq, int index) {

    /** The identity of a finding. */
    public static FindingIdentity of(FindingRecorded finding) {
        return new FindingIdentity(
                finding.runId(),
                finding.analyzer(),
                finding.version(),
                finding.parameters(),
                finding.seq(),
                finding.index());
    }
}
