package io.driftlog.simulator.service;

import io.driftlog.events.NumberText;
import io.driftlog.events.Outcome;
import io.driftlog.events.RunEnded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.UserException;
import io.driftlog.events.UserException.NotFound;
import io.driftlog.events.UserException.Refused;
import io.driftlog.log.LogConnection;
import io.driftlog.log.codec.EventSizes;
import io.driftlog.log.dataset.DatasetReferences;
import io.driftlog.log.run.RunReader;
import io.driftlog.log.run.RunWriter;
import io.driftlog.log.run.WriterSettings;
import io.driftlog.simulator.flow.loop.Advance;
import io.driftlog.simulator.flow.loop.NumericsVersion;
import io.driftlog.simulator.flow.loop.RecordedSteps;
import io.driftlog.simulator.flow.spec.Extensions;
import io.driftlog.simulator.flow.spec.Problem;
import io.driftlog.simulator.spi.InvalidSpecException;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import io.driftlog.simulator.spi.Objective;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes runs: integrates a spec and appends the steps that it records to the log as they are taken. A run that was
 * stopped or killed is resumed from its last restart point; the steps that the log already has are computed again and
 * must agree bit for bit.
 */
@Singleton
public final class RunService {
    private static final Logger LOG = LoggerFactory.getLogger(RunService.class);

    /**
     * Makes a new run.
     *
     * @param kafka how the log is reached
     * @param runId names it; not yet in the log
     * @param named the spec; a fork says where it comes from
     * @param watcher looks on
     * @throws InvalidSpecException when the spec cannot be run; nothing is written then
     * @throws UserException when the log cannot take it; what was committed stays and can be resumed
     */
    public RunResult run(LogConnection kafka, String runId, NamedSpec named, RunWatcher watcher) {
        RecordedSteps steps = RecordedSteps.fromStart(runId, named.spec(), named.origin(), named.emission());
        RunStarted started = started(
                runId,
                named.with(steps.integration().spec()),
                steps.integration().problem());
        StepTaken first = steps.first();
        EventSizes.checkFits(first);
        watcher.begins(ExpectedSize.of(
                steps.integration(),
                named.emission(),
                first,
                DatasetReferences.split(started).keptBytes()));
        LOG.info("run {} starts: {}", runId, named.name());
        try (RunWriter writer = RunWriter.start(settings(kafka, started), started)) {
            append(writer, watcher, first);
            return toTheEnd(started, steps, first, writer, watcher);
        }
    }

    /**
     * The first event of a run.
     *
     * @param named its spec, complete
     * @param problem what it integrates
     */
    public static RunStarted started(String runId, NamedSpec named, Problem problem) {
        Objective objective = problem.flow().objective();
        return new RunStarted(
                runId,
                named.name(),
                named.spec(),
                NumericsVersion.CURRENT,
                objective.dimension(),
                objective instanceof LeastSquaresObjective squares ? squares.samples() : 0,
                Software.NAME,
                System.currentTimeMillis(),
                named.origin(),
                named.emission(),
                named.tags());
    }

    static WriterSettings settings(LogConnection kafka, RunStarted started) {
        WriterSettings settings = WriterSettings.of(kafka);
        return started.emission().weightsEvery() > 0 ? settings : settings.withoutWeights();
    }

    /**
     * Resumes a run that was stopped or killed.
     *
     * @throws NotFound if there is no such run
     * @throws Refused if it has ended, or the logged steps cannot be reproduced here
     */
    public RunResult resume(LogConnection kafka, String runId, RunWatcher watcher) {
        return resume(kafka, runId, RunReader.started(kafka, runId), watcher);
    }

    /** The same for a run whose beginning was read already. */
    public RunResult resume(LogConnection kafka, RunStarted started, RunWatcher watcher) {
        return resume(kafka, started.runId(), Optional.of(started), watcher);
    }

    private RunResult resume(LogConnection kafka, String runId, Optional<RunStarted> known, RunWatcher watcher) {
        known.ifPresent(started -> Extensions.require(started.spec()));
        WriterSettings settings = known.map(started -> settings(kafka, started)).orElse(WriterSettings.of(kafka));
        // Opening the writer first fences any other writer: nothing is appended while the steps are read.
        try (RunWriter writer = RunWriter.resume(settings, runId)) {
            RunStarted started = known.or(() -> RunReader.started(kafka, runId))
                    .orElseThrow(() ->
                            new Refused("The log has no first event of run " + runId + ": it cannot be resumed."));
            NumericsGuard.requireSame(started, "resume");
            Optional<RunReader.Recorded> restartPoint = RunReader.lastRestartPoint(kafka, runId);
            RecordedSteps steps;
            StepTaken last;
            if (restartPoint.isPresent()) {
                RunReader.Recorded point = restartPoint.get();
                steps = RecordedSteps.after(started, (StepTaken) point.event());
                try (RunReader logged =
                        RunReader.openFrom(kafka, runId, point.where().offset())) {
                    last = reproduce(steps, (StepTaken) logged.next().event(), logged);
                }
            } else {
                steps = RecordedSteps.fromStart(started);
                last = fromTheBeginning(kafka, writer, watcher, steps);
            }
            LOG.info("run {} is resumed after step {}", runId, last.step());
            return toTheEnd(started, steps, last, writer, watcher);
        }
    }

