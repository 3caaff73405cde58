package io.driftlog.analyzer.service;

import io.driftlog.events.StepTaken;
import io.driftlog.events.TrajectoryEvent;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Notices that a fold takes longer for one event than it may: the folding thread says when it begins and ends, another
 * thread looks on. A fold that is overdue stays so for ever, whatever comes of it.
 */
public final class StepDeadline implements AutoCloseable {
    private static final int LOOKS_PER_DEADLINE = 20;

    private final Duration deadline;
    private final Consumer<String> overdue;
    private final Thread watcher;
    private final AtomicReference<@Nullable TrajectoryEvent> current = new AtomicReference<>();
    private volatile @Nullable Thread folding;
    private volatile boolean exceeded;
    private volatile boolean closed;

    /**
     * Begins to look on.
     *
     * @param name of what is watched, for the thread
     * @param overdue told once, on another thread, what has taken too long
     */
    public StepDeadline(String name, Duration deadline, Consumer<String> overdue) {
        this.deadline = deadline;
        this.overdue = overdue;
        this.watcher = new Thread(this::watch, "deadline-" + name);
        watcher.setDaemon(true);
        watcher.start();
    }

    /** The calling thread begins to fold an event. */
    public void begin(TrajectoryEvent event) {
        Thread thread = Thread.currentThread();
        if (folding != thread) {
            folding = thread;
        }
        // Released, not volatile: nothing waits for the watcher to see it, and a fence costs more than a fold may.
        current.setRelease(event);
    }

    /**
     * The folding is done.
     *
     * @throws IllegalStateException if it was too late: nothing may come of it any more
     */
    public void end() {
        current.setRelease(null);
        if (exceeded) {
            throw new IllegalStateException("the fold came back after its deadline and was given up");
        }
    }

    private void watch() {
        long pause = Math.max(1, deadline.toMillis() / LOOKS_PER_DEADLINE);
        @Nullable TrajectoryEvent seen = null;
        long since = System.nanoTime();
        while (!closed) {
            @Nullable TrajectoryEvent now = current.get();
            if (now != seen || now == null) {
                seen = now;
                since = System.nanoTime();
            } else if (System.nanoTime() - since > deadline.toNanos()) {
                give(now);
                return;
            }
            if (!sleep(pause)) {
                return;
            }
        }
    }

    private void give(TrajectoryEvent event) {
        exceeded = true;
        String where = event instanceof StepTaken step ? "seq " + step.seq() + " of" : "the start or the end of";
        overdue.accept("it took longer than " + deadline.toMillis() / 1000.0 + " s for " + where + " run "
                + event.runId() + "; make it faster, or allow it more with --step-deadline");
        Thread thread = folding;
        if (thread != null) {
            // Ends a wait; against an endless loop nothing helps but the end of the process.
            thread.interrupt();
        }
    }

    private static boolean sleep(long millis) {
        try {
            Thread.sleep(millis);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    @Override
    public void close() {
        closed = true;
        watcher.interrupt();
    }
}
