package io.driftlog.index;

import io.driftlog.events.StepTaken;
import io.driftlog.log.LogConnection;
import io.driftlog.log.RunStatus;
import io.driftlog.log.run.RunReader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A series on its way from the log into memory: steps that are committed while the log is read wait until what lies before
 * them is there. For any thread.
 */
final class SeriesLoad {
    private final Series series;
    private Deque<Waiting> waiting = new ArrayDeque<>();
    private boolean whole;
    private long expected;
    private @Nullable CompletableFuture<Void> reading;

    private record Waiting(StepTaken step, long offset) {}

    SeriesLoad(Series series) {
        this.series = series;
    }

    Series series() {
        return series;
    }

    /** Takes a step that was committed now. */
    synchronized void follow(StepTaken step, long offset) {
        if (whole || (step.seq() == 0 && series.recorded() == 0)) {
            whole = true;
            series.append(step, offset);
        } else {
            waiting.add(new Waiting(step, offset));
        }
    }

    /** How much of what the log has was read, 0 to 1. */
    synchronized double read() {
        return whole ? 1 : Math.min(1, (double) series.recorded() / Math.max(1, expected));
    }

    /**
     * Begins to read what the log has, if that was not done yet or failed.
     *
     * @param lastSeq asked once the steps committed from now on come to {@link #follow}: the last one before that, so that
     *     what other runs wrote after it need not be read
     * @param executor reads
     * @return done when all is there; fails as the reader fails
     */
    synchronized CompletableFuture<Void> begin(
            LogConnection kafka, RunStatus status, LongSupplier lastSeq, Executor executor) {
        if (whole) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> under = reading;
        if (under == null || under.isCompletedExceptionally()) {
            under = CompletableFuture.runAsync(() -> load(kafka, status, lastSeq), executor);
            reading = under;
        }
        return under;
    }

    private void load(LogConnection kafka, RunStatus status, LongSupplier lastSeq) {
        long last = lastSeq.getAsLong();
        synchronized (this) {
            if (whole) {
                return;
            }
            series.clear();
            expected = last + 1;
        }
        read(kafka, status, last);
        synchronized (this) {
            waiting.forEach(each -> series.append(each.step(), each.offset()));
            waiting = new ArrayDeque<>();
            whole = true;
        }
    }

    private void read(LogConnection kafka, RunStatus status, long lastSeq) {
        try (RunReader reader = RunReader.openFrom(kafka, status.runId(), status.startOffset())) {
            while (series.recorded() <= lastSeq && reader.hasNext()) {
                RunReader.Recorded recorded = reader.next();
                if (recorded.event() instanceof StepTaken step) {
                    series.append(step, recorded.where().offset());
                }
            }
        }
    }
}
