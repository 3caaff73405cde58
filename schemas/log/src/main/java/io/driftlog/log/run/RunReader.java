package io.driftlog.log.run;

import io.driftlog.events.RunEnded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.events.UserException.Unavailable;
import io.driftlog.log.BoundedRead;
import io.driftlog.log.Clients;
import io.driftlog.log.Location;
import io.driftlog.log.LogConnection;
import io.driftlog.log.RunStatus;
import io.driftlog.log.Topics;
import io.driftlog.log.codec.EventCodec;
import io.driftlog.log.codec.RunStatusCodec;
import io.driftlog.log.dataset.DatasetReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the committed events of one run in order, up to its RunEnded or to the end that the log had when reading began.
 * For one thread.
 */
public final class RunReader implements Iterator<RunReader.Recorded>, AutoCloseable {
    private static final EventCodec EVENTS = new EventCodec();
    private static final RunStatusCodec STATUSES = new RunStatusCodec();

    /** How many records to go back at first. */
    private static final long FIRST_STRETCH = 256;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final LogConnection kafka;
    private final BoundedRead records;
    private final byte[] key;
    private final boolean withData;
    private @Nullable TrajectoryEvent next;
    private Location.@Nullable OfRecord where;
    private boolean ended;

    /**
     * An event and its place in the log.
     *
     * @param event the event
     * @param where its record
     */
    public record Recorded(TrajectoryEvent event, Location.OfRecord where) {}

