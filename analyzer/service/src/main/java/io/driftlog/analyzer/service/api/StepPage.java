package io.driftlog.analyzer.service.api;

import io.driftlog.http.StepView;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive steps in full.
 *
 * @param runId the run
 * @param steps in order
 * @param next seq to ask for next; null when these were the last ones for now
 */
@Serdeable
public record StepPage(
        String runId, List<StepView> steps, @Nullable Long next) {}
