package io.driftlog.simulator.service.api;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.http.Limits;
import io.driftlog.http.LogAccess;
import io.driftlog.http.Refusals;
import io.driftlog.log.run.RunReader;
import io.driftlog.simulator.flow.objective.Learned;
import io.driftlog.simulator.spi.InvalidSpecException;
import io.driftlog.simulator.spi.Objective;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;

/** What the weights of a step have learned. */
@Controller(Limits.API + "/runs/{runId}/predictor")
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "runs")
class PredictorController {
    private static final int RUNS = 4;

    private final LogAccess log;
    private final Cache<String, Objective> objectives =
            Caffeine.newBuilder().maximumSize(RUNS).build();

    PredictorController(LogAccess log) {
        this.log = log;
    }

    /**
     * What was learned at one step: the last one at or before a flow time, or the one of a seq; the last by default.
     *
     * @param runId the run
     * @param seq which step
     * @param time flow time
     */
    @Get
    PredictorView predictor(
            @Pattern(regexp = Limits.RUN_ID) String runId,
            @QueryValue @Nullable @Min(0) Long seq,
            @QueryValue @Nullable Double time) {
        StepTaken step = log.step(runId, seq, time);
        if (step.weights().length == 0) {
            return PredictorView.none(step, "This step was recorded without its weights.");
        }
        Objective objective;
        try {
            objective = objectives.get(runId, this::open);
        } catch (InvalidSpecException e) {
            return PredictorView.none(step, "The objective of this run cannot be built here: " + e.getMessage());
        }
        // An objective keeps workspaces: one thread at a time.
        synchronized (objective) {
            return PredictorView.of(step, Learned.of(objective, step.weights()));
        }
    }

    private Objective open(String runId) {
        try (RunReader reader = RunReader.open(log.kafka(), runId)) {
            if (reader.hasNext() && reader.next().event() instanceof RunStarted run) {
                return io.driftlog.simulator.flow.spec.Problems.open(run.spec())
                        .flow()
                        .objective();
            }
        }
        throw Refusals.noSuchRun(runId);
    }
}
