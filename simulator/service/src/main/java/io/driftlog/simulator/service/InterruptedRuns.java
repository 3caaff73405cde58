package io.driftlog.simulator.service;

import io.driftlog.events.StepTaken;
import io.driftlog.log.RunReader;
import io.driftlog.log.RunStatus;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the runs of a log that have begun and not ended, and goes on with them: for a node that starts again on its data
 * directory. Whoever may still write one of them is fenced, so this is for a log of which this process is the only simulator.
 */
@Singleton
public final class InterruptedRuns {
    private static final Logger LOG = LoggerFactory.getLogger(InterruptedRuns.class);

    private final RunService service;

    /** Resumes through a service. */
    public InterruptedRuns(RunService service) {
        this.service = service;
    }

    /** Is told what becomes of the runs; called on their own threads. */
    public interface Listener {
        /** A run took a step. */
        default void step(StepTaken step) {}

        /** A run was resumed, and has ended or was asked to stop. */
        void ended(RunResult result);

        /** A run could not be resumed, or did not come to its end; it stays as it is. */
        void failed(String runId, RuntimeException why);
    }

    /** The runs that have begun and not ended, the one that started first first. */
    public List<RunStatus> find(Map<String, Object> kafka) {
        List<RunStatus> found = new ArrayList<>(RunReader.runs(kafka));
        found.removeIf(run -> run.state().ended());
        found.sort(Comparator.comparingLong(RunStatus::startedAtMillis).thenComparing(RunStatus::runId));
        return List.copyOf(found);
    }

    /**
     * Resumes runs, in this order, some at a time; returns at once.
     *
     * @param kafka settings of Kafka clients
     * @param runs what {@link #find} found
     * @param atOnce how many at a time
     */
    public Resuming resume(Map<String, Object> kafka, List<RunStatus> runs, int atOnce, Listener listener) {
        var resuming = new Resuming(Math.max(1, atOnce));
        runs.forEach(run -> resuming.executor.execute(() -> resume(kafka, run.runId(), resuming, listener)));
        resuming.executor.shutdown();
        return resuming;
    }

    private void resume(Map<String, Object> kafka, String runId, Resuming resuming, Listener listener) {
        if (resuming.stopping) {
            return;
        }
        try {
            listener.ended(service.resume(kafka, runId, new RunWatcher() {
                @Override
                public void step(StepTaken step) {
                    listener.step(step);
                }

                @Override
                public boolean stopRequested() {
                    return resuming.stopping;
                }
            }));
        } catch (RuntimeException e) {
            LOG.error("run {} is left as it is", runId, e);
            listener.failed(runId, e);
        }
    }

    /** Runs that are being resumed; closing it stops them between two steps, to be resumed another time. */
    public static final class Resuming implements AutoCloseable {
        private final AtomicInteger number = new AtomicInteger();
        private final ExecutorService executor;
        private volatile boolean stopping;

        private Resuming(int atOnce) {
            executor = Executors.newFixedThreadPool(
                    atOnce, task -> new Thread(task, "driftlog-resume-" + number.incrementAndGet()));
        }

        /** Whether all are over. */
        public boolean isDone() {
            return executor.isTerminated();
        }

        /** Waits until all are over, but no longer than this. */
        public boolean await(long millis) throws InterruptedException {
            return executor.awaitTermination(millis, TimeUnit.MILLISECONDS);
        }

        @Override
        public void close() {
            stopping = true;
            boolean interrupted = false;
            while (!executor.isTerminated()) {
                try {
                    executor.awaitTermination(1, TimeUnit.MINUTES);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
