package io.driftlog.analyzer.service;

import io.driftlog.analyzer.service.store.FoldStore;
import io.driftlog.analyzer.spi.driver.FoldDriver;
import io.driftlog.analyzer.spi.driver.Progress;
import io.driftlog.analyzer.spi.driver.RunDriver;
import io.driftlog.analyzer.spi.driver.RunDriver.Result;
import io.driftlog.events.FindingRecorded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.log.CorruptEventException;
import io.driftlog.log.Location;
import io.driftlog.log.codec.Codec;
import io.driftlog.log.codec.EventCodec;
import io.driftlog.log.codec.FindingCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folds the runs of one partition. The progress of a run is a live object, which its store asks for just before every
 * commit, so that state, findings and offsets commit together.
 *
 * <p>2026-11: state is never written on a punctuation. Commit and punctuation are independent timers, and after a kill
 * findings had wrong values. The punctuation here asks for a commit, and stops a host whose states are not requested.
 */
final class FoldProcessor<S> implements Processor<String, byte[], String, byte[]> {
    /** The RunStarted of every run that is being folded. */
    static final String RUNS = "runs";

    /** The progress of every run, also of those that are over. */
    static final String FOLDS = "folds";

    /** Younger events count as recent. */
    private static final long RECENT_MILLIS = 1000;

    /** More punctuations than this without a write mean that commits do not call the hook. */
    private static final int LONGEST_UNWRITTEN = 1000;

    private static final Logger LOG = LoggerFactory.getLogger(FoldProcessor.class);
    private static final Location IN_STORE = new Location.OfFile("the store of runs", 0);

    private final FoldDriver<S> driver;
    private final StepDeadline deadline;
    private final int stateBytes;
    private final Duration commitEvery;
    private final UnaryOperator<RunStarted> withData;
    private final Codec<TrajectoryEvent> events = new EventCodec();
    private final Codec<FindingRecorded> findings = new FindingCodec();
    private final Map<String, Live<S>> live = new HashMap<>();
    private ProcessorContext<String, byte[]> context;
    private KeyValueStore<String, byte[]> runs;
    private FoldStore folds;
    private final List<Live<S>> unwritten = new ArrayList<>();
    private int punctuationsUnwritten;
    private long newestMillis = Long.MIN_VALUE;
    private boolean hasAsked;

    /** A run being folded: its store has this progress, or will at the next commit. */
    private static final class Live<S> {
        final String runId;
        final RunDriver<S> run;
        Progress<S> progress;
        boolean isUnwritten;

        Live(String runId, RunDriver<S> run, Progress<S> progress) {
            this.runId = runId;
            this.run = run;
            this.progress = progress;
        }
    }

    /**
     * A processor that is not yet initialized.
     *
     * @param deadline observes every event being folded; not closed here
     * @param stateBytes the largest state that is stored
     * @param commitEvery how long what was found at a recent event waits for its commit
     * @param withData puts data sets into a RunStarted that refers to them
     */
    FoldProcessor(
            FoldDriver<S> driver,
            StepDeadline deadline,
            int stateBytes,
            Duration commitEvery,
            UnaryOperator<RunStarted> withData) {
        this.withData = withData;
        this.driver = driver;
        this.deadline = deadline;
        this.stateBytes = stateBytes;
        this.commitEvery = commitEvery;
    }

    @Override
    public void init(ProcessorContext<String, byte[]> initial) {
        // Also called to restart the same instance, after stores and offsets returned to the last commit.
        live.clear();
        unwritten.clear();
        punctuationsUnwritten = 0;
        context = initial;
        runs = initial.getStateStore(RUNS);
        folds = initial.getStateStore(FOLDS);
        folds.beforeCommit(this::write);
        newestMillis = Long.MIN_VALUE;
        hasAsked = false;
        initial.schedule(commitEvery, PunctuationType.WALL_CLOCK_TIME, this::punctuate);
    }