    /** Computes again what the log has of a run without restart points: all, or nothing yet. */
    private static StepTaken fromTheBeginning(
            LogConnection kafka, RunWriter writer, RunWatcher watcher, RecordedSteps steps) {
        StepTaken first = steps.first();
        try (RunReader logged = RunReader.open(kafka, first.runId())) {
            logged.next();
            if (logged.hasNext()) {
                requireEqual((StepTaken) logged.next().event(), first);
                return reproduce(steps, first, logged);
            }
        }
        append(writer, watcher, first);
        return first;
    }

    /**
     * Computes again the steps that the log has after one of them.
     *
     * @return the last one
     */
    private static StepTaken reproduce(RecordedSteps steps, StepTaken from, RunReader logged) {
        StepTaken last = from;
        while (logged.hasNext()) {
            StepTaken expected = (StepTaken) logged.next().event();
            last = steps.next(() -> false).orElse(last);
            requireEqual(expected, last);
        }
        return last;
    }

    private static void requireEqual(StepTaken logged, StepTaken computed) {
        if (!computed.equals(logged)) {
            throw new Refused("Step " + logged.step() + " of run " + logged.runId()
                    + " cannot be reproduced bit for bit here, so the run is left as it is; resume it with the"
                    + " version that recorded it, or `driftlog verify " + logged.runId() + "` to see the difference.");
        }
    }

    /**
     * Ends a run for good; a process that still writes it is stopped by that.
     *
     * @throws NotFound if there is no such run
     * @throws Refused if it has ended
     */
    public RunEnded cancel(LogConnection kafka, String runId) {
        try (RunWriter writer = RunWriter.resume(WriterSettings.of(kafka), runId)) {
            Optional<StepTaken> last = RunReader.lastStep(kafka, runId);
            RunEnded end = cancelled(runId, last, System.currentTimeMillis());
            writer.append(end);
            return end;
        }
    }

    /**
     * Stops a process that writes a run; the run can be resumed. Its last open transaction is lost.
     *
     * @throws NotFound if there is no such run
     * @throws Refused if it has ended
     */
    public void interrupt(LogConnection kafka, String runId) {
        RunWriter.resume(WriterSettings.of(kafka), runId).close();
    }

    static RunEnded cancelled(String runId, Optional<StepTaken> last, long nowMillis) {
        return new RunEnded(
                runId,
                last.map(step -> step.seq() + 1).orElse(0L),
                last.map(StepTaken::step).orElse(0L),
                last.map(StepTaken::time).orElse(0.0),
                Outcome.CANCELLED,
                "cancelled",
                last.map(step -> "Cancelled after step " + step.step() + " at t = " + NumberText.readable(step.time())
                                + ".")
                        .orElse("Cancelled before the first step."),
                last.map(StepTaken::digest).orElse(new byte[32]),
                nowMillis);
    }

    private static RunResult toTheEnd(
            RunStarted started, RecordedSteps steps, StepTaken from, RunWriter writer, RunWatcher watcher) {
        StepTaken last = from;
        Optional<StepTaken> next;
        while ((next = steps.next(watcher::stopRequested, watcher::accepted)).isPresent()) {
            last = next.get();
            append(writer, watcher, last);
        }
        StepTaken state = steps.integration().current();
        Optional<RunEnded> end = Optional.empty();
        if (steps.ended().isPresent()) {
            end = Optional.of(end(last, steps.ended().get(), System.currentTimeMillis()));
            writer.append(end.get());
            LOG.info("run {} ended: {}", started.runId(), end.get().reason());
        }
        return new RunResult(started, steps.integration().problem(), last, state, end);
    }

    private static void append(RunWriter writer, RunWatcher watcher, StepTaken step) {
        writer.append(step);
        watcher.step(step);
    }

    static RunEnded end(StepTaken last, Advance.Ended ended, long nowMillis) {
        return new RunEnded(
                last.runId(),
                last.seq() + 1,
                last.step(),
                last.time(),
                ended.outcome(),
                ended.cause(),
                ended.reason(),
                last.digest(),
                nowMillis);
    }
}
