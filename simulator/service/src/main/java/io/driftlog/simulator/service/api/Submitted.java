package io.driftlog.simulator.service.api;

import io.micronaut.serde.annotation.Serdeable;

/**
 * A request that is in the queue.
 *
 * @param runId the run; it appears in the list when a simulator has begun it
 * @param action start, resume or fork
 */
@Serdeable
public record Submitted(String runId, String action) {}