    /**
     * Requests a commit after recent events and after the first events of a restarted host; other events wait for the
     * regular commit.
     */
    private void punctuate(long nowMillis) {
        if (!unwritten.isEmpty() && ++punctuationsUnwritten > LONGEST_UNWRITTEN) {
            throw new IllegalStateException(
                    "this version of Kafka Streams does not ask a store for its states before it"
                            + " commits; use the version that Driftlog ships with");
        }
        boolean isFirst = !hasAsked && !unwritten.isEmpty();
        if (isFirst || newestMillis > nowMillis - RECENT_MILLIS) {
            hasAsked = true;
            context.commit();
        }
        newestMillis = Long.MIN_VALUE;
    }

    /** Writes the states that changed since the last commit. */
    private void write() {
        for (Live<S> run : unwritten) {
            folds.put(run.runId, encoded(run));
            run.isUnwritten = false;
        }
        unwritten.clear();
        punctuationsUnwritten = 0;
    }

    @Override
    public void process(Record<String, byte[]> record) {
        newestMillis = Math.max(newestMillis, record.timestamp());
        Location where = context.recordMetadata()
                .<Location>map(at -> new Location.OfRecord(at.topic(), at.partition(), at.offset()))
                .orElse(IN_STORE);
        if (record.key() == null || record.value() == null) {
            LOG.error("{}: the record at {} has no run id or no value and is skipped", driver.id(), where);
            return;
        }
        try {
            accept(record, events.decode(record.value(), where));
        } catch (CorruptEventException e) {
            LOG.error("{}: run {} cannot be read on: {}", driver.id(), record.key(), e.getMessage());
            Live<S> run = find(record.key());
            if (run != null) {
                settle(record, run, run.run.unreadable(run.progress, String.valueOf(e.getMessage())));
            }
        }
    }

    private void accept(Record<String, byte[]> record, TrajectoryEvent event) {
        Live<S> run = find(event.runId());
        if (run == null && event instanceof RunStarted started && folds.get(event.runId()) == null) {
            RunDriver<S> opened = driver.open(withData.apply(started));
            runs.put(event.runId(), record.value());
            run = keep(event.runId(), new Live<>(event.runId(), opened, opened.initial()));
        }
        if (run != null) {
            deadline.begin(event);
            Result<S> result = run.run.accept(run.progress, event);
            deadline.end();
            settle(record, run, result);
        }
    }

    /** The fold of a run from the stores; null if it is over, or its start was never read. */
    private @Nullable Live<S> find(String runId) {
        Live<S> known = live.get(runId);
        if (known != null) {
            return known;
        }
        byte[] start = runs.get(runId);
        byte[] progress = folds.get(runId);
        if (start == null || progress == null) {
            return null;
        }
        RunDriver<S> opened = driver.open(withData.apply((RunStarted) events.decode(start, IN_STORE)));
        Progress<S> decoded = driver.decode(progress);
        Live<S> run = new Live<>(runId, opened, decoded);
        return decoded.phase() == Progress.Phase.RUNNING ? keep(runId, run) : run;
    }

    private Live<S> keep(String runId, Live<S> run) {
        live.put(runId, run);
        return run;
    }

    private void settle(Record<String, byte[]> record, Live<S> run, Result<S> result) {
        run.progress = result.progress();
        if (!run.isUnwritten) {
            run.isUnwritten = true;
            unwritten.add(run);
        }
        if (run.progress.phase() != Progress.Phase.RUNNING) {
            write();
            live.remove(run.runId);
            runs.delete(run.runId);
        }
        for (FindingRecorded finding : result.findings()) {
            LOG.info("{}: run {}: {}", driver.id(), run.runId, finding.finding().sentence());
            context.forward(record.withValue(findings.encode(finding)));
        }
    }

    private byte[] encoded(Live<S> run) {
        byte[] bytes = driver.encode(run.progress);
        if (bytes.length > stateBytes) {
            throw new IllegalStateException("its state of run " + run.runId + " has " + bytes.length
                    + " bytes before seq " + run.progress.nextSeq() + " and " + stateBytes
                    + " are allowed; let it remember less, or allow it more with --state-limit");
        }
        return bytes;
    }
}
