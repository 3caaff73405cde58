package io.driftlog.simulator.service;

import io.driftlog.events.RunEnded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.events.UserException.NotFound;
import io.driftlog.events.UserException.Refused;
import io.driftlog.events.UserException.Unavailable;
import io.driftlog.log.LogConnection;
import io.driftlog.log.RunStatus;
import io.driftlog.log.archive.ArchiveReader;
import io.driftlog.log.dataset.DatasetReferences;
import io.driftlog.log.run.LostEvents;
import io.driftlog.log.run.RunReader;
import io.driftlog.log.run.RunWriter;
import io.driftlog.log.run.TrajectoryReader;
import io.driftlog.log.run.WriterSettings;
import io.driftlog.simulator.flow.loop.Advance;
import io.driftlog.simulator.flow.loop.RecordedSteps;
import io.driftlog.simulator.flow.spec.Objectives;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Restores the events that the log has lost of a run: computes them again, or takes them from an archive. Every event
 * that is left is compared with its counterpart, bit for bit.
 *
 * <p>The log is append-only. If no event is left after the lost ones, they are appended to the run. Otherwise the whole
 * run is written again under another id, and the damaged run stays as it is.
 */
public final class RunRepair {
    private final LogConnection kafka;
    private final RunStatus status;
    private final RunWatcher watcher;
    private final String runId;

    private RunRepair(LogConnection kafka, RunStatus status, RunWatcher watcher) {
        this.kafka = kafka;
        this.status = status;
        this.watcher = watcher;
        this.runId = status.runId();
    }

    /**
     * The result.
     *
     * @param lost what the log lacked
     * @param runId the run that has all events now: the same run, or a new one
     * @param steps number of recorded steps that were written
     * @param end its end; empty for a run that has none yet, or if a stop was asked for
     * @param complete whether it has all that the damaged run had; false if a stop was asked for
     */
    public record Repaired(LostEvents lost, String runId, long steps, Optional<RunEnded> end, boolean complete) {}

    /**
     * Repairs a run.
     *
     * @param archive where the missing events are; null to compute them again
     * @param watcher sees the steps that are written, and can stop
     * @return empty if the run has lost nothing
     * @throws NotFound if there is no such run
     * @throws Refused if it cannot be computed again, or an event differs from its counterpart
     * @throws Unavailable if no broker answers
     */
    public static Optional<Repaired> repair(
            LogConnection kafka, String runId, @Nullable Path archive, RunWatcher watcher) {
        RunStatus status = RunReader.status(kafka, runId).orElseThrow(() -> NotFound.run(runId));
        Optional<LostEvents> lost = RunReader.lost(kafka, runId);
        if (lost.isEmpty()) {
            return Optional.empty();
        }
        RunRepair repair = new RunRepair(kafka, status, watcher);
        if (archive != null) {
            return Optional.of(repair.from(archive, lost.get()));
        }
        RunStarted started = RunReader.startedOrAborted(kafka, status)
                .orElseThrow(() -> new Refused("The first event of run " + runId
                        + " is lost, and with it the spec: `driftlog repair " + runId
                        + " --from FILE` takes the events from an archive."));
        return Optional.of(repair.compute(started, lost.get()));
    }

    private Repaired compute(RunStarted started, LostEvents lost) {
        if (started.spec().objective().type().equals(Objectives.UNKNOWN)) {
            throw new Refused(
                    "Run " + runId + " was recorded by another program and cannot be computed again; `driftlog"
                            + " repair " + runId + " --from FILE` takes the events from an archive.");
        }
        NumericsGuard.requireSame(started, "repair");
        DatasetReferences.missing(started).ifPresent(clause -> {
            throw new Refused("Run " + runId + " is not computed again, because " + clause + ".");
        });
        Computed computed = new Computed(started, lost.tail() ? restartPoint() : Optional.empty());
        return write(started, computed, lost);
    }

    /** The last restart point that is left; empty to begin at the first step. */
    private Optional<StepTaken> restartPoint() {
        return RunReader.lastRestartPoint(kafka, runId).map(point -> (StepTaken) point.event());
    }

    private Repaired from(Path archive, LostEvents lost) {
        try (ArchiveReader check = ArchiveReader.open(archive)) {
            TrajectoryEvent first = check.hasNext() ? check.next() : null;
            if (!(first instanceof RunStarted run) || !run.runId().equals(runId)) {
                throw new Refused(archive + " is not an archive of run " + runId + "; nothing was written.");
            }
            DatasetReferences.missing(run).ifPresent(clause -> {
                throw new Refused("Nothing is taken from " + archive + ", because " + clause + ".");
            });
            long steps = 0;
            boolean ended = false;
            while (check.hasNext()) {
                TrajectoryEvent event = check.next();
                steps += event instanceof StepTaken ? 1 : 0;
                ended |= event instanceof RunEnded;
            }
            if (check.damage().isPresent() || check.lost().isPresent()) {
                throw new Refused(archive + " is damaged itself; nothing was written. "
                        + check.damage()
                                .or(() -> check.lost().map(LostEvents::sentence))
                                .orElse(""));
            }
            if (steps < status.nextSeq() || (status.state().ended() && !ended)) {
                throw new Refused(archive + " has " + steps + " steps, and run " + runId + " had " + status.nextSeq()
                        + (status.state().ended() && !ended ? " and an end" : "")
                        + "; nothing was written. `driftlog repair " + runId + "` computes the run again.");
            }
            try (ArchiveReader events = ArchiveReader.open(archive)) {
                events.next();
                return write(run, new Archived(events), lost);
            }
        }
    }

    /** The steps of a run from one of them on, and its end. */
    private interface Source extends Iterator<TrajectoryEvent> {}

