package io.driftlog.analyzer.service.api;

import io.driftlog.analyzer.service.Replay;
import io.driftlog.analyzer.spi.driver.Analyzers;
import io.driftlog.analyzer.spi.driver.FoldDriver;
import io.driftlog.events.UserException.BadInput;
import io.driftlog.events.UserException.TooMany;
import io.driftlog.http.FindingView;
import io.driftlog.http.Limits;
import io.driftlog.http.LogAccess;
import io.driftlog.http.Refusals;
import io.driftlog.log.run.RunReader;
import io.driftlog.log.run.TrajectoryReader;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Folds a recorded run again, through an analyzer of the caller's choice. */
@Controller(Limits.API + "/runs/{runId}/replays")
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "analyzers")
class ReplayController {
    private static final int AT_ONCE = 2;
    private static final int MOST_PARAMETERS = 32;

    private final LogAccess log;
    private final Analyzers analyzers;
    private final Semaphore free = new Semaphore(AT_ONCE);

    ReplayController(LogAccess log, Analyzers analyzers) {
        this.log = log;
        this.analyzers = analyzers;
    }

    /**
     * What to replay.
     *
     * @param analyzer id of the analyzer
     * @param parameters those that differ from its defaults
     */
    @Serdeable
    record Wanted(
            @NotNull @Size(max = 100) String analyzer,
            @Nullable @Size(max = MOST_PARAMETERS) Map<@Size(max = 100) String, @Size(max = 200) String> parameters) {}

    /**
     * What a replay found; it is not written to the log.
     *
     * @param runId the run
     * @param analyzer id of the analyzer
     * @param version of the analyzer
     * @param parameters those that differ from its defaults
     * @param findings in order, vectors included; of a run that still goes on, those up to now
     * @param damage which events are missing or cannot be read; null if none
     */
    @Serdeable
    record Replayed(
            String runId,
            String analyzer,
            int version,
            Map<String, String> parameters,
            List<FindingView> findings,
            @Nullable String damage) {}

    /**
     * Replays a run and waits for the findings.
     *
     * @param runId the run
     * @param wanted the analyzer
     */
    @Post
    Replayed replay(@Pattern(regexp = Limits.RUN_ID) String runId, @Body @Valid Wanted wanted) {
        if (log.index().run(runId).isEmpty()) {
            throw Refusals.noSuchRun(runId);
        }
        FoldDriver<?> driver = driver(wanted);
        if (!free.tryAcquire()) {
            throw new TooMany("There are " + AT_ONCE + " replays under way already; try again when one is done.");
        }
        try {
            Replay.Result result = fold(driver, runId);
            return new Replayed(
                    runId,
                    driver.id(),
                    driver.version(),
                    driver.parameters(),
                    FindingView.of(result.findings()),
                    result.damage().orElse(null));
        } finally {
            free.release();
        }
    }

    private FoldDriver<?> driver(Wanted wanted) {
        try {
            Map<String, String> parameters = wanted.parameters();
            return analyzers.create(wanted.analyzer(), parameters == null ? Map.of() : parameters);
        } catch (IllegalArgumentException e) {
            throw new BadInput("analyzer: " + e.getMessage() + ".");
        }
    }

    /** Where the record cannot be read, the last finding says so. */
    private Replay.Result fold(FoldDriver<?> driver, String runId) {
        try (TrajectoryReader events = RunReader.open(log.kafka(), runId).events()) {
            Replay.Result result = Replay.run(events, List.of(driver));
            if (result.run().isEmpty()) {
                throw Refusals.noSuchRun(runId);
            }
            return result;
        }
    }
}
