package io.driftlog.analyzer.service;

import io.driftlog.analyzer.spi.FoldDriver;
import io.driftlog.analyzer.spi.Progress;
import io.driftlog.analyzer.spi.RunDriver;
import io.driftlog.analyzer.spi.RunDriver.Result;
import io.driftlog.events.FindingRecorded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.log.Codec;
import io.driftlog.log.CorruptEventException;
import io.driftlog.log.EventCodec;
import io.driftlog.log.FindingCodec;
import io.driftlog.log.Location;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folds the runs of one partition. The progress of a run is put into its store with every event, so that state,
 * findings and offsets commit together; the decoded progress is kept beside it only to spare decoding.
 *
 * <p>2026-11: state is never written on a punctuation. Commit and punctuation are independent timers, and after a kill
 * findings had wrong values.
 */
final class FoldProcessor<S> implements Processor<String, byte[], String, byte[]> {
    /** The RunStarted of every run that is being folded. */
    static final String RUNS = "runs";

    /** The progress of every run, also of those that are over. */
    static final String FOLDS = "folds";

    private static final Logger LOG = LoggerFactory.getLogger(FoldProcessor.class);
    private static final Location IN_STORE = new Location.OfFile("the store of runs", 0);

    private final FoldDriver<S> driver;
    private final StepDeadline deadline;
    private final int stateBytes;
    private final Codec<TrajectoryEvent> events = new EventCodec();
    private final Codec<FindingRecorded> findings = new FindingCodec();
    private final Map<String, Live<S>> live = new HashMap<>();
    private ProcessorContext<String, byte[]> context;
    private KeyValueStore<String, byte[]> runs;
    private KeyValueStore<String, byte[]> folds;

    /** A run that is being folded, decoded: the progress is what its store has. */
    private static final class Live<S> {
        final RunDriver<S> run;
        Progress<S> progress;

        Live(RunDriver<S> run, Progress<S> progress) {
            this.run = run;
            this.progress = progress;
        }
    }

    /**
     * A processor that is not yet initialized.
     *
     * @param deadline told of every event that the analyzer begins and ends to fold; not closed here
     * @param stateBytes the largest state that is stored
     */
    FoldProcessor(FoldDriver<S> driver, StepDeadline deadline, int stateBytes) {
        this.driver = driver;
        this.deadline = deadline;
        this.stateBytes = stateBytes;
    }

    @Override
    public void init(ProcessorContext<String, byte[]> initial) {
        // Also called to begin again on the same instance, when stores and offsets went back to the last commit.
        live.clear();
        context = initial;
        runs = initial.getStateStore(RUNS);
        folds = initial.getStateStore(FOLDS);
    }

    @Override
    public void process(Record<String, byte[]> record) {
        Location where = context.recordMetadata()
                .<Location>map(at -> new Location.OfRecord(at.topic(), at.partition(), at.offset()))
                .orElse(IN_STORE);
        if (record.key() == null || record.value() == null) {
            LOG.error("{}: the record at {} has no run id or no value and is passed over", driver.id(), where);
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
            RunDriver<S> opened = driver.open(started);
            runs.put(event.runId(), record.value());
            run = keep(event.runId(), new Live<>(opened, opened.initial()));
        }
        if (run != null) {
            deadline.begin(event);
            Result<S> result = run.run.accept(run.progress, event);
            deadline.end();
            settle(record, run, result);
        }
    }

    /** The fold of a run as the stores have it; null when the run is over, or its start was never seen. */
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
        RunDriver<S> opened = driver.open((RunStarted) events.decode(start, IN_STORE));
        Progress<S> decoded = driver.decode(progress);
        Live<S> run = new Live<>(opened, decoded);
        return decoded.phase() == Progress.Phase.RUNNING ? keep(runId, run) : run;
    }

    private Live<S> keep(String runId, Live<S> run) {
        live.put(runId, run);
        return run;
    }

    private void settle(Record<String, byte[]> record, Live<S> run, Result<S> result) {
        String runId = record.key();
        Progress<S> progress = result.progress();
        folds.put(runId, encoded(runId, progress));
        run.progress = progress;
        if (progress.phase() != Progress.Phase.RUNNING) {
            live.remove(runId);
            runs.delete(runId);
        }
        for (FindingRecorded finding : result.findings()) {
            LOG.info("{}: run {}: {}", driver.id(), runId, finding.finding().sentence());
            context.forward(record.withValue(findings.encode(finding)));
        }
    }

    private byte[] encoded(String runId, Progress<S> progress) {
        byte[] bytes = driver.encode(progress);
        if (bytes.length > stateBytes) {
            throw new IllegalStateException("its state of run " + runId + " has " + bytes.length + " bytes before seq "
                    + progress.nextSeq() + " and " + stateBytes
                    + " are allowed; let it remember less, or allow it more with --state-limit");
        }
        return bytes;
    }
}
