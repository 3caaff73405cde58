package io.driftlog.log.run;

import io.driftlog.events.RunEnded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.events.UserException.Unavailable;
import io.driftlog.events.UserException.Unusable;
import io.driftlog.log.BoundedRead;
import io.driftlog.log.Clients;
import io.driftlog.log.CorruptEventException;
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
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the committed events of one run in order, to its RunEnded or to the end that the log had when reading began.
 * For one thread.
 */
public final class RunReader implements Iterator<RunReader.Recorded>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunReader.class);
    private static final EventCodec EVENTS = new EventCodec();
    private static final RunStatusCodec STATUSES = new RunStatusCodec();

    /** Number of records of the first stretch, counted from the end. */
    private static final long FIRST_STRETCH = 256;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final LogConnection kafka;
    private final String runId;
    private final byte[] key;
    private final boolean withData;
    private final @Nullable RunStatus status;
    private final LostEvents.@Nullable Check check;
    private BoundedRead records;
    private boolean settled;
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

    private RunReader(LogConnection kafka, String runId, long offset, boolean whole, @Nullable RunStatus status) {
        this.kafka = kafka;
        this.runId = runId;
        this.key = Topics.key(runId);
        this.withData = whole;
        this.check = whole ? new LostEvents.Check() : null;
        this.status = status;
        this.consumer = Clients.consumer(kafka);
        try {
            this.records = from(offset);
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    private BoundedRead from(long offset) {
        return BoundedRead.partition(
                kafka, consumer, Topics.TRAJECTORIES, Topics.partitionOf(runId), Math.max(0, offset));
    }

    /**
     * Opens a run at its beginning with its data sets. RunStarted keeps references to data sets that the log lacks. The
     * reader has no events if the log has no such run.
     *
     * @throws Unavailable if no broker answers
     */
    public static RunReader open(LogConnection kafka, String runId) {
        RunStatus status = status(kafka, runId).orElse(null);
        return new RunReader(kafka, runId, status == null ? 0 : status.startOffset(), true, status);
    }

    /**
     * Opens a run at an offset: that of an event read before, or one after {@link RunStatus#lowerBoundOffset}.
     * RunStarted comes as recorded, with references to data sets that are too large for it.
     *
     * @param offset the first record to read in the run's partition
     * @throws Unavailable if no broker answers
     */
    public static RunReader openFrom(LogConnection kafka, String runId, long offset) {
        return new RunReader(kafka, runId, offset, false, null);
    }

    /** The first event of a run with its data sets, as in {@link #open}; empty if the log has no such run. */
    public static Optional<RunStarted> started(LogConnection kafka, String runId) {
        try (RunReader reader = open(kafka, runId)) {
            return reader.hasNext() && reader.next().event() instanceof RunStarted started
                    ? Optional.of(started)
                    : Optional.empty();
        }
    }

    /**
     * The first event of a run, also if its transaction was aborted because the end of the transaction was lost: its
     * record is still in the log.
     */
    public static Optional<RunStarted> startedOrAborted(LogConnection kafka, RunStatus status) {
        Optional<RunStarted> committed = started(kafka, status.runId());
        if (committed.isPresent()) {
            return committed;
        }
        byte[] key = Topics.key(status.runId());
        try (KafkaConsumer<byte[], byte[]> consumer = Clients.uncommittedConsumer(kafka)) {
            BoundedRead records = BoundedRead.partition(
                    kafka, consumer, Topics.TRAJECTORIES, status.partition(), status.startOffset());
            while (records.hasReadable()) {
                ConsumerRecord<byte[], byte[]> found = records.next();
                if (Arrays.equals(found.key(), key)
                        && EVENTS.decode(found.value(), BoundedRead.locationOf(found)) instanceof RunStarted run) {
                    return Optional.of(DatasetReader.resolve(kafka, run));
                }
            }
        }
        return Optional.empty();
    }

    /**
     * The last committed restart point of a run and its place, searched from the end in growing stretches; empty if
     * there is none.
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

    /** The status of a run; empty if the log has no such run. */
    public static Optional<RunStatus> status(LogConnection kafka, String runId) {
        try (KafkaConsumer<byte[], byte[]> consumer = Clients.consumer(kafka)) {
            return status(kafka, consumer, runId);
        }
    }

    static Optional<RunStatus> status(LogConnection kafka, KafkaConsumer<byte[], byte[]> consumer, String runId) {
        byte[] key = Topics.key(runId);
        ConsumerRecord<byte[], byte[]> newest = null;
        BoundedRead records = BoundedRead.partition(kafka, consumer, Topics.RUN_STATUS, Topics.partitionOf(runId), 0);
        while (records.hasReadable()) {
            ConsumerRecord<byte[], byte[]> found = records.next();
            if (Arrays.equals(found.key(), key)) {
                newest = found;
            }
        }
        if (newest == null && records.hasPassedOver()) {
            throw new Unusable("The status of run " + runId + " may be among damaged records of "
                    + Topics.RUN_STATUS.name() + "; `driftlog repair " + runId + "` restores it.");
        }
        return Optional.ofNullable(newest)
                .filter(found -> found.value() != null)
                .map(RunReader::statusOf);
    }

    /** All runs of the log, the newest first. */
    public static List<RunStatus> runs(LogConnection kafka) {
        Map<String, RunStatus> newest = new HashMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer = Clients.consumer(kafka)) {
            BoundedRead.whole(kafka, consumer, Topics.RUN_STATUS).forEachReadable(found -> {
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

    /** The runs without an end, the oldest first. */
    public static List<RunStatus> unfinished(LogConnection kafka) {
        return runs(kafka).stream()
                .filter(run -> !run.state().ended())
                .sorted(Comparator.comparingLong(RunStatus::startedAtMillis).thenComparing(RunStatus::runId))
                .toList();
    }

    /** The events without their places; closing the result closes this reader. */
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
            public Optional<LostEvents> lost() {
                return RunReader.this.lost();
            }

            @Override
            public void close() {
                RunReader.this.close();
            }
        };
    }

    /**
     * What the log lacks of a run that was opened at its beginning; known once {@link #hasNext} is false. Empty if
     * nothing is missing. Events whose records were damaged on the disk are missing.
     */
    public Optional<LostEvents> lost() {
        return check == null || hasNext() ? Optional.empty() : check.lost(runId, status, -1, false);
    }

    /** What the log lacks of a run; reads the whole run. */
    public static Optional<LostEvents> lost(LogConnection kafka, String runId) {
        try (RunReader reader = open(kafka, runId)) {
            reader.skipToEnd(event -> {});
            return reader.lost();
        }
    }

    /** The same of a run that is whole at its beginning and its end: reads only these if they are there. */
    public static Optional<LostEvents> lostAtEnds(LogConnection kafka, RunStatus status) {
        var check = new LostEvents.Check();
        try (RunReader reader = openFrom(kafka, status.runId(), status.startOffset())) {
            if (reader.hasNext()) {
                check.read(reader.next().event());
            }
        }
        try (RunReader reader = openFrom(kafka, status.runId(), status.lowerBoundOffset() + 1)) {
            reader.skipToEnd(each -> check.read(each.event()));
        }
        return check.isBehind(status) ? lost(kafka, status.runId()) : Optional.empty();
    }

    /** Reads to the end of the run; passes over events that cannot be read. */
    void skipToEnd(Consumer<Recorded> each) {
        while (true) {
            try {
                if (!hasNext()) {
                    return;
                }
                each.accept(next());
            } catch (CorruptEventException e) {
                LOG.warn("{}", e.getMessage());
            }
        }
    }

    @Override
    public boolean hasNext() {
        while (next == null && !ended && (records.hasReadable() || settle())) {
            ConsumerRecord<byte[], byte[]> found = records.next();
            if (Arrays.equals(found.key(), key)) {
                where = BoundedRead.locationOf(found);
                TrajectoryEvent event = EVENTS.decode(found.value(), where);
                if (check != null) {
                    check.read(event);
                }
                next = withData && event instanceof RunStarted run ? DatasetReader.resolve(kafka, run) : event;
            }
        }
        return next != null;
    }

    /**
     * Whether more records can be read: a status can be visible before its events, as long as another run of the
     * partition has a transaction open.
     */
    private boolean settle() {
        if (settled || check == null || !check.isBehind(status)) {
            return false;
        }
        settled = true;
        TopicPartition partition = new TopicPartition(Topics.TRAJECTORIES.name(), Topics.partitionOf(runId));
        long end = records.end(partition);
        BoundedRead.awaitTransactions(kafka, consumer, List.of(partition), RunWriter.OTHERS_PATIENCE);
        records = from(Math.max(end, status == null ? 0 : status.startOffset()));
        return records.hasReadable();
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
