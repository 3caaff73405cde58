package io.driftlog.index;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.driftlog.events.FindingRecorded;
import io.driftlog.events.RunEnded;
import io.driftlog.events.StepTaken;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.events.UserException;
import io.driftlog.events.UserException.Unavailable;
import io.driftlog.log.BoundedRead;
import io.driftlog.log.CorruptEventException;
import io.driftlog.log.Topics;
import io.driftlog.log.codec.EventCodec;
import io.driftlog.log.codec.FindingCodec;
import io.driftlog.log.codec.RunAnnotatedCodec;
import io.driftlog.log.codec.RunStatusCodec;
import io.driftlog.log.run.LostEvents;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The runs of the log in memory; the package documentation says what it holds. For any thread. */
public final class RunIndex implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunIndex.class);
    private static final EventCodec EVENTS = new EventCodec();
    private static final FindingCodec FINDINGS = new FindingCodec();
    private static final RunStatusCodec STATUSES = new RunStatusCodec();
    private static final RunAnnotatedCodec ANNOTATIONS = new RunAnnotatedCodec();
    private static final int READERS = 2;

    private final IndexSettings settings;
    private final Map<String, RunState> runs = new ConcurrentHashMap<>();
    private final Cache<String, SeriesLoad> series;
    private final Cache<String, List<FindingRecorded>> findings;
    private final AtomicLong version = new AtomicLong();
    private final AtomicLong steps = new AtomicLong();
    private final AtomicLong findingsSeen = new AtomicLong();
    private final ExecutorService readers;
    private final RecordReader reader;
    private final Follower follower;
    private final Sweeper sweeper;

    private RunIndex(IndexSettings settings) {
        this.settings = settings;
        this.reader = new RecordReader(settings.kafka());
        this.readers = Executors.newFixedThreadPool(READERS, RunIndex::readerThread);
        this.series = Caffeine.newBuilder()
                .maximumWeight(settings.seriesBytes())
                .weigher((String runId, SeriesLoad load) -> weight(load.series().bytes()))
                .build();
        this.findings = Caffeine.newBuilder()
                .maximumWeight(settings.findingsBytes())
                .weigher((String runId, List<FindingRecorded> list) ->
                        weight(list.stream().mapToLong(FindingSizes::bytes).sum()))
                .build();
        this.follower = new Follower(settings.kafka(), this::take);
        this.sweeper = new Sweeper(this, reader, settings.kafka());
    }

    private static Thread readerThread(Runnable work) {
        Thread thread = new Thread(work, "run-index-reader");
        thread.setDaemon(true);
        return thread;
    }

    private static int weight(long bytes) {
        return (int) Math.min(Integer.MAX_VALUE, bytes);
    }

    /**
     * Opens the index; it reads the log in the background.
     *
     * @throws Unavailable if no broker answers
     */
    public static RunIndex open(IndexSettings settings) {
        return new RunIndex(settings);
    }

    /** Waits until the index has all that the log had when it was opened; false if that takes longer. */
    public boolean awaitCaughtUp(Duration patience) throws InterruptedException {
        return follower.caughtUp().await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether the index has all that the log had when it was opened. */
    public boolean isCaughtUp() {
        return follower.caughtUp().getCount() == 0;
    }

    /** The time since a broker last answered; does not wait for one. */
    public Duration sinceContact() {
        return follower.sinceContact();
    }

    /** Whether it is still kept up to date. */
    public boolean isAlive() {
        return follower.isAlive();
    }

    /** The partitions of the log in which records cannot be read, because their bytes were damaged. */
    public Set<String> damagedPartitions() {
        return follower.damaged();
    }

    /** The number of committed records that are not yet read. */
    public long lagRecords() {
        return follower.lagRecords();
    }

    /** The number of steps of all runs that were committed since it was opened. */
    public long stepsSeen() {
        return steps.get();
    }

    /** The number of findings of all runs. */
    public long findingsSeen() {
        return findingsSeen.get();
    }

    /** The version of the newest change; later requests see this change and all before it. */
    public long version() {
        return version.get();
    }

    /** The number of runs. */
    public int size() {
        return runs.size();
    }

    /** All runs, the newest first. */
    public List<RunEntry> runs() {
        return changedSince(-1);
    }

    /**
     * The runs of which the log lacks events, as far as their beginnings and ends were read; without those of which
     * there is a repaired copy.
     */
    public List<LostEvents> lost() {
        return runs().stream()
                .filter(run -> run.lost().isPresent() && !hasCopy(run))
                .flatMap(run -> run.lost().stream())
                .toList();
    }

    private boolean hasCopy(RunEntry run) {
        RunState copy = runs.get(LostEvents.idOfCopy(run.runId()));
        return copy != null
                && copy.entry()
                        .filter(entry -> entry.lost().isEmpty()
                                && entry.status().nextSeq() >= run.status().nextSeq())
                        .isPresent();
    }

    /** The runs that changed after a version, the newest first. */
    public List<RunEntry> changedSince(long since) {
        List<RunEntry> entries = new ArrayList<>();
        runs.values()
                .forEach(state ->
                        state.entry().filter(entry -> entry.version() > since).ifPresent(entries::add));
        entries.sort(Comparator.comparingLong((RunEntry entry) -> entry.status().startedAtMillis())
                .reversed()
                .thenComparing(RunEntry::runId));
        return entries;
    }

    /** A run with its first and last event, which are read now if necessary; empty if the log has no such run. */
    public Optional<RunEntry> run(String runId) {
        RunState state = runs.get(runId);
        if (state == null) {
            return Optional.empty();
        }
        sweep(List.of(state));
        return state.entry();
    }

    /** Reads the beginning and the end of all runs that are known now. */
    public void readAll() {
        sweep(List.copyOf(runs.values()));
    }

    /** The scalars of a run's steps, read from the log now if necessary; empty if the log has no such run. */
    public Optional<Series> series(String runId) {
        return series(runId, Duration.ofMillis(Long.MAX_VALUE)).map(SeriesSoFar::series);
    }

    /**
     * The scalars of a run's steps, read from the log if necessary; empty if the log has no such run. Reading continues
     * in the background after the patience.
     *
     * @param patience how long to wait
     * @throws UserException if it cannot be read
     */
    public Optional<SeriesSoFar> series(String runId, Duration patience) {
        RunState state = runs.get(runId);
        if (state == null) {
            return Optional.empty();
        }
        return state.status().map(known -> {
            SeriesLoad load = series.get(runId, id -> new SeriesLoad(new Series(settings.mostRows())));
            await(load.begin(settings.kafka(), known, state::lastSeq, readers), patience);
            reweigh(runId);
            return new SeriesSoFar(load.series(), load.read());
        });
    }

    private static void await(CompletableFuture<Void> reading, Duration patience) {
        try {
            reading.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.debug("a series is still being read", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e);
        }
    }

    /** Findings about a run, each once, in commit order. */
    public List<FindingRecorded> findings(String runId) {
        RunState state = runs.get(runId);
        if (state == null) {
            return List.of();
        }
        List<FindingRecorded> known = findings.getIfPresent(runId);
        long[] offsets = state.findingOffsets();
        if (known == null || known.size() < offsets.length) {
            known = readFindings(runId, offsets);
            findings.put(runId, known);
        }
        return known;
    }

    private List<FindingRecorded> readFindings(String runId, long[] offsets) {
        List<FindingRecorded> found = new ArrayList<>();
        int partition = Topics.partitionOf(runId);
        while (found.size() < offsets.length) {
            int before = found.size();
            reader.read(Topics.FINDINGS, partition, offsets[before], record -> {
                if (record.offset() == offsets[found.size()]) {
                    found.add(FINDINGS.decode(record.value(), BoundedRead.locationOf(record)));
                }
                // A distant next finding is reached by a seek.
                return found.size() < offsets.length && offsets[found.size()] - record.offset() < Sweeper.FAR_RECORDS;
            });
            if (found.size() == before) {
                break;
            }
        }
        return List.copyOf(found);
    }

    /**
     * Complete recorded steps from a seq on, in order, read from the log.
     *
     * @param seq the first step
     * @param limit largest number of steps
     */
    public List<StepTaken> steps(String runId, long seq, int limit) {
        Optional<Series> known = series(runId);
        List<StepTaken> found = new ArrayList<>();
        long offset = known.map(each -> each.offsetAtOrBefore(seq)).orElse(-1L);
        if (known.isEmpty() || offset < 0 || limit <= 0) {
            return found;
        }
        reader.read(Topics.TRAJECTORIES, Topics.partitionOf(runId), offset, record -> {
            if (!isOf(runId, record)) {
                return true;
            }
            TrajectoryEvent event = EVENTS.decode(record.value(), BoundedRead.locationOf(record));
            if (event instanceof StepTaken step && step.seq() >= seq) {
                found.add(step);
            }
            return !(event instanceof RunEnded) && found.size() < limit;
        });
        return found;
    }

    static boolean isOf(String runId, ConsumerRecord<byte[], byte[]> record) {
        return record.key() != null && runId.equals(new String(record.key(), StandardCharsets.UTF_8));
    }

    Map<String, RunState> states() {
        return runs;
    }

    /**
     * Makes a change under the next version, and publishes that version afterwards.
     *
     * @param change called with the version
     */
    void change(LongConsumer change) {
        synchronized (version) {
            long next = version.get() + 1;
            change.accept(next);
            version.set(next);
        }
    }

    void sweep(List<RunState> states) {
        List<RunState> unknown = states.stream().filter(RunState::needsSweep).toList();
        if (!unknown.isEmpty()) {
            sweeper.sweep(unknown);
        }
    }

    private void take(ConsumerRecords<byte[], byte[]> records) {
        Set<String> stepped = new HashSet<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (record.key() == null || record.value() == null) {
                continue;
            }
            String runId = new String(record.key(), StandardCharsets.UTF_8);
            try {
                change(now -> take(record, runId, now, stepped));
            } catch (CorruptEventException e) {
                LOG.error("skipped: {}", e.getMessage());
            }
        }
        for (String runId : stepped) {
            RunState state = runs.get(runId);
            if (state != null) {
                state.lighten();
            }
            reweigh(runId);
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record, String runId, long now, Set<String> stepped) {
        RunState state = runs.computeIfAbsent(runId, id -> new RunState());
        if (record.topic().equals(Topics.RUN_STATUS.name())) {
            state.status(STATUSES.decode(record.value(), BoundedRead.locationOf(record)), now);
        } else if (record.topic().equals(Topics.ANNOTATIONS.name())) {
            state.annotated(ANNOTATIONS.decode(record.value(), BoundedRead.locationOf(record)), now);
        } else if (record.topic().equals(Topics.FINDINGS.name())) {
            takeFinding(record, runId, state, now);
        } else {
            TrajectoryEvent event = EVENTS.decode(record.value(), BoundedRead.locationOf(record));
            // First the state, then the series: a load of a series asks the state for the last step before it.
            state.event(event, now);
            if (event instanceof StepTaken step) {
                takeStep(record, step);
                stepped.add(runId);
            }
        }
    }

    private void takeStep(ConsumerRecord<byte[], byte[]> record, StepTaken step) {
        steps.incrementAndGet();
        SeriesLoad load = step.seq() == 0
                ? series.get(step.runId(), id -> new SeriesLoad(new Series(settings.mostRows())))
                : series.getIfPresent(step.runId());
        if (load != null) {
            load.follow(step, record.offset());
        }
    }

    private void takeFinding(ConsumerRecord<byte[], byte[]> record, String runId, RunState state, long now) {
        FindingRecorded recorded = FINDINGS.decode(record.value(), BoundedRead.locationOf(record));
        if (!state.finding(recorded, record.offset(), now)) {
            return;
        }
        findingsSeen.incrementAndGet();
        int before = state.findings() - 1;
        // A run whose steps are in memory is live or watched: its findings are kept as they come and not read again.
        boolean first = before == 0 && series.getIfPresent(runId) != null;
        findings.asMap().compute(runId, (id, known) -> {
            List<FindingRecorded> list = known == null && first ? List.of() : known;
            if (list == null || list.size() != before) {
                return list;
            }
            List<FindingRecorded> longer = new ArrayList<>(list);
            longer.add(recorded);
            return List.copyOf(longer);
        });
    }

    /** Lets the cache weigh a grown series again. */
    private void reweigh(String runId) {
        series.asMap().computeIfPresent(runId, (id, load) -> load);
    }

    @Override
    public void close() {
        follower.close();
        sweeper.close();
        readers.shutdownNow();
        reader.close();
    }
}