    private RunReader(LogConnection kafka, String runId, long offset, boolean withData) {
        this.kafka = kafka;
        this.key = Topics.key(runId);
        this.withData = withData;
        this.consumer = Clients.consumer(kafka);
        try {
            this.records = BoundedRead.partition(
                    kafka, consumer, Topics.TRAJECTORIES, Topics.partitionOf(runId), Math.max(0, offset));
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    /**
     * Opens a run at its beginning, with all its data; RunStarted still refers to those that are missing. Empty if the log
     * holds no such run.
     *
     * @throws Unavailable if no broker answers
     */
    public static RunReader open(LogConnection kafka, String runId) {
        return new RunReader(
                kafka, runId, status(kafka, runId).map(RunStatus::startOffset).orElse(0L), true);
    }

    /**
     * Opens a run somewhere: at the place of an event read before, or after {@link RunStatus#lowerBoundOffset}. A
     * RunStarted that it meets is as it was recorded: it refers to data sets too large for it.
     *
     * @param offset the first record to look at in the run's partition
     * @throws Unavailable if no broker answers
     */
    public static RunReader openFrom(LogConnection kafka, String runId, long offset) {
        return new RunReader(kafka, runId, offset, false);
    }

    /** The first event of a run with its data, as {@link #open}; empty if the log holds no such run. */
    public static Optional<RunStarted> started(LogConnection kafka, String runId) {
        try (RunReader reader = open(kafka, runId)) {
            return reader.hasNext() && reader.next().event() instanceof RunStarted started
                    ? Optional.of(started)
                    : Optional.empty();
        }
    }

    /**
     * The last committed restart point of a run and its place, looked for from the end in stretches that grow; empty if there
     * is none.
     */
    public static Optional<Recorded> lastRestartPoint(LogConnection kafka, String runId) {
        Optional<RunStatus> status = status(kafka, runId);
        if (status.isEmpty()) {
            return Optional.empty();
        }
        long start = status.get().startOffset();
        long from = status.get().lowerBoundOffset() + 1;
        for (long stretch = FIRST_STRETCH; true; stretch *= 4) {
            Recorded found = null;
            try (RunReader reader = openFrom(kafka, runId, from)) {
                while (reader.hasNext()) {
                    Recorded next = reader.next();
                    found = next.event() instanceof StepTaken step && step.restartPoint() ? next : found;
                }
            }
            if (found != null || from <= start) {
                return Optional.ofNullable(found);
            }
            from = Math.max(start, from - stretch);
        }
    }

    /** The last committed step of a run, found by a seek; empty if there is none. */
    public static Optional<StepTaken> lastStep(LogConnection kafka, String runId) {
        Optional<RunStatus> status = status(kafka, runId);
        if (status.isEmpty()) {
            return Optional.empty();
        }
        StepTaken last = null;
        try (RunReader reader = openFrom(kafka, runId, status.get().lowerBoundOffset() + 1)) {
            while (reader.hasNext()) {
                if (reader.next().event() instanceof StepTaken step) {
                    last = step;
                }
            }
        }
        return Optional.ofNullable(last);
    }

    /** How far a run is; empty if the log holds no such run. */
    public static Optional<RunStatus> status(LogConnection kafka, String runId) {
        try (KafkaConsumer<byte[], byte[]> consumer = Clients.consumer(kafka)) {
            return status(kafka, consumer, runId);
        }
    }

    static Optional<RunStatus> status(LogConnection kafka, KafkaConsumer<byte[], byte[]> consumer, String runId) {
        byte[] key = Topics.key(runId);
        ConsumerRecord<byte[], byte[]> newest = null;
        BoundedRead records = BoundedRead.partition(kafka, consumer, Topics.RUN_STATUS, Topics.partitionOf(runId), 0);
        while (records.hasNext()) {
            ConsumerRecord<byte[], byte[]> found = records.next();
            if (Arrays.equals(found.key(), key)) {
                newest = found;
            }
        }
        return Optional.ofNullable(newest)
                .filter(found -> found.value() != null)
                .map(RunReader::statusOf);
    }

    /** All runs of the log, the one that started last first. */
    public static List<RunStatus> runs(LogConnection kafka) {
        Map<String, RunStatus> newest = new HashMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer = Clients.consumer(kafka)) {
            BoundedRead.whole(kafka, consumer, Topics.RUN_STATUS).forEachRemaining(found -> {
                if (found.value() == null) {
                    newest.remove(new String(found.key(), StandardCharsets.UTF_8));
                } else {
                    RunStatus status = statusOf(found);
                    newest.put(status.runId(), status);
                }
            });
        }
        List<RunStatus> runs = new ArrayList<>(newest.values());
        runs.sort(
                Comparator.comparingLong(RunStatus::startedAtMillis).reversed().thenComparing(RunStatus::runId));
        return runs;
    }

    private static RunStatus statusOf(ConsumerRecord<byte[], byte[]> found) {
        return STATUSES.decode(found.value(), BoundedRead.locationOf(found));
    }

    /** The runs that have begun and not ended, the one that started first first. */
    public static List<RunStatus> unfinished(LogConnection kafka) {
        return runs(kafka).stream()
                .filter(run -> !run.state().ended())
                .sorted(Comparator.comparingLong(RunStatus::startedAtMillis).thenComparing(RunStatus::runId))
                .toList();
    }

    /** The events alone; closing them closes this reader. */
    public TrajectoryReader events() {
        return new TrajectoryReader() {
            @Override
            public boolean hasNext() {
                return RunReader.this.hasNext();
            }

            @Override
            public TrajectoryEvent next() {
                return nextEvent();
            }

            @Override
            public void close() {
                RunReader.this.close();
            }
        };
    }

    @Override
    public boolean hasNext() {
        while (next == null && !ended && records.hasNext()) {
            ConsumerRecord<byte[], byte[]> found = records.next();
            if (Arrays.equals(found.key(), key)) {
                where = BoundedRead.locationOf(found);
                TrajectoryEvent event = EVENTS.decode(found.value(), where);
                next = withData && event instanceof RunStarted run ? DatasetReader.resolve(kafka, run) : event;
            }
        }
        return next != null;
    }

    @Override
    public Recorded next() {
        TrajectoryEvent event = nextEvent();
        return new Recorded(event, Objects.requireNonNull(where));
    }

    private TrajectoryEvent nextEvent() {
        TrajectoryEvent result = hasNext() ? next : null;
        if (result == null) {
            throw new NoSuchElementException();
        }
        next = null;
        ended = result instanceof RunEnded;
        return result;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
