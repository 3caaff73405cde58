package io.driftlog.simulator.service.queue;

import com.github.benmanes.caffeine.cache.Caffeine;
import io.driftlog.log.LogConnection;
import io.driftlog.log.RunRequest;
import io.driftlog.log.RunStatus;
import io.driftlog.log.run.RunReader;
import io.driftlog.simulator.service.ForkPlan;
import io.driftlog.simulator.service.ForkPoint;
import io.driftlog.simulator.service.KeyValue;
import io.driftlog.simulator.service.NamedSpec;
import io.driftlog.simulator.service.RunResult;
import io.driftlog.simulator.service.RunService;
import io.driftlog.simulator.service.RunSpecReader;
import io.driftlog.simulator.service.RunWatcher;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Fulfils requests, each once: the recorded part of the run decides what remains to do. Thread-safe. */
final class RequestedRun {
    private static final int REMEMBERED = 10_000;

    private final LogConnection kafka;
    private final RunService service;
    private final Set<String> making = ConcurrentHashMap.newKeySet();
    private final Set<String> interrupted = Collections.newSetFromMap(Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .<String, Boolean>build()
            .asMap());

    RequestedRun(LogConnection kafka, RunService service) {
        this.kafka = kafka;
        this.service = service;
    }

    /**
     * Makes the run, or its missing part.
     *
     * @return the result; empty when nothing remained to do, another thread here makes the run, or it was interrupted
     *     before it began
     */
    Optional<RunResult> make(RunRequest request, RunWatcher watcher) {
        if (!making.add(request.runId())) {
            return Optional.empty();
        }
        try {
            return isInterrupted(request.runId()) ? Optional.empty() : makeOnce(request, watcher);
        } finally {
            making.remove(request.runId());
            interrupted.remove(request.runId());
        }
    }

    /** Whether the run that is made, or is about to be, shall stop. */
    boolean isInterrupted(String runId) {
        return interrupted.contains(runId);
    }

    /**
     * Stops a run that is made here, or takes it out of the queue.
     *
     * @param begun whether the log has it
     * @return false if it is made elsewhere, and goes on
     */
    boolean interrupt(String runId, boolean begun) {
        interrupted.add(runId);
        if (making.contains(runId) || !begun) {
            return true;
        }
        interrupted.remove(runId);
        return false;
    }

    private Optional<RunResult> makeOnce(RunRequest request, RunWatcher watcher) {
        Optional<RunStatus> status = RunReader.status(kafka, request.runId());
        if (status.isPresent()) {
            return status.get().state().ended()
                    ? Optional.empty()
                    : Optional.of(service.resume(kafka, request.runId(), watcher));
        }
        return switch (request.action()) {
            case START -> start(request, RunSpecReader.parseWithoutFiles(request.spec()), watcher);
            case FORK -> start(request, fork(request), watcher);
            case RESUME -> Optional.empty();
        };
    }

    private Optional<RunResult> start(RunRequest request, NamedSpec spec, RunWatcher watcher) {
        return Optional.of(service.run(kafka, request.runId(), spec, watcher));
    }

    private NamedSpec fork(RunRequest request) {
        try (RunReader reader = RunReader.open(kafka, request.ancestor())) {
            ForkPoint point = ForkPoint.atSeq(reader.events(), request.seq());
            return ForkPlan.at(point, KeyValue.overrides(request.changes()));
        }
    }
}
