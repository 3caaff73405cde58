package io.driftlog.benchmark;

import io.driftlog.analyzer.service.AnalyzerConfiguration;
import io.driftlog.analyzer.service.AnalyzerHosts;
import io.driftlog.analyzer.service.FoldLimits;
import io.driftlog.analyzer.service.HostSettings;
import io.driftlog.analyzer.spi.Analyzer;
import io.driftlog.analyzer.spi.RunFold;
import io.driftlog.analyzer.spi.driver.FoldDriver;
import io.driftlog.events.Finding;
import io.driftlog.events.RunEnded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.log.LogConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Hosts of analyzers as a node has them, which read a recorded run from its start as fast as they can. */
final class LiveHosts {
    private static final long PATIENCE_SECONDS = 120;

    private LiveHosts() {}

    /** Settings as a node has them by default. */
    static HostSettings settings(LogConnection kafka, Path directory, String instance) {
        return new HostSettings(
                kafka,
                directory,
                instance,
                AnalyzerConfiguration.COMMIT_INTERVAL_MILLIS,
                AnalyzerConfiguration.POLL_MILLIS,
                64 << 20,
                FoldLimits.DEFAULT);
    }

    /**
     * Folds a run live.
     *
     * @return from the first step that any analyzer saw to the last that all had seen
     */
    static Pace fold(LogConnection kafka, Path work, RecordedRun run, List<String> analyzers) throws Exception {
        Path directory = Files.createTempDirectory(work, "streams");
        String unique = UUID.randomUUID().toString();
        var clock = new Clock(analyzers.size());
        List<FoldDriver<?>> drivers = new ArrayList<>();
        for (String id : analyzers) {
            Analyzer<?> inner = Detectors.KNOWN.known().stream()
                    .filter(known -> known.factory().id().equals(id))
                    .findFirst()
                    .orElseThrow()
                    .factory()
                    .create(Map.of());
            drivers.add(new FoldDriver<>(new Timed<>(inner, run.runId(), clock), Map.of("measurement", unique)));
        }
        try (AnalyzerHosts hosts = AnalyzerHosts.start(drivers, settings(kafka, directory, unique), (id, why) -> {
            throw new IllegalStateException(id + ": " + why);
        })) {
            if (!clock.over.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("not all analyzers came to the end: " + hosts.failures());
            }
        }
        Folders.delete(directory);
        return Objects.requireNonNull(clock.first.get()).until(Objects.requireNonNull(clock.last.get()), run.steps());
    }

    /** Waits until hosts read. */
    static void awaitRunning(AnalyzerHosts hosts, int count) throws InterruptedException {
        if (hosts.awaitRunning(Duration.ofSeconds(PATIENCE_SECONDS), () -> false)
                        .size()
                < count) {
            throw new IllegalStateException("the hosts did not start: " + hosts.failures());
        }
    }

    private static final class Clock {
        final AtomicReference<Pace.@Nullable Moment> first = new AtomicReference<>();
        final AtomicReference<Pace.@Nullable Moment> last = new AtomicReference<>();
        final CountDownLatch over;

        Clock(int analyzers) {
            over = new CountDownLatch(analyzers);
        }
    }

    /** An analyzer, with a look at the clock when a run begins and ends. */
    private record Timed<S>(Analyzer<S> inner, String runId, Clock clock) implements Analyzer<S> {
        @Override
        public String id() {
            return inner.id();
        }

        @Override
        public int version() {
            return inner.version();
        }

        @Override
        public Class<S> stateType() {
            return inner.stateType();
        }

        @Override
        public RunFold<S> open(RunStarted run) {
            RunFold<S> fold = inner.open(run);
            if (!run.runId().equals(runId)) {
                return fold;
            }
            return new RunFold<>() {
                @Override
                public S initial() {
                    return fold.initial();
                }

                @Override
                public Fold<S> accept(S state, StepTaken step) {
                    if (step.seq() == 0) {
                        clock.first.compareAndSet(null, Pace.Moment.now());
                    }
                    return fold.accept(state, step);
                }

                @Override
                public List<Finding> finish(S state, RunEnded end) {
                    List<Finding> findings = fold.finish(state, end);
                    clock.last.set(Pace.Moment.now());
                    clock.over.countDown();
                    return findings;
                }
            };
        }
    }
}
