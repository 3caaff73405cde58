package io.driftlog.simulator.service.api;

import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.UserException.BadInput;
import io.driftlog.events.UserException.NotFound;
import io.driftlog.events.UserException.Refused;
import io.driftlog.events.UserException.TooMany;
import io.driftlog.events.UserException.Unavailable;
import io.driftlog.http.EndView;
import io.driftlog.http.Limits;
import io.driftlog.http.LogAccess;
import io.driftlog.http.Refusals;
import io.driftlog.http.Words;
import io.driftlog.index.RunEntry;
import io.driftlog.log.RunRequest;
import io.driftlog.log.RunStatus;
import io.driftlog.log.admin.DiskUse;
import io.driftlog.log.queue.RunQueue;
import io.driftlog.log.run.RunReader;
import io.driftlog.simulator.service.ForkPlan;
import io.driftlog.simulator.service.ForkPoint;
import io.driftlog.simulator.service.KeyValue;
import io.driftlog.simulator.service.NamedSpec;
import io.driftlog.simulator.service.Presets;
import io.driftlog.simulator.service.RunIds;
import io.driftlog.simulator.service.RunService;
import io.driftlog.simulator.service.RunSpecReader;
import io.driftlog.simulator.service.queue.Simulators;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Starts, resumes, interrupts and cancels runs. */
@Controller(Limits.API + "/runs")
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "runs")
class RunActionsController {
    /** A run with a commit within this time is being made. */
    private static final long FRESH_MILLIS = 5_000;

    /** Specs that are read and built at the same time. */
    private static final int TURNS = 2;

    private static final int TURN_SECONDS = 10;

    private final LogAccess log;
    private final RunService service;
    private final RunLimits limits;
    private final Simulators simulators;
    private final Semaphore turns = new Semaphore(TURNS, true);

    RunActionsController(LogAccess log, RunService service, RunLimits limits, Simulators simulators) {
        this.log = log;
        this.service = service;
        this.limits = limits;
        this.simulators = simulators;
    }

