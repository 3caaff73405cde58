package io.driftlog.analyzer.service;

import io.driftlog.analyzer.spi.driver.FoldDriver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The hosts of several analyzers, started and closed together. One that stops does not stop the others. */
public final class AnalyzerHosts implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final List<AnalyzerHost> hosts = new ArrayList<>();

    private AnalyzerHosts() {}

    /**
     * Starts one host per analyzer; returns before they run.
     *
     * @param stopped called for each host that stops by itself
     */
    public static AnalyzerHosts start(
            List<? extends FoldDriver<?>> drivers, HostSettings settings, AnalyzerHost.Stopped stopped) {
        var started = new AnalyzerHosts();
        if (drivers.isEmpty()) {
            return started;
        }
        var last = new LastHosts(settings);
        try {
            last.endTransactions();
            for (FoldDriver<?> driver : drivers) {
                started.hosts.add(new AnalyzerHost(driver, settings, stopped));
            }
            last.remember(started.hosts);
            started.hosts.forEach(AnalyzerHost::start);
            return started;
        } catch (RuntimeException e) {
            started.close();
            throw e;
        }
    }

    /**
     * Waits until all read the trajectories or have stopped.
     *
     * @param patience for how long at most
     * @param interrupted polled while waiting; true stops
     * @return the application ids of those that read
     */
    public List<String> awaitRunning(Duration patience, BooleanSupplier interrupted) throws InterruptedException {
        long begin = System.nanoTime();
        List<String> running = new ArrayList<>();
        for (AnalyzerHost host : hosts) {
            boolean runs = host.awaitRunning(POLL);
            while (!runs
                    && host.failure().isEmpty()
                    && !interrupted.getAsBoolean()
                    && System.nanoTime() - begin < patience.toNanos()) {
                runs = host.awaitRunning(POLL);
            }
            if (runs) {
                running.add(host.name());
            }
        }
        return running;
    }

    /** The hosts that stopped by themselves: why, by application id. */
    public Map<String, String> failures() {
        Map<String, String> failures = new LinkedHashMap<>();
        for (AnalyzerHost host : hosts) {
            host.failure().ifPresent(why -> failures.put(host.name(), why));
        }
        return failures;
    }

    /** Suppliers of the number of committed events that each host has not yet folded, by application id. */
    public Map<String, Supplier<Double>> lags() {
        Map<String, Supplier<Double>> lags = new LinkedHashMap<>();
        hosts.forEach(host -> lags.put(host.name(), host::lagRecords));
        return lags;
    }

    @Override
    public void close() {
        // In parallel, because leaving a group takes time.
        List<Thread> closing = new ArrayList<>();
        for (AnalyzerHost host : hosts) {
            Thread thread = new Thread(host::close, "close-" + host.name());
            thread.start();
            closing.add(thread);
        }
        for (Thread thread : closing) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
