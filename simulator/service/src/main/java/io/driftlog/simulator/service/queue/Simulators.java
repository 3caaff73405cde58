package io.driftlog.simulator.service.queue;

import io.driftlog.log.LogConnection;
import io.driftlog.simulator.service.RunService;
import java.util.ArrayList;
import java.util.List;

/** The simulators of one process. */
public final class Simulators implements AutoCloseable {
    private final List<Simulator> simulators = new ArrayList<>();
    private final SimulatorMeters meters = new SimulatorMeters();

    private Simulators() {}

    /**
     * Starts them.
     *
     * @param kafka how the log is reached
     * @param count how many runs are made side by side
     */
    public static Simulators start(LogConnection kafka, RunService service, int count) {
        var started = new Simulators();
        var runs = new RequestedRun(kafka, service);
        for (int i = 0; i < count; i++) {
            started.simulators.add(new Simulator("simulator-" + i, kafka, runs, started.meters));
        }
        return started;
    }

    /** What they have done. */
    public SimulatorMeters meters() {
        return meters;
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
