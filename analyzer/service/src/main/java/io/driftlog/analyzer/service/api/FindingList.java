package io.driftlog.analyzer.service.api;

import io.driftlog.http.FindingView;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;

/**
 * Findings about a run.
 *
 * @param runId the run
 * @param findings in the order in which they were committed
 */
@Serdeable
public record FindingList(String runId, List<FindingView> findings) {}
