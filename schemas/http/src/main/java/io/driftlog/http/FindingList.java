package io.driftlog.http;

import io.driftlog.events.FindingRecorded;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;

/**
 * Findings about a run.
 *
 * @param runId the run
 * @param findings in the order in which they were committed
 */
@Serdeable
public record FindingList(String runId, List<FindingView> findings) {
    /** Findings with their vectors. */
    public static FindingList of(String runId, List<FindingRecorded> findings) {
        return new FindingList(runId, FindingView.of(findings));
    }
}
