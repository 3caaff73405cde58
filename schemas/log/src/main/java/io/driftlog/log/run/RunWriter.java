package io.driftlog.log.run;

import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.events.UserException.NotFound;
import io.driftlog.events.UserException.Refused;
import io.driftlog.events.UserException.Unavailable;
import io.driftlog.events.UserException.Unusable;
import io.driftlog.log.BoundedRead;
import io.driftlog.log.Clients;
import io.driftlog.log.LogConnection;
import io.driftlog.log.RunStatus;
import io.driftlog.log.Topics;
import io.driftlog.log.WriteFailures;
import io.driftlog.log.codec.EventCodec;
import io.driftlog.log.codec.EventSizes;
import io.driftlog.log.codec.RunStatusCodec;
import io.driftlog.log.dataset.DatasetReferences;
import io.driftlog.log.dataset.DatasetWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends the events of one run, each exactly once and in order, in transactions that a timer commits. Each transaction
 * contains the run's {@link RunStatus}. Opening a writer fences all earlier writers of the same run, in any process.
 *
 * <p>A run that was closed without RunEnded, or whose process died, can be resumed after its last committed step. The
 * next {@link #append}, or {@link #close}, throws failures of the background commit. {@link #append} is for one thread;
 * {@link #close} and {@link #committedSeq} are for any.
 */
public final class RunWriter implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RunWriter.class);
    private static final EventCodec EVENTS = new EventCodec();
    private static final RunStatusCodec STATUSES = new RunStatusCodec();

    /** Longer than a transaction may stay open plus the time that the broker takes to abort it. */
    public static final Duration OTHERS_PATIENCE = Duration.ofSeconds(30);

    private static final Duration ABORT_PATIENCE = Duration.ofSeconds(5);
    private static final Duration VISIBLE_PATIENCE = Duration.ofSeconds(2);

    private final WriterSettings settings;
    private final String runId;
    private final byte[] key;
    private final int partition;
    private final Callback acknowledge = this::acknowledge;
    private final KafkaProducer<byte[], byte[]> producer;
    private final RunProgress progress;
    private final ScheduledExecutorService timer;

    /**
     * Guards the transaction of the producer and the progress, also during waits for the broker. Fair, so that a thread
     * that appends without pause does not keep the timer from committing.
     */
    private final ReentrantLock lock = new ReentrantLock(true);

    private boolean inTransaction;
    private boolean closed;
    private boolean reported;
    private long acknowledgedBefore;
    private volatile long acknowledged;
    private volatile long acknowledgedStatus = -1;
    private volatile long committedSeq;
    private volatile @Nullable Throwable failure;

    @SuppressWarnings("FutureReturnValueIgnored") // the task keeps its failure
    private RunWriter(
            WriterSettings settings,
            String runId,
            KafkaProducer<byte[], byte[]> producer,
            RunProgress progress,
            long lastInPartition) {
        this.settings = settings;
        this.runId = runId;
        this.key = Topics.key(runId);
        this.partition = Topics.partitionOf(runId);
        this.producer = producer;
        this.progress = progress;
        this.acknowledged = lastInPartition;
        this.acknowledgedBefore = lastInPartition;
        this.committedSeq = progress.nextSeq() - 1;
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "driftlog-commit-" + runId);
            thread.setDaemon(true);
            return thread;
        });
        long period = settings.commitEvery().toMillis();
        timer.scheduleWithFixedDelay(this::commitByTimer, period, period, TimeUnit.MILLISECONDS);
    }

    /**
     * Opens a new run and appends its first event. Data sets that are too large for the event are written first, unless
     * the log has them.
     *
     * @param run with all its data sets. Not modified.
     * @throws Refused if the log holds a run of this id
     * @throws Unusable if its data are more than {@link DatasetReferences#LARGEST_BYTES}, or its initial
     *     weights do not fit a record
     * @throws Unavailable if no broker answers
     */
    public static RunWriter start(WriterSettings settings, RunStarted run) {
        return start(settings, run, null);
    }

    /**
     * Opens a new run that repeats a damaged one; until it has all events of that one, it counts as damaged itself.
     *
     * @param run the first event, with the new id
     * @param whole what the damaged run had
     */
    public static RunWriter copy(WriterSettings settings, RunStarted run, RunStatus whole) {
        return start(settings, run, whole);
    }

    private static RunWriter start(WriterSettings settings, RunStarted run, @Nullable RunStatus whole) {
        DatasetReferences.Split split = DatasetReferences.split(run);
        RunStarted recorded = split.run();
        EventSizes.check(run.runId(), EVENTS.encode(recorded));
        LogConnection kafka = settings.kafka();
        try (KafkaConsumer<byte[], byte[]> consumer = Clients.consumer(kafka)) {
            // Checked twice: before opening, so that a wrong id does not fence a healthy run; after opening, because
            // from then on no other writer can begin the run.
            refuseKnown(RunReader.status(kafka, consumer, run.runId()));
            DatasetWriter.ensure(kafka, split.kept());
            RunWriter writer = open(settings, run.runId(), consumer, end -> {
                refuseKnown(RunReader.status(kafka, consumer, run.runId()));
                var progress = new RunProgress(recorded, end);
                return whole == null ? progress : progress.restoring(whole);
            });
            return writer.begin(recorded);
        }
    }

    /**
     * Opens an interrupted run, to continue after {@link #committedSeq}.
     *
     * @throws NotFound if the log holds no such run
     * @throws Refused if it holds its end, or has lost events of it
     * @throws Unavailable if no broker answers
     */
    public static RunWriter resume(WriterSettings settings, String runId) {
        LogConnection kafka = settings.kafka();
        try (KafkaConsumer<byte[], byte[]> consumer = Clients.consumer(kafka)) {
            // Fences first, which also waits for the last transaction of the earlier writer.
            return open(
                    settings,
                    runId,
                    consumer,
                    end -> standing(kafka, requireOpen(runId, RunReader.status(kafka, consumer, runId))));
        }
    }

    /** The progress of a run by its last event, which must be the one that its status describes, or a later one. */
    private static RunProgress standing(LogConnection kafka, RunStatus status) {
        var last = new LostEvents.Check();
        try (RunReader reader = RunReader.openFrom(kafka, status.runId(), status.lowerBoundOffset() + 1)) {
            reader.skipToEnd(each -> last.read(each.event()));
        }
        last.ended().ifPresent(end -> refuseEnded(status.runId(), RunStatus.State.of(end.outcome())));
        if (last.nextSeq() < status.nextSeq()) {
            throw new Refused(RunReader.lost(kafka, status.runId())
                    .map(LostEvents::sentence)
                    .orElse("The last events of run " + status.runId() + " cannot be read now; try again."));
        }
        return last.nextSeq() == status.nextSeq()
                ? new RunProgress(status)
                : new RunProgress(status.upTo(
                        last.nextSeq(), last.last().map(StepTaken::time).orElse(status.time())));
    }

    /**
     * Opens a run whose last events were lost, to append them. Appends the first event too if nothing is left.
     *
     * @param run with all its data sets. Not modified.
     * @param whole what the run had
     * @throws Refused if an event is kept after the lost ones, or nothing is lost
     * @throws Unavailable if no broker answers
     */
    public static RunWriter restore(WriterSettings settings, RunStarted run, RunStatus whole) {
        LogConnection kafka = settings.kafka();
        DatasetReferences.Split split = DatasetReferences.split(run);
        DatasetWriter.ensure(kafka, split.kept());
        try (KafkaConsumer<byte[], byte[]> consumer = Clients.consumer(kafka)) {
            RunWriter writer = open(
                    settings,
                    run.runId(),
                    consumer,
                    end -> kept(kafka, split.run(), end).restoring(whole));
            return writer.progress.isBegun() ? writer : writer.begin(split.run());
        }
    }

    /** The progress of a run by the events that are left. */
    private static RunProgress kept(LogConnection kafka, RunStarted run, long end) {
        List<RunReader.Recorded> firstAndLast = new ArrayList<>();
        LostEvents lost;
        LostEvents.Check check = new LostEvents.Check();
        try (RunReader reader = RunReader.open(kafka, run.runId())) {
            reader.skipToEnd(each -> {
                check.read(each.event());
                if (firstAndLast.size() == 2) {
                    firstAndLast.remove(1);
                }
                firstAndLast.add(each);
            });
            lost = reader.lost().orElseThrow(() -> new Refused("Run " + run.runId() + " has lost no events."));
        }
        if (!lost.tail()) {
            throw new Refused("Run " + run.runId() + " has events after the lost ones: nothing can be inserted.");
        }
        if (firstAndLast.isEmpty()) {
            return new RunProgress(run, end);
        }
        long first = firstAndLast.get(0).where().offset();
        long last = firstAndLast.get(firstAndLast.size() - 1).where().offset();
        return new RunProgress(new RunStatus(
                run.runId(),
                run.name(),
                RunStatus.State.RUNNING,
                check.nextSeq(),
                check.last().map(StepTaken::time).orElse(0.0),
                Topics.partitionOf(run.runId()),
                first,
                last - 1,
                run.startedAtMillis(),
                run.startedAtMillis()));
    }

    /**
     * Fences earlier writers and determines the state of the run.
     *
     * @param whereItStands the state of the run, given the end of its partition
     */
    private static RunWriter open(
            WriterSettings settings,
            String runId,
            KafkaConsumer<byte[], byte[]> consumer,
            LongFunction<RunProgress> whereItStands) {
        LogConnection kafka = settings.kafka();
        KafkaProducer<byte[], byte[]> producer =
                Clients.transactionalProducer(kafka, "driftlog-run-" + runId, !settings.withWeights());
        try {
            producer.initTransactions();
            producer.partitionsFor(Topics.RUN_STATUS.name()); // looked up now, so that the first commit does not wait
            awaitTransactionsOfOthers(kafka, consumer, Topics.partitionOf(runId));
            long end = BoundedRead.end(kafka, consumer, Topics.TRAJECTORIES, Topics.partitionOf(runId));
            return new RunWriter(settings, runId, producer, whereItStands.apply(end), end - 1);
        } catch (KafkaException e) {
            producer.close(Duration.ZERO);
            throw Clients.unavailable(kafka, e);
        } catch (RuntimeException e) {
            producer.close(Duration.ZERO);
            throw e;
        }
    }

    /**
     * Waits until all records that the run's partition has now are committed or aborted: readers do not see what this
     * run commits after an open transaction of another run.
     */
    private static void awaitTransactionsOfOthers(
            LogConnection kafka, KafkaConsumer<byte[], byte[]> consumer, int partition) {
        List<TopicPartition> both = Stream.of(Topics.TRAJECTORIES, Topics.RUN_STATUS)
                .map(topic -> new TopicPartition(topic.name(), partition))
                .toList();
        BoundedRead.awaitTransactions(kafka, consumer, both, OTHERS_PATIENCE);
    }

    private RunWriter begin(RunStarted run) {
        try {
            append(run);
            return this;
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private static void refuseKnown(Optional<RunStatus> status) {
        if (status.isPresent()) {
            RunStatus found = status.get();
            throw new Refused("Run " + found.runId() + " is in the log already ("
                    + found.state().word() + "); "
                    + (found.state().ended() ? "start it under another id." : "resume it, or start another id."));
        }
    }

    /**
     * The status of a run that can be written.
     *
     * @throws NotFound if there is none
     * @throws Refused if the run has ended
     */
    public static RunStatus requireOpen(String runId, Optional<RunStatus> status) {
        RunStatus found = status.orElseThrow(() -> NotFound.run(runId));
        if (found.state().ended()) {
            refuseEnded(runId, found.state());
        }
        return found;
    }

    private static void refuseEnded(String runId, RunStatus.State state) {
        throw new Refused("Run " + runId + " has ended (" + state.word()
                + ") and cannot be resumed; run its spec again instead.");
    }

    /**
     * Appends the next event; waits while the producer's buffer is full. RunEnded is committed at once.
     *
     * @param event Not modified; must not be modified later.
     * @throws IllegalArgumentException if it is not the next event of this run
     * @throws Unusable if it does not fit a record; the run is as before
     * @throws Refused if another writer has opened this run
     * @throws Unavailable if the brokers did not take this or an earlier event
     * @throws InterruptException if the thread is interrupted while it waits; the event is not appended
     */
    public void append(TrajectoryEvent event) {
        byte[] value = EVENTS.encode(event);
        EventSizes.check(runId, key, value);
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the writer of run " + runId + " is closed");
            }
            throwIfFailed();
            progress.check(event);
            send(event, value);
            if (progress.ended()) {
                commit();
            }
            throwIfFailed();
        } finally {
            lock.unlock();
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback takes the failure
    private void send(TrajectoryEvent event, byte[] value) {
        try {
            beginIfNeeded();
            producer.send(new ProducerRecord<>(Topics.TRAJECTORIES.name(), partition, key, value), acknowledge);
            throwIfFailed();
            progress.advance(event, acknowledgedBefore);
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            note(e);
        }
    }

    /** The seq of the last step that is known to be committed; -1 before the first. */
    public long committedSeq() {
        return committedSeq;
    }

    /**
     * Commits what was appended and releases the producer; a run without RunEnded can be resumed. Readers opened
     * afterwards see it all, unless another run of the partition stands still in a transaction. Does nothing the second
     * time.
     *
     * @throws Refused if another writer has opened this run, unless {@link #append} threw already
     * @throws Unavailable if the brokers did not commit, unless {@link #append} threw already
     */
    @Override
    public void close() {
        // An interrupted thread commits too.
        boolean interrupted = Thread.interrupted();
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                timer.shutdown();
                finish();
            }
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void finish() {
        if (failure == null && !progress.ended()) {
            progress.interrupt();
            commit();
        }
        producer.close(WriteFailures.isBeyondAbort(failure) ? Duration.ZERO : ABORT_PATIENCE);
        if (failure == null) {
            awaitVisible();
        } else if (!reported) {
            throwIfFailed();
        }
    }

    /** Waits until readers see the last commit; the broker acknowledges it a moment earlier. */
    private void awaitVisible() {
        Map<TopicPartition, Long> last = Map.of(
                new TopicPartition(Topics.TRAJECTORIES.name(), partition), acknowledged,
                new TopicPartition(Topics.RUN_STATUS.name(), partition), acknowledgedStatus);
        try (KafkaConsumer<byte[], byte[]> consumer = Clients.consumer(settings.kafka())) {
            if (!BoundedRead.awaitCommitted(settings.kafka(), consumer, last, VISIBLE_PATIENCE)) {
                log.debug("Run {} is committed after an open transaction of another run", runId);
            }
        } catch (Unavailable e) {
            log.debug("Run {} is committed; no broker says whether readers see it", runId, e);
        }
    }

    private void commitByTimer() {
        lock.lock();
        try {
            if (inTransaction && failure == null && !closed) {
                commit();
            }
        } finally {
            lock.unlock();
        }
    }

    private void beginIfNeeded() {
        if (!inTransaction) {
            producer.beginTransaction();
            inTransaction = true;
            acknowledgedBefore = acknowledged;
        }
    }

    /** Commits the sent events with the status; keeps a failure. */
    @SuppressWarnings("FutureReturnValueIgnored") // the callback takes the failure
    private void commit() {
        byte[] status = STATUSES.encode(progress.status(System.currentTimeMillis()));
        try {
            beginIfNeeded();
            producer.send(new ProducerRecord<>(Topics.RUN_STATUS.name(), key, status), this::acknowledgeStatus);
            producer.commitTransaction();
            inTransaction = false;
            committedSeq = progress.nextSeq() - 1;
        } catch (KafkaException | IllegalStateException e) {
            note(e);
        }
    }

    /** Called on the producer's thread, in the order of the events. */
    private void acknowledge(RecordMetadata metadata, @Nullable Exception e) {
        if (e == null) {
            acknowledged = metadata.offset();
        } else {
            note(e);
        }
    }

    private void acknowledgeStatus(RecordMetadata metadata, @Nullable Exception e) {
        if (e == null) {
            acknowledgedStatus = metadata.offset();
        } else {
            note(e);
        }
    }

    /** Keeps the first failure; later ones follow from it. */
    private void note(Throwable e) {
        if (failure == null) {
            failure = e;
            log.debug("Run {} cannot be written any more", runId, e);
        }
    }

    private void throwIfFailed() {
        Throwable cause = failure;
        if (cause != null) {
            reported = true;
            throw WriteFailures.inWords(settings.kafka(), runId, committedSeq, cause);
        }
    }
}
