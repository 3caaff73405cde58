package io.driftlog.simulator.service.api;

import io.driftlog.events.UserException.TooMany;
import io.driftlog.http.ComparisonView;
import io.driftlog.http.Limits;
import io.driftlog.http.LogAccess;
import io.driftlog.http.Refusals;
import io.driftlog.simulator.service.compare.Comparison;
import io.driftlog.simulator.service.compare.RecordedRun;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Compares runs. */
@Controller(Limits.API + "/compare")
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "runs")
class CompareController {
    private static final int AT_ONCE = 2;

    /** 32 MB for each comparison. */
    private static final long NUMBERS = 4L << 20;

    private final LogAccess log;
    private final Semaphore free = new Semaphore(AT_ONCE);

    CompareController(LogAccess log) {
        this.log = log;
    }

    /**
     * Recorded runs side by side: what differs in their specs, when their phases begin and end, their last steps, the distance
     * of their weights, and powers of the one number in which they differ.
     *
     * @param run the runs, at least two; ratios and distances are to the first
     * @param at whether distances are measured at equal time or at equal slow time; by default at equal slow time where the
     *     weight decays differ
     */
    @Get
    ComparisonView compare(
            @QueryValue @Size(min = 2, max = Comparison.MOST_RUNS) List<@Pattern(regexp = Limits.RUN_ID) String> run,
            @QueryValue @Nullable @Pattern(regexp = "time|slow-time") String at) {
        if (!free.tryAcquire()) {
            throw new TooMany(AT_ONCE + " comparisons are under way already; send the request again later.");
        }
        try {
            List<RecordedRun> runs = new ArrayList<>();
            for (String each : run) {
                runs.add(RecordedRun.ofLog(log.kafka(), each, NUMBERS / run.size())
                        .orElseThrow(() -> Refusals.noSuchRun(each)));
            }
            return Comparison.of(runs, at);
        } finally {
            free.release();
        }
    }
}
