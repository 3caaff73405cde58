package io.driftlog.index;

import io.driftlog.events.Finding;
import io.driftlog.events.FindingRecorded;
import io.driftlog.events.InitialSpec;
import io.driftlog.events.ObjectiveSpec;
import io.driftlog.events.Origin;
import io.driftlog.events.RunEnded;
import io.driftlog.events.RunSpec;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.log.RunAnnotated;
import io.driftlog.log.RunStatus;
import io.driftlog.log.run.FindingIdentity;
import io.driftlog.log.run.LostEvents;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The mutable state of one run: the contents of its {@link RunEntry}, and the offsets of its findings. For any thread.
 */
final class RunState {
    private static final double[] NONE = {};
    private static final int MOST_MARKS = 128;

    private @Nullable RunStatus status;
    private @Nullable RunStarted started;
    private @Nullable StepTaken last;
    private @Nullable RunEnded ended;
    private boolean swept;
    private @Nullable LostEvents lost;
    private final Map<String, FindingMark> marks = new LinkedHashMap<>();
    private long[] findingOffsets = new long[4];
    private int findings;
    private final Set<FindingIdentity> identities = new HashSet<>();
    private @Nullable RunAnnotated annotations;
    private long version;
    private @Nullable RunEntry entry;

    synchronized void status(RunStatus newest, long now) {
        status = newest;
        if (lost != null && newest.state() != RunStatus.State.RUNNING) {
            // It may have been repaired.
            lost = null;
            swept = false;
        }
        changed(now);
    }

    private void changed(long now) {
        version = now;
        entry = null;
    }

    /** Takes an event; ignores a step that is older than the last one. */
    synchronized void event(TrajectoryEvent event, long now) {
        changed(now);
        if (event instanceof StepTaken step) {
            if (last == null || last.seq() < step.seq()) {
                last = step;
            }
        } else if (event instanceof RunStarted start) {
            started = light(start);
        } else {
            ended = (RunEnded) event;
        }
    }

    /** The seq of the last committed step, from the steps or the status; -1 if there is none. */
    synchronized long lastSeq() {
        long seen = last == null ? -1 : last.seq();
        return status == null ? seen : Math.max(seen, status.nextSeq() - 1);
    }

    /** Drops the vectors of the last step. */
    synchronized void lighten() {
        if (last != null) {
            last = last.withoutVectors();
            entry = null;
        }
    }

    /** Takes a finding; false if its {@link FindingIdentity} is known already. */
    synchronized boolean finding(FindingRecorded recorded, long offset, long now) {
        if (!identities.add(FindingIdentity.of(recorded))) {
            return false;
        }
        if (findings == findingOffsets.length) {
            findingOffsets = Arrays.copyOf(findingOffsets, 2 * findings);
        }
        findingOffsets[findings++] = offset;
        changed(now);
        FindingMark mark = FindingMark.of(recorded);
        String key = mark.analyzer() + ' ' + recorded.version() + ' ' + recorded.parameters() + ' ' + mark.kind();
        FindingMark before = marks.get(key);
        boolean worse =
                before != null && before.stage() == Finding.Stage.FINAL && mark.stage() == Finding.Stage.PROVISIONAL;
        if (!worse && (before != null || marks.size() < MOST_MARKS)) {
            marks.put(key, mark);
        }
        return true;
    }

    /** Takes a change of its tags and note. */
    synchronized void annotated(RunAnnotated change, long now) {
        annotations = annotations == null ? change : annotations.then(change);
        changed(now);
    }

    /** Number of findings. */
    synchronized int findings() {
        return findings;
    }

    /** Offsets of its findings, ascending. */
    synchronized long[] findingOffsets() {
        return Arrays.copyOf(findingOffsets, findings);
    }

    synchronized boolean needsSweep() {
        return !swept && status != null;
    }

    /** Whether its status counts more events than were read. */
    synchronized boolean isBehind() {
        RunStatus known = status;
        return known != null
                && (started == null
                        || (last == null ? 0 : last.seq() + 1) < known.nextSeq()
                        || (known.state().ended() && ended == null));
    }

    /** Notes what the log lacks. */
    synchronized void lost(LostEvents missing, long now) {
        lost = missing;
        changed(now);
    }

    /** Notes that its first and last events were read. */
    synchronized void markSwept() {
        swept = true;
    }

    synchronized Optional<RunStatus> status() {
        return Optional.ofNullable(status);
    }

    synchronized Optional<RunEntry> entry() {
        if (status == null) {
            return Optional.empty();
        }
        RunEntry known = entry;
        if (known == null) {
            List<FindingMark> sorted = new ArrayList<>(marks.values());
            sorted.sort((a, b) -> Double.compare(a.time(), b.time()));
            known = new RunEntry(
                    status,
                    Optional.ofNullable(started),
                    Optional.ofNullable(last),
                    Optional.ofNullable(ended),
                    sorted,
                    findings,
                    Optional.ofNullable(annotations),
                    Optional.ofNullable(lost),
                    version);
            entry = known;
        }
        return Optional.of(known);
    }

    private static RunStarted light(RunStarted run) {
        RunSpec spec = run.spec();
        ObjectiveSpec objective = spec.objective();
        InitialSpec initial =
                spec.initial() instanceof InitialSpec.Given ? new InitialSpec.Given(NONE) : spec.initial();
        RunSpec light = spec.with(objective.withData(Collections.emptySortedMap(), objective.datasetReferences()))
                .with(initial);
        return run.with(light, run.origin().map(RunState::light));
    }

    private static Origin light(Origin origin) {
        return new Origin(origin.runId(), origin.seq(), origin.time(), origin.digest(), NONE, NONE, origin.changes());
    }
}
