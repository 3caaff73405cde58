package io.driftlog.simulator.service.queue;

import io.driftlog.events.StepTaken;
import io.driftlog.events.UserException;
import io.driftlog.events.UserException.Unavailable;
import io.driftlog.log.LogConnection;
import io.driftlog.log.RunRequest;
import io.driftlog.log.queue.RunQueue;
import io.driftlog.log.queue.RunRequests;
import io.driftlog.simulator.flow.spec.Extensions;
import io.driftlog.simulator.service.RunResult;
import io.driftlog.simulator.service.RunWatcher;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that takes requests from the queue and makes their runs one after the other. Each run has its own thread, so
 * that this one can renew the lock on the request.
 */
final class Simulator {
    private static final Logger LOG = LoggerFactory.getLogger(Simulator.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);

    private final LogConnection kafka;
    private final RequestedRun runs;
    private final SimulatorMeters meters;
    private final BiConsumer<String, String> refusals;
    private final Thread thread;
    private volatile boolean stopping;

    /** What to do with a request. */
    private enum Verdict {
        DONE,
        RELEASE,
        /** Like {@link #RELEASE}, and another simulator should take it, which may have the plug-ins of the run. */
        ELSEWHERE
    }

    /** @param refusals takes the id of each run that cannot be made, and a sentence that says why */
    Simulator(
            String name,
            LogConnection kafka,
            RequestedRun runs,
            SimulatorMeters meters,
            BiConsumer<String, String> refusals) {
        this.kafka = kafka;
        this.runs = runs;
        this.meters = meters;
        this.refusals = refusals;
        this.thread = new Thread(this::work, name);
        thread.start();
    }

    private void work() {
        while (!stopping) {
            try (RunRequests requests = RunRequests.join(kafka)) {
                while (!stopping) {
                    Optional<RunRequest> request = requests.take(POLL);
                    if (request.isPresent()) {
                        make(requests, request.get());
                    }
                }
            } catch (UserException e) {
                LOG.warn("the queue cannot be read for now: {}", e.getMessage());
                pause();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.error("the queue failed", e);
                pause();
            }
        }
    }

    private void make(RunRequests requests, RunRequest request) throws InterruptedException {
        LOG.info("run {} is taken from the queue: {}", request.runId(), request.action());
        var watcher = new RunWatcher() {
            @Override
            public void step(StepTaken step) {
                meters.stepped();
            }

            @Override
            public boolean stopRequested() {
                return stopping || runs.isInterrupted(request.runId());
            }
        };
        var job = new FutureTask<>(() -> runs.make(request, watcher));
        Thread making = new Thread(job, "run-" + request.runId());
        making.start();
        meters.begun();
        try {
            boolean held = true;
            @Nullable Verdict verdict = verdict(request, job);
            while (verdict == null) {
                // A run whose request was lost goes on: the simulator that has the request now takes the run over, and
                // nothing is written twice.
                held = held && requests.renew();
                verdict = verdict(request, job);
            }
            settle(requests, request, held, verdict);
        } finally {
            meters.over();
        }
    }

    private void settle(RunRequests requests, RunRequest request, boolean held, Verdict verdict) {
        if (verdict == Verdict.DONE) {
            requests.finish();
        } else if (held) {
            requests.giveBack();
            if (verdict == Verdict.ELSEWHERE) {
                pause();
            }
        } else {
            RunQueue.submit(kafka, RunRequest.resume(request.runId(), System.currentTimeMillis()));
        }
    }

    /** Waits for the job until the request has to be renewed; null when it still runs then. */
    private @Nullable Verdict verdict(RunRequest request, FutureTask<Optional<RunResult>> job)
            throws InterruptedException {
        try {
            Optional<RunResult> result = job.get(RunRequests.renewEvery().toMillis(), TimeUnit.MILLISECONDS);
            result.flatMap(RunResult::end).ifPresent(end -> meters.ended(end.outcome()));
            // A run that a user interrupted waits for `resume`.
            boolean unfinished = result.isPresent() && result.get().end().isEmpty();
            return unfinished && stopping ? Verdict.RELEASE : Verdict.DONE;
        } catch (TimeoutException e) {
            return null;
        } catch (ExecutionException e) {
            return failed(request, e.getCause());
        }
    }

    private Verdict failed(RunRequest request, @Nullable Throwable cause) {
        if (cause instanceof UserException known && (known instanceof Unavailable || Extensions.isMissing(known))) {
            LOG.warn("run {} goes back to the queue: {}", request.runId(), known.getMessage());
            return known instanceof Unavailable ? Verdict.RELEASE : Verdict.ELSEWHERE;
        }
        if (cause instanceof UserException known) {
            LOG.warn("run {} is not made here: {}", request.runId(), known.sentence());
            refusals.accept(request.runId(), known.sentence());
        } else {
            LOG.error("run {} failed", request.runId(), cause);
            refusals.accept(
                    request.runId(),
                    "Internal error (please report): " + cause + "; the log file of the node has its stack trace.");
        }
        return Verdict.DONE;
    }

    private static void pause() {
        try {
            Thread.sleep(AFTER_FAILURE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Requests a stop: the run is committed as far as it is, and its request returns to the queue. */
    void stop() {
        stopping = true;
    }

    void join() throws InterruptedException {
        thread.join();
    }
}
