package io.driftlog.node.cli.run;

import io.driftlog.analyzer.spi.driver.FoldDriver;
import io.driftlog.events.FindingRecorded;
import io.driftlog.log.LogConnection;
import io.driftlog.log.run.FindingsReader;
import io.driftlog.node.cli.output.Console;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the findings of some analyzers about one run as they are committed, on its own thread, and prints them. */
final class FindingsFollower implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(20);

    private final Console console;
    private final FindingsReader reader;
    private final Thread thread;
    private final FoundSoFar found;
    private @Nullable Throwable failure;
    private volatile boolean closed;

    FindingsFollower(Console console, LogConnection kafka, String runId, List<? extends FoldDriver<?>> analyzers) {
        this.console = console;
        this.found = new FoundSoFar(console, analyzers);
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
        if (found.take(recorded)) {
            notifyAll();
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
            Set<String> missing = found.missing();
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
        return found.findings();
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
