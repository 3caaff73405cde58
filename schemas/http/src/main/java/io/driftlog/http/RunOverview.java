package io.driftlog.http;

import io.driftlog.events.FindingRecorded;
import io.driftlog.events.RunEnded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.UserException.BadInput;
import io.driftlog.events.UserException.Refused;
import io.driftlog.log.CorruptEventException;
import io.driftlog.log.LogConnection;
import io.driftlog.log.RunAnnotated;
import io.driftlog.log.RunStatus;
import io.driftlog.log.archive.ArchiveReader;
import io.driftlog.log.run.Annotations;
import io.driftlog.log.run.FindingsReader;
import io.driftlog.log.run.LostEvents;
import io.driftlog.log.run.RunReader;
import io.driftlog.log.run.TrajectoryReader;
import io.micronaut.serde.annotation.Serdeable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A run or an archive without its steps.
 *
 * @param run its first event
 * @param state as in the list of runs; "not finished" of an archive without an end, "incomplete" if events are missing
 *     from it
 * @param last its last step
 * @param end how it ended; null while it has not
 * @param findings in the order in which they were committed
 * @param tags its tags, in order
 * @param note its note; empty text if it has none
 * @param damages sentences about records that cannot be read, and about events that are missing
 */
@Serdeable
public record RunOverview(
        StartView run,
        String state,
        @Nullable StepView last,
        @Nullable EndView end,
        List<FindingView> findings,
        List<String> tags,
        String note,
        List<String> damages) {

    /**
     * Reads the beginning and the end of a run alone; empty if the log has no such run.
     *
     * @throws Refused if the log lacks its first event
     */
    public static Optional<RunOverview> read(LogConnection kafka, String runId) {
        return RunReader.status(kafka, runId).map(status -> read(kafka, status));
    }

    private static RunOverview read(LogConnection kafka, RunStatus status) {
        String runId = status.runId();
        Optional<LostEvents> lost = RunReader.lostAtEnds(kafka, status);
        if (lost.isPresent() && lost.get().start()) {
            throw new Refused(lost.get().sentence());
        }
        RunStarted run;
        try (TrajectoryReader events =
                RunReader.openFrom(kafka, runId, status.startOffset()).events()) {
            run = start(events, runId);
        }
        var ends = new Ends();
        try (TrajectoryReader events =
                RunReader.openFrom(kafka, runId, status.lowerBoundOffset() + 1).events()) {
            ends.read(events);
        }
        if (lost.isPresent()) {
            ends.damages.add(lost.get().sentence());
            if (ends.last == null) {
                ends.last = lastOf(kafka, runId);
            }
        }
        return of(run, status.state().word(), ends, FindingsReader.read(kafka, runId), Annotations.read(kafka, runId));
    }

    /** The last step that is left of a run that has lost events. */
    private static @Nullable StepView lastOf(LogConnection kafka, String runId) {
        var all = new Ends();
        try (RunReader events = RunReader.open(kafka, runId)) {
            all.read(events.events());
        }
        return all.last;
    }

    /**
     * Reads an archive.
     *
     * @param name what to call it in messages
     */
    public static RunOverview read(ArchiveReader events, String name) {
        RunStarted run = start(events, name);
        var ends = new Ends();
        ends.read(events);
        events.damage().ifPresent(ends.damages::add);
        events.lost().map(LostEvents::sentence).ifPresent(ends.damages::add);
        String state =
                ends.end != null ? ends.end.outcome() : events.lost().isPresent() ? "incomplete" : "not finished";
        return of(run, state, ends, events.findings(), events.annotations());
    }

    private static RunOverview of(
            RunStarted run, String state, Ends ends, List<FindingRecorded> findings, Optional<RunAnnotated> changes) {
        AnnotationsView annotations = AnnotationsView.of(run.runId(), run.tags(), changes);
        return new RunOverview(
                StartView.of(run),
                state,
                ends.last,
                ends.end,
                FindingView.of(findings),
                annotations.tags(),
                annotations.note(),
                ends.damages);
    }

    private static RunStarted start(TrajectoryReader events, String name) {
        if (events.hasNext() && events.next() instanceof RunStarted run) {
            return run;
        }
        throw new BadInput(name + " does not begin with the start of a run; nothing can be said about it.");
    }

    /** How a run ends. */
    private static final class Ends {
        private @Nullable StepView last;
        private @Nullable EndView end;
        private final List<String> damages = new ArrayList<>();

        void read(TrajectoryReader events) {
            @Nullable StepTaken step = null;
            while (true) {
                try {
                    if (!events.hasNext()) {
                        last = step == null ? last : StepView.of(step);
                        return;
                    }
                    var event = events.next();
                    if (event instanceof StepTaken next) {
                        step = next;
                    } else if (event instanceof RunEnded ended) {
                        end = EndView.of(ended);
                    }
                } catch (CorruptEventException e) {
                    damages.add(String.valueOf(e.getMessage()));
                }
            }
        }
    }
}
