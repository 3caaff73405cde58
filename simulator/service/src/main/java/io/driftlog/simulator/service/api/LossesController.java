package io.driftlog.simulator.service.api;

import io.driftlog.http.Limits;
import io.driftlog.http.LogAccess;
import io.driftlog.http.LossList;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.tags.Tag;

/** What the log has lost. */
@Controller(Limits.API + "/losses")
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "runs")
class LossesController {
    private final LogAccess log;

    LossesController(LogAccess log) {
        this.log = log;
    }

    /** The runs that have lost events, and the damaged partitions, a sentence each. */
    @Get
    LossList list() {
        return LossList.of(log.index());
    }
}
