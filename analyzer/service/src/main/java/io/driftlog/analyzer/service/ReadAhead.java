package io.driftlog.analyzer.service;

import io.driftlog.events.RunEnded;
import io.driftlog.events.StepTaken;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.log.run.TrajectoryReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The events of a reader in batches, read and decoded ahead by a separate thread, so that folding does not wait for
 * decoding. At most {@value #BATCHES} batches of about {@value #BATCH_DOUBLES} numbers or {@value #BATCH_EVENTS} events
 * wait. It ends with RunEnded, and with whatever the reader throws.
 */
final class ReadAhead implements AutoCloseable {
    private static final int BATCHES = 4;
    private static final int BATCH_EVENTS = 1024;
    private static final int BATCH_DOUBLES = 1 << 17;
    private static final long LOOK_UP_MILLIS = 20;

    private final TrajectoryReader reader;
    private final BlockingQueue<Batch> queue = new ArrayBlockingQueue<>(BATCHES);
    private final Thread thread;
    private volatile boolean closed;
    private Batch batch = new Batch(List.of(), null, false);

    /**
     * Some events.
     *
     * @param events in order
     * @param failure what the reader threw after them; null if nothing
     * @param last whether nothing follows
     */
    private record Batch(
            List<TrajectoryEvent> events, @Nullable Throwable failure, boolean last) {}

    /** Uses the reader until this is closed; does not close the reader. */
    ReadAhead(TrajectoryReader reader) {
        this.reader = reader;
        this.thread = new Thread(this::readAll, "driftlog-read-ahead");
        thread.setDaemon(true);
        thread.start();
    }

    private void readAll() {
        boolean last = false;
        try {
            while (!last && !closed) {
                Batch next = read();
                last = next.last();
                while (!closed && !queue.offer(next, LOOK_UP_MILLIS, TimeUnit.MILLISECONDS)) {}
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Batch read() {
        List<TrajectoryEvent> events = new ArrayList<>();
        long doubles = 0;
        try {
            while (events.size() < BATCH_EVENTS && doubles < BATCH_DOUBLES) {
                if (!reader.hasNext()) {
                    return new Batch(events, null, true);
                }
                TrajectoryEvent event = reader.next();
                events.add(event);
                if (event instanceof RunEnded) {
                    return new Batch(events, null, true);
                }
                if (event instanceof StepTaken step) {
                    doubles += step.weights().length + step.multiplier().length;
                }
            }
            return new Batch(events, null, false);
        } catch (RuntimeException | Error e) {
            return new Batch(events, e, true);
        }
    }

    /** The next events, in order; empty at the end. Throws what the reader threw, after the events before it. */
    List<TrajectoryEvent> next() {
        while (true) {
            if (batch.failure() instanceof Error error) {
                throw error;
            }
            if (batch.failure() instanceof RuntimeException failure) {
                throw failure;
            }
            if (batch.last()) {
                return List.of();
            }
            batch = take();
            if (!batch.events().isEmpty()) {
                return batch.events();
            }
        }
    }

    private Batch take() {
        try {
            return queue.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a run was read", e);
        }
    }

    /** Returns when the reader is no longer in use. */
    @Override
    public void close() {
        closed = true;
        boolean interrupted = Thread.interrupted();
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
