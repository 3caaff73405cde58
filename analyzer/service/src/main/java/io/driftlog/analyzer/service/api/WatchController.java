package io.driftlog.analyzer.service.api;

import io.driftlog.events.FindingRecorded;
import io.driftlog.events.UserException.TooMany;
import io.driftlog.http.FindingView;
import io.driftlog.http.Limits;
import io.driftlog.http.LogAccess;
import io.driftlog.http.Refusals;
import io.driftlog.http.RunList;
import io.driftlog.http.RunView;
import io.driftlog.http.StepColumns;
import io.driftlog.index.RunEntry;
import io.driftlog.index.Series;
import io.driftlog.index.SeriesSoFar;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.sse.Event;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** Streams of server-sent events: what changes in the log, as it is committed. */
@Controller(Limits.API)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "streams")
class WatchController {
    private static final Duration TICK = Duration.ofMillis(200);
    private static final int QUIET_TICKS = 50;

    private final LogAccess log;
    private final AtomicInteger open = new AtomicInteger();

    WatchController(LogAccess log) {
        this.log = log;
    }

    /**
     * One run: {@code run} (a Run, whenever it changes), {@code steps} (Steps committed since the last such event, thinned
     * when they are many), {@code finding} (a Finding), {@code brokers} (those that are away, when they change), {@code ping} when nothing else was sent for ten seconds.
     *
     * @param runId the run
     * @param seq the first step wanted; none of the past by default
     * @param points how many steps at most five times a second
     */
    @Get(value = "/runs/{runId}/watch", produces = MediaType.TEXT_EVENT_STREAM)
    Publisher<Event<Object>> watch(
            @Pattern(regexp = Limits.RUN_ID) String runId,
            @QueryValue(defaultValue = "9007199254740991") @Min(0) long seq,
            @QueryValue(defaultValue = "200") @Min(1) @Max(2000) int points) {
        if (log.index().run(runId).isEmpty()) {
            throw Refusals.noSuchRun(runId);
        }
        return stream(new RunCursor(runId, seq, points)::poll);
    }

    /**
     * All runs: {@code runs} (a RunList of those that changed), {@code brokers} (those that are away), {@code ping}.
     *
     * @param since only what changed after this version; all runs by default
     */
    @Get(value = "/watch", produces = MediaType.TEXT_EVENT_STREAM)
    Publisher<Event<Object>> watchAll(@QueryValue(defaultValue = "-1") long since) {
        return stream(new AllCursor(since)::poll);
    }

    private Flux<Event<Object>> stream(Supplier<List<Event<Object>>> cursor) {
        if (open.incrementAndGet() > Limits.STREAMS) {
            open.decrementAndGet();
            throw new TooMany("There are " + Limits.STREAMS + " open streams already; close one.");
        }
        int[] quiet = {0};
        var brokers = new BrokersCursor();
        return Flux.interval(Duration.ZERO, TICK)
                .onBackpressureDrop()
                .publishOn(Schedulers.boundedElastic(), 1)
                .concatMapIterable(tick -> {
                    List<Event<Object>> events = new ArrayList<>(brokers.poll());
                    events.addAll(cursor.get());
                    quiet[0] = events.isEmpty() ? quiet[0] + 1 : 0;
                    if (quiet[0] < QUIET_TICKS) {
                        return events;
                    }
                    quiet[0] = 0;
                    return List.of(event("ping", Map.of()));
                })
                .doFinally(end -> open.decrementAndGet());
    }

    /** Which brokers are away, as one watcher knows. */
    private final class BrokersCursor {
        private List<String> away = List.of();

        List<Event<Object>> poll() {
            List<String> now = log.brokersAway().get();
            if (now.equals(away)) {
                return List.of();
            }
            away = now;
            return List.of(event("brokers", Map.of("away", now)));
        }
    }

    private static Event<Object> event(String name, Object data) {
        return Event.of(data).name(name);
    }

    /** How far one watcher of a run has come. */
    private final class RunCursor {
        private final String runId;
        private final int points;
        private long nextSeq;
        private long version = -1;
        private int findings;

        RunCursor(String runId, long seq, int points) {
            this.runId = runId;
            this.nextSeq = seq;
            this.points = points;
        }

        List<Event<Object>> poll() {
            List<Event<Object>> events = new ArrayList<>();
            RunEntry run = log.index().run(runId).orElseThrow();
            if (run.version() == version) {
                return events;
            }
            version = run.version();
            steps(events);
            if (run.findings() > findings) {
                List<FindingRecorded> all = log.index().findings(runId);
                all.subList(Math.min(findings, all.size()), all.size())
                        .forEach(found -> events.add(event("finding", FindingView.of(found, false))));
                findings = all.size();
            }
            events.add(event("run", RunView.of(run)));
            return events;
        }

        private void steps(List<Event<Object>> events) {
            Series series = log.index().series(runId).orElseThrow();
            long recorded = series.recorded();
            if (nextSeq < recorded) {
                events.add(event(
                        "steps",
                        StepColumns.of(
                                runId, new SeriesSoFar(series, 1), series.from(nextSeq, points), StepColumns.ALL)));
            }
            nextSeq = recorded;
        }
    }

    /** How far one watcher of all runs has come. */
    private final class AllCursor {
        private long version;

        AllCursor(long since) {
            this.version = since;
        }

        List<Event<Object>> poll() {
            List<RunEntry> changed = log.index().changedSince(version);
            if (changed.isEmpty()) {
                return List.of();
            }
            version = changed.stream().mapToLong(RunEntry::version).max().orElse(version);
            List<RunView> views = changed.stream().map(RunView::of).toList();
            return List.of(event("runs", new RunList(version, log.index().size(), views.size(), views)));
        }
    }
}
