package io.driftlog.node.web;

import io.driftlog.analyzer.report.Chart;
import io.driftlog.analyzer.report.figures.ReportFolder;
import io.driftlog.analyzer.report.figures.RunPage;
import io.driftlog.events.UserException.TooMany;
import io.driftlog.http.Limits;
import io.driftlog.http.LogAccess;
import io.driftlog.http.Refusals;
import io.driftlog.log.run.RunReader;
import io.driftlog.log.run.TrajectoryReader;
import io.driftlog.node.report.RunReport;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Pattern;
import java.util.List;
import java.util.concurrent.Semaphore;

/** Makes the report of a recorded run. */
@Controller(Limits.API + "/runs/{runId}/report")
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "runs")
class ReportController {
    private final LogAccess log;
    private final Semaphore free = new Semaphore(1);

    ReportController(LogAccess log) {
        this.log = log;
    }

    /**
     * Replays a run through all analyzers and makes its report, a page that refers to no other.
     *
     * @param runId the run
     */
    @Get(produces = MediaType.TEXT_HTML)
    String report(@Pattern(regexp = Limits.RUN_ID) String runId) {
        if (log.index().run(runId).isEmpty()) {
            throw Refusals.noSuchRun(runId);
        }
        Chart.requireFonts();
        if (!free.tryAcquire()) {
            throw new TooMany("Another report is being made; try again when it is done.");
        }
        try (TrajectoryReader events = RunReader.open(log.kafka(), runId).events()) {
            RunPage page = RunReport.page(runId, events, "");
            return ReportFolder.html(RunReport.title(page), RunReport.INTRODUCTION, List.of(page));
        } finally {
            free.release();
        }
    }
}
