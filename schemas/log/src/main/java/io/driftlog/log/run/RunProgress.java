package io.driftlog.log.run;

import io.driftlog.events.RunEnded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.log.RunStatus;
import io.driftlog.log.Topics;
import org.jspecify.annotations.Nullable;

/** The state of a run that is being written: the next event and the status record. */
public final class RunProgress {
    private final String runId;
    private final String name;
    private final int partition;
    private final long startOffset;
    private final long startedAtMillis;

    private RunStatus.State state = RunStatus.State.RUNNING;
    private boolean started;
    private long nextSeq;
    private double time;
    private long lowerBoundOffset;
    private @Nullable RunStatus restored;

    /** A new run. */
    public RunProgress(RunStarted run, long startOffset) {
        this.runId = run.runId();
        this.name = run.name();
        this.partition = Topics.partitionOf(runId);
        this.startOffset = startOffset;
        this.startedAtMillis = run.startedAtMillis();
        this.lowerBoundOffset = startOffset - 1;
    }

    /** A resumed run. */
    public RunProgress(RunStatus status) {
        this.runId = status.runId();
        this.name = status.name();
        this.partition = status.partition();
        this.startOffset = status.startOffset();
        this.startedAtMillis = status.startedAtMillis();
        this.started = true;
        this.nextSeq = status.nextSeq();
        this.time = status.time();
        this.lowerBoundOffset = status.lowerBoundOffset();
    }

    /**
     * The same of a run whose lost events are written again: until it has them all, its status says what it had, so that
     * an interrupted repair shows as one.
     *
     * @param status what the run had
     */
    RunProgress restoring(RunStatus status) {
        restored = status;
        return this;
    }

    /** Throws if the event is not the next event of this run. */
    public void check(TrajectoryEvent event) {
        if (!event.runId().equals(runId)) {
            throw new IllegalArgumentException("an event of run " + event.runId() + " for the writer of run " + runId);
        }
        if (state.ended()) {
            throw new IllegalStateException("run " + runId + " has ended");
        }
        if (event instanceof RunStarted == started) {
            throw new IllegalArgumentException("a run begins with its one RunStarted");
        }
        if (seqOf(event) != nextSeq) {
            throw new IllegalArgumentException("seq " + seqOf(event) + " where " + nextSeq + " comes next");
        }
    }

    private static long seqOf(TrajectoryEvent event) {
        if (event instanceof StepTaken step) {
            return step.seq();
        }
        return event instanceof RunEnded end ? end.seq() : 0;
    }

    /**
     * Updates the state for an event that was sent.
     *
     * @param acknowledged the last offset acknowledged before the transaction of this event
     */
    public void advance(TrajectoryEvent event, long acknowledged) {
        started = true;
        if (event instanceof StepTaken step) {
            nextSeq = step.seq() + 1;
            time = step.time();
            lowerBoundOffset = Math.max(lowerBoundOffset, acknowledged);
        } else if (event instanceof RunEnded end) {
            state = RunStatus.State.of(end.outcome());
        }
    }

    /** Marks the run as interrupted, if it has no end. */
    void interrupt() {
        if (!state.ended()) {
            state = RunStatus.State.INTERRUPTED;
        }
    }

    boolean ended() {
        return state.ended();
    }

    /** Whether the first event is there. */
    boolean isBegun() {
        return started;
    }

    public long nextSeq() {
        return nextSeq;
    }

    RunStatus status(long nowMillis) {
        RunStatus whole = restored;
        boolean lacks = whole != null
                && !state.ended()
                && (nextSeq < whole.nextSeq() || whole.state().ended());
        return new RunStatus(
                runId,
                name,
                whole != null && lacks ? whole.state() : state,
                whole != null && lacks ? whole.nextSeq() : nextSeq,
                whole != null && lacks ? whole.time() : time,
                partition,
                startOffset,
                lowerBoundOffset,
                startedAtMillis,
                nowMillis);
    }
}
