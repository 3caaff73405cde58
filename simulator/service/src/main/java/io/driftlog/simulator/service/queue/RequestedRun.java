package io.driftlog.simulator.service.queue;

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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Fulfils requests, each once: the recorded part of the run decides what remains to do. Thread-safe. */
final class RequestedRun {
    private final LogConnection kafka;
    private final RunService service;
    private final Set<String> making = ConcurrentHashMap.newKeySet();

    RequestedRun(LogConnection kafka, RunService service) {
        this.kafka = kafka;
        this.service = service;
    }

    /**
     * Makes the run, or its missing part.
     *
     * @return the result; empty when nothing remained to do, or another thread here makes the run
     */
    Optional<RunResult> make(RunRequest request, RunWatcher watcher) {
        if (!making.add(request.runId())) {
            return Optional.empty();
        }
        try {
            return makeOnce(request, watcher);
        } finally {
            making.remove(request.runId());
        }
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
