package io.driftlog.simulator.service.queue;

import com.github.benmanes.caffeine.cache.Caffeine;
import io.driftlog.log.LogConnection;
import io.driftlog.simulator.service.RunService;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The simulators of one process. For any thread. */
public final class Simulators implements AutoCloseable {
    private static final int REMEMBERED = 1000;

    private final List<Simulator> simulators = new ArrayList<>();
    private final SimulatorMeters meters = new SimulatorMeters();
    private final RequestedRun runs;
    private final Map<String, String> refusals = Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .<String, String>build()
            .asMap();

    private Simulators(RequestedRun runs) {
        this.runs = runs;
    }

    /**
     * Starts them.
     *
     * @param kafka how the log is reached
     * @param count how many runs are made side by side
     */
    public static Simulators start(LogConnection kafka, RunService service, int count) {
        var started = new Simulators(new RequestedRun(kafka, service));
        for (int i = 0; i < count; i++) {
            started.simulators.add(
                    new Simulator("simulator-" + i, kafka, started.runs, started.meters, started.refusals::put));
        }
        return started;
    }

    /** What they have done. */
    public SimulatorMeters meters() {
        return meters;
    }

    /**
     * Stops a run that is made here, so that it can be resumed, or takes it out of the queue.
     *
     * @param begun whether the log has it
     * @return false if it is made elsewhere, and goes on
     */
    public boolean interrupt(String runId, boolean begun) {
        return runs.interrupt(runId, begun);
    }

    /** Why a run that was in the queue was not made to its end here, in a sentence; empty if it was, or will be. */
    public Optional<String> refusal(String runId) {
        return Optional.ofNullable(refusals.get(runId));
    }

    /** Stops them. Runs are committed as far as they are; a simulator that takes the request again resumes them. */
    @Override
    public void close() {
        simulators.forEach(Simulator::stop);
        for (Simulator simulator : simulators) {
            try {
                simulator.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
