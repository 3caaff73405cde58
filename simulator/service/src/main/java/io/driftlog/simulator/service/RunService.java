package io.driftlog.simulator.service;

import io.driftlog.events.Outcome;
import io.driftlog.events.RunEnded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.log.EventSizes;
import io.driftlog.log.RunReader;
import io.driftlog.log.RunWriter;
import io.driftlog.log.WriterSettings;
import io.driftlog.simulator.flow.LeastSquaresObjective;
import io.driftlog.simulator.flow.Objective;
import io.driftlog.simulator.flow.loop.Advance;
import io.driftlog.simulator.flow.loop.Integration;
import io.driftlog.simulator.flow.loop.NumericsVersion;
import io.driftlog.simulator.flow.spec.InvalidSpecException;
import jakarta.inject.Singleton;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes runs: integrates a spec and appends every step to the log as it is taken. A run that was stopped or killed is
 * resumed from its last restart point; the steps that the log already has are computed again and must agree bit for
 * bit.
 */
@Singleton
public final class RunService {
    private static final Logger LOG = LoggerFactory.getLogger(RunService.class);

    /**
     * Makes a new run.
     *
     * @param kafka settings of Kafka clients
     * @param runId names it; not yet in the log
     * @param named the spec
     * @param watcher looks on
     * @throws InvalidSpecException when the spec cannot be run; nothing is written then
     * @throws io.driftlog.log.LogException when the log cannot take it; what was committed stays and can be resumed
     */
    public RunResult run(Map<String, Object> kafka, String runId, NamedSpec named, RunWatcher watcher) {
        Integration integration = Integration.start(runId, named.spec());
        Objective objective = integration.problem().flow().objective();
        int samples = objective instanceof LeastSquaresObjective squares ? squares.samples() : 0;
        EventSizes.checkFits(objective.dimension(), samples);
        var started = new RunStarted(
                runId,
                named.name(),
                integration.spec(),
                NumericsVersion.CURRENT,
                objective.dimension(),
                samples,
                Software.NAME,
                System.currentTimeMillis());
        LOG.info("run {} starts: {}", runId, named.name());
        try (RunWriter writer = RunWriter.start(WriterSettings.of(kafka), started)) {
            append(writer, watcher, integration.current());
            return toTheEnd(started, integration, writer, watcher);
        }
    }

    /**
     * Goes on with a run that was stopped or killed.
     *
     * @throws io.driftlog.log.RunRefusedException if there is no such run, or it has ended
     * @throws ResumeException when the logged steps cannot be reproduced here
     */
    public RunResult resume(Map<String, Object> kafka, String runId, RunWatcher watcher) {
        // Opening the writer first fences whoever may still write: nothing is appended while the log is read.
        try (RunWriter writer = RunWriter.resume(WriterSettings.of(kafka), runId)) {
            Recorded recorded = read(kafka, runId);
            RunStarted started = recorded.started();
            requireSameNumerics(started);
            Integration integration;
            if (recorded.tail().isEmpty()) {
                integration = Integration.start(runId, started.spec());
                append(writer, watcher, integration.current());
            } else {
                integration = Integration.resume(started.spec(), recorded.tail().getFirst());
                reproduce(integration, recorded.tail());
            }
            LOG.info(
                    "run {} is resumed after step {}",
                    runId,
                    integration.current().step());
            return toTheEnd(started, integration, writer, watcher);
        }
    }

    /**
     * Ends a run for good; a process that still writes it is stopped by that.
     *
     * @throws io.driftlog.log.RunRefusedException if there is no such run, or it has ended
     */
    public RunEnded cancel(Map<String, Object> kafka, String runId) {
        try (RunWriter writer = RunWriter.resume(WriterSettings.of(kafka), runId)) {
            Optional<StepTaken> last = RunReader.lastStep(kafka, runId);
            var end = new RunEnded(
                    runId,
                    last.map(step -> step.seq() + 1).orElse(0L),
                    last.map(StepTaken::step).orElse(0L),
                    last.map(StepTaken::time).orElse(0.0),
                    Outcome.CANCELLED,
                    "cancelled",
                    last.map(step -> String.format(
                                    Locale.ROOT, "Cancelled after step %d at t = %.4g.", step.step(), step.time()))
                            .orElse("Cancelled before the first step."),
                    last.map(StepTaken::digest).orElse(new byte[32]),
                    System.currentTimeMillis());
            writer.append(end);
            return end;
        }
    }

    private static RunResult toTheEnd(
            RunStarted started, Integration integration, RunWriter writer, RunWatcher watcher) {
        while (!watcher.stopRequested()) {
            Advance advance = integration.advance();
            if (advance instanceof Advance.Stepped stepped) {
                append(writer, watcher, stepped.step());
            } else if (advance instanceof Advance.Ended ended) {
                RunEnded end = end(integration.current(), ended);
                writer.append(end);
                LOG.info("run {} ended: {}", started.runId(), end.reason());
                return new RunResult(started, integration.problem(), integration.current(), Optional.of(end));
            }
        }
        return new RunResult(started, integration.problem(), integration.current(), Optional.empty());
    }

    private static void append(RunWriter writer, RunWatcher watcher, StepTaken step) {
        writer.append(step);
        watcher.step(step);
    }

    private static RunEnded end(StepTaken last, Advance.Ended ended) {
        return new RunEnded(
                last.runId(),
                last.seq() + 1,
                last.step(),
                last.time(),
                ended.outcome(),
                ended.cause(),
                ended.reason(),
                last.digest(),
                System.currentTimeMillis());
    }

    /**
     * What the log has of a run.
     *
     * @param started its first event
     * @param tail its steps from the last restart point on; empty if there are none
     */
    private record Recorded(RunStarted started, Deque<StepTaken> tail) {}

    private static Recorded read(Map<String, Object> kafka, String runId) {
        RunStarted started = null;
        Deque<StepTaken> tail = new ArrayDeque<>();
        try (RunReader reader = RunReader.open(kafka, runId)) {
            while (reader.hasNext()) {
                var event = reader.next().event();
                if (event instanceof RunStarted first) {
                    started = first;
                } else if (event instanceof StepTaken step) {
                    if (step.restartPoint()) {
                        tail.clear();
                    }
                    tail.add(step);
                }
            }
        }
        if (started == null) {
            throw new ResumeException("The log has no beginning of run " + runId + ": it cannot be resumed.");
        }
        return new Recorded(started, tail);
    }

    private static void requireSameNumerics(RunStarted started) {
        if (started.numericsVersion() != NumericsVersion.CURRENT) {
            throw new ResumeException("Run " + started.runId() + " was recorded by " + started.software()
                    + ", and this is " + Software.NAME + ", whose arithmetic gives other bits: resume it with the"
                    + " version that recorded it.");
        }
    }

    private static void reproduce(Integration integration, Deque<StepTaken> tail) {
        tail.stream().skip(1).forEach(logged -> {
            Advance advance = integration.advance();
            if (!(advance instanceof Advance.Stepped stepped) || !stepped.step().equals(logged)) {
                throw new ResumeException("Step " + logged.step() + " of run " + logged.runId()
                        + " cannot be reproduced bit for bit here, so the run is left as it is; resume it with the"
                        + " version that recorded it.");
            }
        });
    }
}
