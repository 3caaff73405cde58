package io.driftlog.http;

import io.driftlog.log.RunAnnotated;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Optional;

/**
 * What people wrote about a run.
 *
 * @param runId the run
 * @param tags its tags, in order
 * @param note its note; empty text if it has none
 */
@Serdeable
@Schema(name = "Annotations")
public record AnnotationsView(String runId, List<String> tags, String note) {
    /**
     * The annotations of a run.
     *
     * @param given the tags that it was started with
     * @param changes of its tags and note since then
     */
    public static AnnotationsView of(String runId, List<String> given, Optional<RunAnnotated> changes) {
        return new AnnotationsView(
                runId,
                RunAnnotated.tagsOf(given, changes),
                changes.flatMap(RunAnnotated::note).orElse(""));
    }
}