    /**
     * Starts a run: checks its spec and puts it into the queue of the simulators.
     *
     * @param spec the run spec in YAML or JSON; nothing when a preset is named
     * @param preset the name of a preset to run as it is
     */
    @Post
    @Status(HttpStatus.ACCEPTED)
    @Consumes({"application/yaml", "application/x-yaml", "text/yaml", MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
    HttpResponse<Submitted> start(@Body @Nullable String spec, @QueryValue @Nullable @Size(max = 100) String preset) {
        String text = preset == null ? spec : preset(preset, spec);
        if (text == null || text.isBlank()) {
            throw new BadInput("The body is empty: send a run spec in YAML or JSON, or name a preset.");
        }
        String runId =
                RunIds.next(checked(() -> RunSpecReader.parseWithoutFiles(text)).name());
        return submit(RunRequest.start(runId, text, System.currentTimeMillis()));
    }

    /** Reads a spec and builds its run, both bounded in number; a caller waits for a turn. */
    private NamedSpec checked(Supplier<NamedSpec> spec) {
        boolean mine = false;
        try {
            mine = turns.tryAcquire(TURN_SECONDS, TimeUnit.SECONDS);
            if (!mine) {
                throw new TooMany("Other specs are being checked, and this one got no turn within " + TURN_SECONDS
                        + " s; send it again later.");
            }
            NamedSpec named = spec.get();
            if (named.spec().objective().datasetReferences().isEmpty()) {
                RunChecks.check(named, limits, () -> DiskUse.of(log.kafka()).usableBytes());
            } else {
                RunChecks.checkSize(named);
            }
            return named;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable("The node is about to stop; send the spec again later.", e);
        } finally {
            if (mine) {
                turns.release();
            }
        }
    }

    private static String preset(String name, @Nullable String spec) {
        if (spec != null && !spec.isBlank()) {
            throw new BadInput("Send a spec or name a preset, not both.");
        }
        return Presets.text(name).orElseThrow(() -> new NotFound(Presets.unknown(Refusals.shown(name))));
    }

    /**
     * Resumes an interrupted run.
     *
     * @param runId the run
     */
    @Post("/{runId}/resume")
    @Status(HttpStatus.ACCEPTED)
    HttpResponse<Submitted> resume(@Pattern(regexp = Limits.RUN_ID) String runId) {
        RunStatus status = run(runId).status();
        if (status.state().ended()) {
            throw new Refused("Run " + runId + " has ended (" + status.state().word()
                    + ") and cannot be resumed; start its spec again instead.");
        }
        boolean fresh = System.currentTimeMillis() - status.updatedAtMillis() < FRESH_MILLIS;
        if (status.state() == RunStatus.State.RUNNING && fresh) {
            throw new Refused("Run " + runId + " is being made right now: there is nothing to resume.");
        }
        return submit(RunRequest.resume(runId, System.currentTimeMillis()));
    }

    /**
     * Ends a run for good.
     *
     * @param runId the run
     */
    @Post("/{runId}/cancel")
    @Status(HttpStatus.OK)
    EndView cancel(@Pattern(regexp = Limits.RUN_ID) String runId) {
        if (run(runId).status().state().ended()) {
            throw new Refused("Run " + runId + " has ended already: there is nothing to cancel.");
        }
        return EndView.of(service.cancel(log.kafka(), runId));
    }

    /**
     * Interrupts a run, which can be resumed then. Its state becomes interrupted a moment later, when its steps are
     * committed; a run that waits in the queue is not begun.
     *
     * @param runId the run
     */
    @Post("/{runId}/interrupt")
    @Status(HttpStatus.ACCEPTED)
    Interrupted interrupt(@Pattern(regexp = Limits.RUN_ID) String runId) {
        Optional<RunEntry> run = log.index().run(runId);
        if (run.isPresent() && run.get().status().state().ended()) {
            throw new Refused("Run " + runId + " has ended already: there is nothing to interrupt.");
        }
        if (!simulators.interrupt(runId, run.isPresent())) {
            service.interrupt(log.kafka(), runId);
        }
        return new Interrupted(runId, run.isPresent());
    }

    /**
     * What a fork changes.
     *
     * @param seq seq of the recorded step at which it begins
     * @param nearest whether a sample at seq stands for the step before it; otherwise it is refused
     * @param name what to call it; after its ancestor by default
     * @param set keys of a run spec with their new values, such as weightDecay
     */
    @Serdeable
    record Fork(
            @NotNull @Min(0) Long seq,
            @Nullable Boolean nearest,
            @Nullable @Size(max = 200) String name,
            @Nullable @Size(max = 50) Map<@Size(max = 100) String, @Size(max = 1000) String> set) {}

    /**
     * Starts a run that begins at a recorded step of another.
     *
     * @param runId the ancestor
     * @param fork where, and with what changed
     */
    @Post("/{runId}/fork")
    @Status(HttpStatus.ACCEPTED)
    HttpResponse<Submitted> fork(@Pattern(regexp = Limits.RUN_ID) String runId, @Body @Valid Fork fork) {
        run(runId);
        SortedMap<String, String> changes = new TreeMap<>(fork.set() == null ? Map.of() : fork.set());
        if (fork.name() != null && !fork.name().isBlank()) {
            changes.put("name", fork.name());
        }
        RunChecks.refuseFiles(changes);
        StepTaken at = log.step(runId, fork.seq(), null);
        StepTaken state = at.isSample() || at.weights().length == 0 ? step(runId, at, fork) : at;
        NamedSpec plan = checked(
                () -> ForkPlan.at(new ForkPoint(started(runId), state, List.of()), KeyValue.overrides(changes)));
        return submit(
                RunRequest.fork(RunIds.next(plan.name()), runId, state.seq(), changes, System.currentTimeMillis()));
    }

    /** The step with weights that stands for an event without, or the refusal of that event. */
    private StepTaken step(String runId, StepTaken event, Fork fork) {
        try (RunReader reader = RunReader.open(log.kafka(), runId)) {
            return Boolean.TRUE.equals(fork.nearest())
                    ? ForkPoint.atTime(reader.events(), event.time()).state()
                    : ForkPoint.atSeq(reader.events(), fork.seq()).state();
        }
    }

    private RunStarted started(String runId) {
        try (RunReader reader = RunReader.open(log.kafka(), runId)) {
            if (reader.hasNext() && reader.next().event() instanceof RunStarted run) {
                return run;
            }
        }
        throw Refusals.noSuchRun(runId);
    }

    private RunEntry run(String runId) {
        return log.index().run(runId).orElseThrow(() -> Refusals.noSuchRun(runId));
    }

    private HttpResponse<Submitted> submit(RunRequest request) {
        RunQueue.submit(log.kafka(), request);
        var submitted = new Submitted(request.runId(), Words.of(request.action()));
        return HttpResponse.<Submitted>accepted(URI.create(Limits.API + "/runs/" + request.runId()))
                .body(submitted);
    }
}
