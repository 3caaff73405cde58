package io.driftlog.log.index;

import io.driftlog.events.RunEnded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.log.EventCodec;
import io.driftlog.log.LogException;
import io.driftlog.log.RunStatus;
import io.driftlog.log.Topics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that reads the beginning and the end of the runs that the log had before, the newest first. */
final class Sweeper implements AutoCloseable {
    /** Reading on through so many records is worth a jump. */
    static final int FAR_RECORDS = 2_000;

    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);
    private static final EventCodec EVENTS = new EventCodec();
    private static final long PAUSE_MILLIS = 500;

    private final RunIndex index;
    private final RecordReader reader;
    private final Thread thread;
    private volatile boolean closed;

    Sweeper(RunIndex index, RecordReader reader) {
        this.index = index;
        this.reader = reader;
        this.thread = new Thread(this::sweepAll, "run-index-sweeper");
        thread.setDaemon(true);
        thread.start();
    }

    private void sweepAll() {
        try {
            while (!closed) {
                sweepNew();
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            LOG.debug("closed", e);
        }
    }

    private void sweepNew() {
        List<RunState> unknown = new ArrayList<>(index.states().values());
        unknown.removeIf(state -> !state.needsSweep());
        unknown.sort(Comparator.comparingLong(
                state -> -state.status().map(RunStatus::startedAtMillis).orElse(0L)));
        for (RunState state : unknown) {
            if (closed) {
                return;
            }
            try {
                index.sweep(state);
            } catch (LogException e) {
                LOG.warn("{}", e.getMessage());
                return;
            }
        }
    }

    /** Reads the first event of a run, and its last ones. */
    void sweep(RunState state, long now) {
        RunStatus status = state.status().orElseThrow();
        reader.read(Topics.TRAJECTORIES, status.partition(), status.startOffset(), record -> {
            if (!RunIndex.isOf(status.runId(), record)) {
                return true;
            }
            TrajectoryEvent event = EVENTS.decode(record.value(), RecordReader.locationOf(record));
            if (event instanceof RunStarted) {
                state.event(event, now);
            }
            return false;
        });
        reader.read(Topics.TRAJECTORIES, status.partition(), status.lowerBoundOffset() + 1, record -> {
            if (!RunIndex.isOf(status.runId(), record)) {
                return true;
            }
            TrajectoryEvent event = EVENTS.decode(record.value(), RecordReader.locationOf(record));
            state.event(event, now);
            // A run without an end has nothing after its last step but other runs.
            boolean last =
                    !status.state().ended() && event instanceof StepTaken step && step.seq() >= status.nextSeq() - 1;
            return !last && !(event instanceof RunEnded);
        });
        state.lighten();
        state.markSwept();
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
