package io.driftlog.simulator.service.api;

import io.driftlog.events.RunStarted;
import io.driftlog.http.AnnotationsView;
import io.driftlog.http.Limits;
import io.driftlog.http.LogAccess;
import io.driftlog.http.Refusals;
import io.driftlog.index.RunEntry;
import io.driftlog.log.RunAnnotated;
import io.driftlog.log.run.Annotations;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tags runs and writes notes about them. */
@Controller(Limits.API + "/runs/{runId}")
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "runs")
class AnnotationsController {
    private final LogAccess log;

    AnnotationsController(LogAccess log) {
        this.log = log;
    }

    /**
     * Tags to change; the other tags of the run stay.
     *
     * @param add to put on
     * @param remove to take off
     */
    @Serdeable
    record TagChange(
            @Nullable @Size(max = RunAnnotated.MOST_TAGS) List<@NotNull String> add,
            @Nullable @Size(max = RunAnnotated.MOST_TAGS) List<@NotNull String> remove) {}

    /**
     * Puts tags on a run and takes tags off.
     *
     * @param runId the run
     * @param change which
     */
    @Post("/tags")
    AnnotationsView tag(@Pattern(regexp = Limits.RUN_ID) String runId, @Body @Valid TagChange change) {
        return annotate(RunAnnotated.tags(runId, orNone(change.add()), orNone(change.remove()), now()));
    }

    private static List<String> orNone(@Nullable List<String> tags) {
        return tags == null ? List.of() : tags;
    }

    /**
     * What to note.
     *
     * @param note the text; empty to remove the note
     */
    @Serdeable
    record Note(
            @NotNull @Size(max = RunAnnotated.LONGEST_NOTE) String note) {}

    /**
     * Writes the note of a run, in place of the one before.
     *
     * @param runId the run
     * @param note the text
     */
    @Put("/note")
    AnnotationsView note(@Pattern(regexp = Limits.RUN_ID) String runId, @Body @Valid Note note) {
        return annotate(RunAnnotated.note(runId, note.note(), now()));
    }

    private AnnotationsView annotate(RunAnnotated change) {
        RunEntry run = log.index().run(change.runId()).orElseThrow(() -> Refusals.noSuchRun(change.runId()));
        Annotations.append(log.kafka(), change);
        return AnnotationsView.of(
                run.runId(),
                run.started().map(RunStarted::tags).orElse(List.of()),
                run.annotations().map(before -> before.then(change)).or(() -> Optional.of(change)));
    }

    private static long now() {
        return System.currentTimeMillis();
    }
}