    /** The events of an archive, up to those that the damaged run had. */
    private final class Archived implements Source {
        private final ArchiveReader events;
        private long nextSeq;

        Archived(ArchiveReader events) {
            this.events = events;
        }

        @Override
        public boolean hasNext() {
            return events.hasNext() && (status.state().ended() || nextSeq < status.nextSeq());
        }

        @Override
        public TrajectoryEvent next() {
            TrajectoryEvent event = events.next();
            nextSeq += event instanceof StepTaken ? 1 : 0;
            return event;
        }
    }

    /** The events computed again, up to those that the damaged run had. */
    private final class Computed implements Source {
        private final RecordedSteps steps;
        private final RunStarted started;
        private Optional<StepTaken> last;
        private boolean begun;
        private boolean over;

        /** @param after the step after which to begin; empty for the initial state */
        Computed(RunStarted started, Optional<StepTaken> after) {
            this.started = started;
            this.steps =
                    after.isPresent() ? RecordedSteps.after(started, after.get()) : RecordedSteps.fromStart(started);
            this.last = after;
            this.begun = after.isPresent();
        }

        @Override
        public boolean hasNext() {
            long nextSeq = last.map(step -> step.seq() + 1).orElse(0L);
            boolean enough = nextSeq >= status.nextSeq() && !status.state().ended();
            return !over && !enough && !watcher.stopRequested();
        }

        @Override
        public TrajectoryEvent next() {
            long nextSeq = last.map(step -> step.seq() + 1).orElse(0L);
            if (status.state() == RunStatus.State.CANCELLED && nextSeq >= status.nextSeq() && last.isPresent()) {
                over = true;
                return RunService.cancelled(started.runId(), last, status.updatedAtMillis());
            }
            if (!begun) {
                begun = true;
                last = Optional.of(steps.first());
                return last.get();
            }
            Optional<StepTaken> step = steps.next(() -> false);
            if (step.isPresent()) {
                last = step;
                return step.get();
            }
            over = true;
            Advance.Ended ended = steps.ended().orElseThrow(NoSuchElementException::new);
            return RunService.end(last.orElseThrow(), ended, status.updatedAtMillis());
        }
    }

    /** Compares what is left with the source, and writes what is missing. */
    private Repaired write(RunStarted run, Source source, LostEvents lost) {
        boolean tail = lost.tail();
        String writtenId = tail ? runId : LostEvents.idOfCopy(runId);
        RunStarted written = tail ? run : renamed(run, writtenId);
        WriterSettings settings = RunService.settings(kafka, run);
        long steps = 0;
        boolean complete = false;
        Optional<RunEnded> end = Optional.empty();
        try (RunReader reader = RunReader.open(kafka, runId);
                RunWriter writer =
                        tail ? RunWriter.restore(settings, run, status) : RunWriter.copy(settings, written, status)) {
            Left left = new Left(reader.events());
            while (source.hasNext()) {
                TrajectoryEvent event = source.next();
                Optional<TrajectoryEvent> kept = left.at(event);
                if (kept.isPresent()) {
                    event = same(kept.get(), event);
                } else if (event instanceof StepTaken) {
                    steps++;
                }
                if (!tail || kept.isEmpty()) {
                    writer.append(renamed(event, writtenId));
                }
                if (event instanceof StepTaken step) {
                    watcher.step(step);
                    complete = step.seq() + 1 >= status.nextSeq()
                            && !status.state().ended();
                } else {
                    end = Optional.of((RunEnded) event);
                    complete = true;
                }
            }
        }
        return new Repaired(lost, writtenId, steps, end, complete);
    }

    /** The events that are left of the run. */
    private static final class Left {
        private final TrajectoryReader events;
        private @Nullable TrajectoryEvent next;

        Left(TrajectoryReader events) {
            this.events = events;
            advance();
            if (next instanceof RunStarted) {
                advance();
            }
        }

        private void advance() {
            next = events.hasNext() ? events.next() : null;
        }

        /** The event that is left at the place of this one; passes over those before it. */
        Optional<TrajectoryEvent> at(TrajectoryEvent wanted) {
            while (next instanceof StepTaken step && wanted instanceof StepTaken other && step.seq() < other.seq()) {
                advance();
            }
            TrajectoryEvent found = next;
            boolean isSame = found instanceof StepTaken step && wanted instanceof StepTaken other
                    ? step.seq() == other.seq()
                    : found instanceof RunEnded && wanted instanceof RunEnded;
            if (!isSame || found == null) {
                return Optional.empty();
            }
            advance();
            return Optional.of(found);
        }
    }

    /** The event that is left; refuses another one than the source has. */
    private TrajectoryEvent same(TrajectoryEvent kept, TrajectoryEvent event) {
        boolean same = kept instanceof RunEnded left && event instanceof RunEnded other
                ? StepDifference.isSameEnd(left, other)
                : kept.equals(event);
        if (!same) {
            throw new Refused("The events that are left of run " + runId + " are not those of the run that was computed"
                    + " or read from the archive" + (kept instanceof StepTaken step ? ", at seq " + step.seq() : "")
                    + "; the repair stopped there. `driftlog verify " + runId + "` shows the difference.");
        }
        return kept;
    }

    private static RunStarted renamed(RunStarted run, String to) {
        return new RunStarted(
                to,
                run.name(),
                run.spec(),
                run.numericsVersion(),
                run.dimension(),
                run.samples(),
                run.software() + " (repaired copy of run " + run.runId() + ")",
                run.startedAtMillis(),
                run.origin(),
                run.emission(),
                run.tags());
    }

    private static TrajectoryEvent renamed(TrajectoryEvent event, String to) {
        if (event instanceof StepTaken step) {
            return step.ofRun(to);
        }
        return event instanceof RunEnded end ? end.ofRun(to) : event;
    }
}
