package io.driftlog.simulator.service.api;

import io.micronaut.serde.annotation.Serdeable;

/**
 * A run that was told to stop.
 *
 * @param runId the run
 * @param begun whether the log has events of it; a run without is not begun any more
 */
@Serdeable
public record Interrupted(String runId, boolean begun) {}
