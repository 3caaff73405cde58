package io.driftlog.events;

import java.util.SortedMap;

/**
 * A finding with its identity: (runId, analyzer, version, parameters, seq, index). The same run folded by the same
 * analyzer gives the same findings under the same identities, live and on replay.
 *
 * @param runId the run; the key of its Kafka record
 * @param analyzer id of the analyzer
 * @param version version of the analyzer
 * @param parameters those of the analyzer's parameters that differ from their defaults
 * @param seq seq of the event it was found at: of the StepTaken, or of the RunEnded
 * @param index numbers the findings at one seq 0, 1, 2 …
 * @param finding what was found
 */
public record FindingRecorded(
        String runId,
        String analyzer,
        int version,
        SortedMap<String, String> parameters,
        long seq,
        int index,
        Finding finding) {

    public FindingRecorded {
        parameters = SortedMaps.copyOf(parameters);
    }
}
