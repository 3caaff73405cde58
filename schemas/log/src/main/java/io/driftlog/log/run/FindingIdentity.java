package io.driftlog.log.run;

import io.driftlog.events.FindingRecorded;
import io.driftlog.log.Topics;
import java.util.SortedMap;

/**
 * What makes two findings the same one; their contents then agree, because an analyzer is a function of the events.
 *
 * <p>{@link Topics#FINDINGS} may have a finding more than once: an import brings those of the archive along, and the
 * analyzers that are live here derive theirs again. Every reader keeps the first of each identity.
 *
 * <p>2026-11: an import cannot leave out what will be derived again, for nobody knows which analyzers will read the run: one
 * that never runs here has its findings from the archive alone. A live host cannot skip what is there, for it would have to
 * read what others wrote before every commit. And the topic is not compacted by identity: its key is the run, which keeps a
 * run's findings in one partition, in order.
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
