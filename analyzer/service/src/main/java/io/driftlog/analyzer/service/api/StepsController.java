package io.driftlog.analyzer.service.api;

import io.driftlog.events.StepTaken;
import io.driftlog.events.UserException.BadInput;
import io.driftlog.http.FindingList;
import io.driftlog.http.FindingView;
import io.driftlog.http.Limits;
import io.driftlog.http.LogAccess;
import io.driftlog.http.Refusals;
import io.driftlog.http.StepColumns;
import io.driftlog.http.StepView;
import io.driftlog.index.RunEntry;
import io.driftlog.index.Scalar;
import io.driftlog.index.Series;
import io.driftlog.index.SeriesSoFar;
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
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Steps and findings of a run. */
@Controller(Limits.API + "/runs/{runId}")
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "steps and findings")
class StepsController {
    private static final int PAGE = 1_000;
    private static final Duration PATIENT = Duration.ofMillis(Long.MAX_VALUE);

    private final LogAccess log;

    StepsController(LogAccess log) {
        this.log = log;
    }

    /**
     * Steps for a plot: spread evenly in log or linear flow time, always recorded ones, the first and the last among them.
     *
     * @param runId the run
     * @param axis log or linear
     * @param points how many at most
     * @param from earliest flow time
     * @param to latest flow time
     * @param columns which scalars, joined by commas; all by default
     * @param wait how many milliseconds to wait for a long run that has to be read from the log first; what was read until
     *     then is answered, with {@code read} below 1, and reading goes on. To the end by default.
     */
    @Get("/steps")
    StepColumns steps(
            @Pattern(regexp = Limits.RUN_ID) String runId,
            @QueryValue(defaultValue = "log") @Pattern(regexp = "log|linear") String axis,
            @QueryValue(defaultValue = "1000") @Min(2) @Max(Limits.POINTS) int points,
            @QueryValue(defaultValue = "0") double from,
            @QueryValue @Nullable Double to,
            @QueryValue @Nullable @Size(max = 200) String columns,
            @QueryValue @Nullable @Min(0) Integer wait) {
        Set<Scalar> wanted = scalars(columns);
        double latest = to == null ? Double.MAX_VALUE : to;
        if (!(from <= latest)) {
            throw new BadInput("from must be a flow time no later than to.");
        }
        Series.Axis along = Series.Axis.valueOf(axis.toUpperCase(Locale.ROOT));
        SeriesSoFar soFar = series(runId, wait == null ? PATIENT : Duration.ofMillis(wait));
        return StepColumns.of(runId, soFar, soFar.series().spread(along, from, latest, points), wanted);
    }

    /**
     * Consecutive steps in full resolution, scalars only.
     *
     * @param runId the run
     * @param seq the first one wanted
     * @param limit how many at most
     * @param columns which scalars, joined by commas; all by default
     */
    @Get("/steps/scalars")
    StepColumns scalars(
            @Pattern(regexp = Limits.RUN_ID) String runId,
            @QueryValue(defaultValue = "0") @Min(0) long seq,
            @QueryValue(defaultValue = "10000") @Min(1) @Max(Limits.POINTS) int limit,
            @QueryValue @Nullable @Size(max = 200) String columns) {
        SeriesSoFar soFar = series(runId, PATIENT);
        return StepColumns.of(runId, soFar, soFar.series().page(seq, limit), scalars(columns));
    }

    /**
     * Consecutive steps with weights and multiplier, read from the log.
     *
     * @param runId the run
     * @param seq the first one wanted
     * @param limit how many at most; fewer when their weights are many
     */
    @Get("/steps/full")
    StepPage full(
            @Pattern(regexp = Limits.RUN_ID) String runId,
            @QueryValue(defaultValue = "0") @Min(0) long seq,
            @QueryValue(defaultValue = "100") @Min(1) @Max(PAGE) int limit) {
        RunEntry run = run(runId);
        int numbers =
                run.started().map(start -> start.dimension() + start.samples()).orElse(1);
        int fitting = Math.min(limit, Math.max(1, Limits.NUMBERS / Math.max(1, numbers)));
        List<StepTaken> steps = log.index().steps(runId, seq, fitting);
        @Nullable
        Long next = steps.size() < fitting
                ? null
                : (Long) (steps.get(steps.size() - 1).seq() + 1);
        return new StepPage(runId, steps.stream().map(StepView::of).toList(), next);
    }

    /**
     * The state at one step, weights included: the last one at or before a flow time, or the one of a seq.
     *
     * @param runId the run
     * @param seq which step
     * @param time flow time
     */
    @Get("/state")
    StepView state(
            @Pattern(regexp = Limits.RUN_ID) String runId,
            @QueryValue @Nullable @Min(0) Long seq,
            @QueryValue @Nullable Double time) {
        return StepView.of(log.step(runId, seq, time));
    }

    /**
     * What analyzers said about the run.
     *
     * @param runId the run
     * @param analyzer only those of this analyzer
     * @param kind only those of this kind
     * @param vectors whether to show vectors, such as a predicted flow, or only their lengths
     */
    @Get("/findings")
    FindingList findings(
            @Pattern(regexp = Limits.RUN_ID) String runId,
            @QueryValue @Nullable @Size(max = 100) String analyzer,
            @QueryValue @Nullable @Size(max = 100) String kind,
            @QueryValue(defaultValue = "false") boolean vectors) {
        run(runId);
        return new FindingList(
                runId,
                log.index().findings(runId).stream()
                        .filter(found -> analyzer == null || found.analyzer().equals(analyzer))
                        .filter(found -> kind == null || found.finding().kind().equals(kind))
                        .map(found -> FindingView.of(found, vectors))
                        .toList());
    }

    private RunEntry run(String runId) {
        return log.index().run(runId).orElseThrow(() -> Refusals.noSuchRun(runId));
    }

    private SeriesSoFar series(String runId, Duration patience) {
        return log.index().series(runId, patience).orElseThrow(() -> Refusals.noSuchRun(runId));
    }

    private static Set<Scalar> scalars(@Nullable String names) {
        if (names == null || names.isBlank()) {
            return StepColumns.ALL;
        }
        EnumSet<Scalar> scalars = EnumSet.noneOf(Scalar.class);
        for (String name : names.split(",")) {
            scalars.add(StepColumns.scalar(name.strip())
                    .orElseThrow(() -> new BadInput("There is no column " + Refusals.shown(name) + "; there are "
                            + String.join(", ", StepColumns.names()) + ".")));
        }
        return scalars;
    }
}
