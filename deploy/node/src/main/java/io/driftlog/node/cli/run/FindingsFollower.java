package io.driftlog.node.cli.run;

import io.driftlog.analyzer.spi.driver.FoldDriver;
import io.driftlog.events.Finding;
import io.driftlog.events.FindingRecorded;
import io.driftlog.log.LogConnection;
import io.driftlog.log.run.FindingsReader;
import io.driftlog.node.cli.output.Console;
import io.driftlog.node.cli.output.FindingWords;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the findings of some analyzers about one run as they are committed, on its own thread, and prints them. It ignores
 * findings of other versions and parameters.
 */
final class FindingsFollower implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final Console console;
    private final FindingsReader reader;
    private final Thread thread;
    private final Map<Identity, String> applicationIds;
    private final List<FindingRecorded> findings = new ArrayList<>();
    private final Set<String> over = new TreeSet<>();
    private @Nullable Throwable failure;
    private volatile boolean closed;

    /** Whose findings they are. */
    private record Identity(String analyzer, int version, SortedMap<String, String> parameters) {}

    FindingsFollower(Console console, LogConnection kafka, String runId, List<? extends FoldDriver<?>> analyzers) {
        this.console = console;
        this.applicationIds = analyzers.stream()
                .collect(Collectors.toMap(
                        analyzer -> new Identity(analyzer.id(), analyzer.version(), analyzer.parameters()),
                        FoldDriver::applicationId));
        this.reader = FindingsReader.follow(kafka, runId);
        this.thread = new Thread(this::follow, "findings-" + runId);
        thread.setDaemon(true);
        thread.start();
    }

    private void follow() {
        try (reader) {
            while (!closed) {
                reader.poll(POLL).forEach(this::take);
            }
        } catch (Throwable e) {
            console.line("findings cannot be read any longer: %s", e.getMessage());
            synchronized (this) {
                failure = e;
                notifyAll();
            }
        }
    }

    private synchronized void take(FindingRecorded recorded) {
        Finding finding = recorded.finding();
        String application =
                applicationIds.get(new Identity(recorded.analyzer(), recorded.version(), recorded.parameters()));
        if (application == null) {
            return;
        }
        findings.add(recorded);
        if (finding.kind().equals(Finding.COMPLETED) || finding.kind().equals(Finding.FAILED)) {
            over.add(application);
            notifyAll();
        }
        if (finding.stage() == Finding.Stage.PROVISIONAL || finding.kind().equals(Finding.FAILED)) {
            console.line("%s", FindingWords.line(finding));
        }
    }

    /**
     * Waits until the analyzers have completed the run.
     *
     * @return the application ids of those that are not yet
     */
    synchronized Set<String> awaitOver(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            Set<String> missing = new TreeSet<>(applicationIds.values());
            missing.removeAll(over);
            long millis = (deadline - System.nanoTime()) / 1_000_000;
            if (missing.isEmpty() || millis <= 0 || failure != null) {
                return missing;
            }
            wait(millis);
        }
    }

    /** Whether it has stopped reading because of an error. */
    synchronized boolean hasFailed() {
        return failure != null;
    }

    /** What was found so far, in the order in which it was committed. */
    synchronized List<FindingRecorded> findings() {
        return List.copyOf(findings);
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
