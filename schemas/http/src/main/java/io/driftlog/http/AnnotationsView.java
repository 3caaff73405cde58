package io.driftlog.http;

import io.driftlog.log.RunAnnotated;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

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
    /** The annotations of a run after its changes. */
    public static AnnotationsView of(RunAnnotated changes) {
        return new AnnotationsView(
                changes.runId(), changes.tagsAfter(List.of()), changes.note().orElse(""));
    }
}
