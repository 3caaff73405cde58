package io.driftlog.index;

import io.driftlog.events.RunEnded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.events.UserException;
import io.driftlog.log.BoundedRead;
import io.driftlog.log.LogConnection;
import io.driftlog.log.RunStatus;
import io.driftlog.log.Topics;
import io.driftlog.log.codec.EventCodec;
import io.driftlog.log.run.RunReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that reads the first and last events of the runs that the log had before, the newest runs first. */
final class Sweeper implements AutoCloseable {
    /** From this distance in records on, a seek is faster than reading. */
    static final int FAR_RECORDS = 2_000;

    /** The same distance in bytes. */
    private static final long FAR_BYTES = 256 << 10;

    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);
    private static final EventCodec EVENTS = new EventCodec();
    private static final long PAUSE_MILLIS = 500;

    /** Runs per batch: the newest runs are read first, and neighbours in the log are read together. */
    private static final int BATCH = 200;

    private final RunIndex index;
    private final RecordReader reader;
    private final LogConnection kafka;
    private final Thread thread;
    private volatile boolean closed;

    Sweeper(RunIndex index, RecordReader reader, LogConnection kafka) {
        this.index = index;
        this.kafka = kafka;
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
        } catch (InterruptedException | InterruptException e) {
            LOG.debug("closed", e);
        }
    }

    private void sweepNew() {
        List<RunState> unknown = new ArrayList<>(index.states().values());
        unknown.removeIf(state -> !state.needsSweep());
        unknown.sort(Comparator.comparingLong(
                state -> -state.status().map(RunStatus::startedAtMillis).orElse(0L)));
        for (int from = 0; from < unknown.size() && !closed; from += BATCH) {
            try {
                sweep(unknown.subList(from, Math.min(unknown.size(), from + BATCH)));
            } catch (UserException e) {
                LOG.warn("{}", e.getMessage());
                return;
            }
        }
    }

    /**
     * Reads the first and the last events of runs. Runs that are near each other in the log are read together.
     *
     * @param states runs whose status is known
     */
    void sweep(List<RunState> states) {
        Map<Integer, List<Wanted>> byPartition = new TreeMap<>();
        for (RunState state : states) {
            RunStatus status = state.status().orElseThrow();
            List<Wanted> wanted = byPartition.computeIfAbsent(status.partition(), partition -> new ArrayList<>());
            wanted.add(new Wanted(state, status, status.startOffset(), false));
            wanted.add(new Wanted(state, status, status.lowerBoundOffset() + 1, true));
        }
        byPartition.forEach(this::read);
        for (RunState state : states) {
            if (state.isBehind() && !closed) {
                String runId = state.status().orElseThrow().runId();
                RunReader.lost(kafka, runId).ifPresent(lost -> {
                    LOG.error("{}", lost.sentence());
                    index.change(now -> state.lost(lost, now));
                });
            }
            state.markSwept();
        }
    }

    /**
     * Events to read: the first event of a run, at an offset, or all its events from an offset on.
     *
     * @param offset the first record
     * @param toTheEnd whether to read to the last event of the run
     */
    private record Wanted(RunState state, RunStatus status, long offset, boolean toTheEnd) {
        /** Takes an event of the run; true if no more events are wanted. */
        boolean take(TrajectoryEvent event, long now) {
            if (toTheEnd || event instanceof RunStarted) {
                state.event(event, now);
                state.lighten();
            }
            // A run without an end has no events after its last step.
            boolean last =
                    !status.state().ended() && event instanceof StepTaken step && step.seq() >= status.nextSeq() - 1;
            return !toTheEnd || last || event instanceof RunEnded;
        }
    }

    private void read(int partition, List<Wanted> wanted) {
        Deque<Wanted> ahead = new ArrayDeque<>(
                wanted.stream().sorted(Comparator.comparingLong(Wanted::offset)).toList());
        while (!ahead.isEmpty() && !closed) {
            var stretch = new Stretch(ahead);
            reader.read(Topics.TRAJECTORIES, partition, stretch.begin, stretch::take);
        }
    }

    /** One read from the first wanted place through those near after it. */
    private final class Stretch {
        private final long begin;
        private final Deque<Wanted> ahead;
        private final Map<String, List<Wanted>> open = new HashMap<>();
        private long passedBytes;

        Stretch(Deque<Wanted> ahead) {
            this.ahead = ahead;
            this.begin = ahead.element().offset();
            openNext();
        }

        private void openNext() {
            Wanted next = ahead.remove();
            open.computeIfAbsent(next.status().runId(), run -> new ArrayList<>(2))
                    .add(next);
        }

        /** Takes a record; false if the next wanted place is far. */
        boolean take(ConsumerRecord<byte[], byte[]> record) {
            while (!ahead.isEmpty() && ahead.element().offset() <= record.offset()) {
                openNext();
            }
            passedBytes += Math.max(0, record.serializedValueSize());
            String runId = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
            List<Wanted> mine = open.get(runId);
            if (mine != null) {
                passedBytes = 0;
                TrajectoryEvent event = EVENTS.decode(record.value(), BoundedRead.locationOf(record));
                index.change(now -> mine.removeIf(each -> each.take(event, now)));
                if (mine.isEmpty()) {
                    open.remove(runId);
                }
            }
            boolean near = !ahead.isEmpty()
                    && ahead.element().offset() - record.offset() < FAR_RECORDS
                    && passedBytes < FAR_BYTES;
            return near || !open.isEmpty();
        }
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
