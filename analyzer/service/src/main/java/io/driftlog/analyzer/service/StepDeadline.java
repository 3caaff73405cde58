package io.driftlog.analyzer.service;

import io.driftlog.events.StepTaken;
import io.driftlog.events.TrajectoryEvent;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Detects that a fold exceeds its deadline for one event: the folding thread reports begin and end, a second thread
 * checks periodically. A fold that was overdue once stays overdue.
 *
 * <p>2026-11-23: a pause of the whole process counts as at most two checks. Before, a collection of half a minute closed
 * all analyzers.
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
     * Starts the second thread.
     *
     * @param name of what is watched, for the thread
     * @param overdue called once, on the second thread, with a sentence that says what took too long
     */
    public StepDeadline(String name, Duration deadline, Consumer<String> overdue) {
        this.deadline = deadline;
        this.overdue = overdue;
        this.watcher = new Thread(this::watch, "deadline-" + name);
        watcher.setDaemon(true);
        watcher.start();
    }

    /** The calling thread starts to fold an event. */
    public void begin(TrajectoryEvent event) {
        Thread thread = Thread.currentThread();
        if (folding != thread) {
            folding = thread;
        }
        // Release suffices: nothing waits for the watcher to see it, and a full fence is expensive.
        current.setRelease(event);
    }

    /**
     * The folding is done.
     *
     * @throws IllegalStateException if it was overdue; its result must not be used
     */
    public void end() {
        current.setRelease(null);
        if (exceeded) {
            throw new IllegalStateException("the fold came back after its deadline and was given up");
        }
    }

    private void watch() {
        Duration pause = deadline.dividedBy(LOOKS_PER_DEADLINE);
        var looks = new Looks(deadline.toNanos(), 2 * pause.toNanos(), System.nanoTime());
        while (!closed) {
            @Nullable TrajectoryEvent now = current.get();
            if (looks.isOverdue(now, System.nanoTime()) && now != null) {
                give(now);
                return;
            }
            if (!sleep(Math.max(1, pause.toMillis()))) {
                return;
            }
        }
    }

    /** The time that one event has been folded, as far as it was observed. */
    static final class Looks {
        private final long deadlineNanos;
        private final long longestNanos;
        private long last;
        private long folded;
        private @Nullable TrajectoryEvent seen;

        /**
         * Nothing is folded yet.
         *
         * @param longestNanos the longest time that counts between two checks
         * @param nanoTime the time now
         */
        Looks(long deadlineNanos, long longestNanos, long nanoTime) {
            this.deadlineNanos = deadlineNanos;
            this.longestNanos = longestNanos;
            this.last = nanoTime;
        }

        /** Whether the event that is being folded, if any, has exceeded the deadline. */
        boolean isOverdue(@Nullable TrajectoryEvent now, long nanoTime) {
            long passed = Math.min(nanoTime - last, longestNanos);
            folded = now != null && now == seen ? folded + passed : 0;
            seen = now;
            last = nanoTime;
            return folded > deadlineNanos;
        }
    }

    private void give(TrajectoryEvent event) {
        exceeded = true;
        String where = event instanceof StepTaken step ? "seq " + step.seq() + " of" : "the start or the end of";
        overdue.accept("it took longer than " + deadline.toMillis() / 1000.0 + " s for " + where + " run "
                + event.runId() + "; make it faster, or allow it more with --step-deadline");
        Thread thread = folding;
        if (thread != null) {
            // Ends a wait; only the end of the process ends an endless loop.
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
