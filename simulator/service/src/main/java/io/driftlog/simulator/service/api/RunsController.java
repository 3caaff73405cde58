package io.driftlog.simulator.service.api;

import io.driftlog.events.UserException;
import io.driftlog.events.UserException.Refused;
import io.driftlog.http.Limits;
import io.driftlog.http.LogAccess;
import io.driftlog.http.Refusals;
import io.driftlog.http.RunCondition;
import io.driftlog.http.RunDetail;
import io.driftlog.http.RunList;
import io.driftlog.http.RunOrder;
import io.driftlog.http.RunOverview;
import io.driftlog.http.RunView;
import io.driftlog.index.RunEntry;
import io.driftlog.simulator.service.queue.Simulators;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The runs of the log. */
@Controller(Limits.API + "/runs")
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "runs")
class RunsController {
    private final LogAccess log;
    private final Simulators simulators;

    RunsController(LogAccess log, Simulators simulators) {
        this.log = log;
        this.simulators = simulators;
    }

    /**
     * The runs, the one that started last first.
     *
     * @param state only those in this state
     * @param text only those whose id, name, objective or method holds this text
     * @param tag only those with this tag
     * @param where only those that meet this condition, such as {@code weightDecay<1e-4}; may be given several times
     * @param sort a property, such as {@code testLoss}; with a minus before it the largest first
     * @param since only those that changed after this version
     * @param skip how many to pass over
     * @param limit how many at most
     */
    @Get
    RunList list(
            @QueryValue @Nullable @Pattern(regexp = "running|interrupted|completed|cancelled|failed") String state,
            @QueryValue @Nullable @Size(max = 100) String text,
            @QueryValue @Nullable @Size(max = 100) String tag,
            @QueryValue @Nullable @Size(max = 20) List<String> where,
            @QueryValue @Nullable @Size(max = 100) String sort,
            @QueryValue(defaultValue = "-1") long since,
            @QueryValue(defaultValue = "0") @Min(0) int skip,
            @QueryValue(defaultValue = "1000") @Min(1) @Max(Limits.RUNS) int limit) {
        if (state == null && text == null && tag == null && where == null && sort == null) {
            return RunList.of(log.index(), since, skip, limit);
        }
        Predicate<RunView> conditions = RunCondition.all(where == null ? List.of() : where);
        return RunList.of(
                log.index(),
                since,
                skip,
                limit,
                run -> (state == null || run.state().equals(state))
                        && (tag == null || run.tags().contains(tag))
                        && (text == null || words(run).contains(text.toLowerCase(Locale.ROOT)))
                        && conditions.test(run),
                sort == null ? null : RunOrder.parse(sort));
    }

    private static String words(RunView run) {
        RunView.Setup setup = run.setup();
        String more = setup == null ? "" : setup.objective() + ' ' + setup.method();
        return (run.runId() + ' ' + run.name() + ' ' + more).toLowerCase(Locale.ROOT);
    }

    /**
     * One run with its spec, in the form in which a spec is given. Refused with the reason for a run that a simulator took
     * from the queue and could not begin.
     *
     * @param runId the run
     */
    @Get("/{runId}")
    RunDetail get(@Pattern(regexp = Limits.RUN_ID) String runId) {
        RunEntry run = log.index()
                .run(runId)
                .orElseThrow(() -> simulators
                        .refusal(runId)
                        .<UserException>map(Refused::new)
                        .orElseGet(() -> Refusals.noSuchRun(runId)));
        return RunDetail.of(run);
    }

    /**
     * One run without its steps, read from the log: its first event, its last step, its end and its findings.
     *
     * @param runId the run
     */
    @Get("/{runId}/overview")
    RunOverview overview(@Pattern(regexp = Limits.RUN_ID) String runId) {
        return RunOverview.read(log.kafka(), runId).orElseThrow(() -> Refusals.noSuchRun(runId));
    }
}
