package io.driftlog.log.index;

import io.driftlog.events.StepTaken;
import io.driftlog.log.RunReader;
import io.driftlog.log.RunStatus;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * A series on its way from the log into memory: steps that are committed while the log is read wait until what lies before
 * them is there. For any thread.
 */
final class SeriesLoad {
    private final Series series;
    private final Object loading = new Object();
    private Deque<Waiting> waiting = new ArrayDeque<>();
    private boolean whole;

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

    /**
     * Reads what the log has, if that was not done yet; waits when another thread is at it.
     *
     * @param lastSeq asked once the steps committed from now on come to {@link #follow}: the last one before that, so that
     *     what other runs wrote after it need not be read
     */
    void ensure(Map<String, Object> kafka, RunStatus status, LongSupplier lastSeq) {
        synchronized (loading) {
            if (isWhole()) {
                return;
            }
            series.clear();
            read(kafka, status, lastSeq.getAsLong());
            synchronized (this) {
                waiting.forEach(each -> series.append(each.step(), each.offset()));
                waiting = new ArrayDeque<>();
                whole = true;
            }
        }
    }

    private synchronized boolean isWhole() {
        return whole;
    }

    private void read(Map<String, Object> kafka, RunStatus status, long lastSeq) {
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
