package io.driftlog.benchmark;

import io.driftlog.analyzer.service.AnalyzerHosts;
import io.driftlog.analyzer.spi.driver.FoldDriver;
import io.driftlog.events.FindingRecorded;
import io.driftlog.log.LogConnection;
import io.driftlog.log.run.FindingsReader;
import io.driftlog.log.run.RunWriter;
import io.driftlog.log.run.WriterSettings;
import io.driftlog.node.home.Cluster;
import io.driftlog.node.home.DataDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * From the acknowledgement of a step's commit to its finding at a reader of committed records, at 1000 steps per second;
 * broker, writer, hosts and reader in this process, as on a node.
 */
final class LatencySection implements Section {
    private static final int STEPS_PER_SECOND = 1000;
    private static final int WARM_UP_SECONDS = 10;
    private static final int SECONDS = 20;
    private static final int DIMENSION = 200;

    @Override
    public String name() {
        return "latency";
    }

    @Override
    public void run(Bench bench) throws Exception {
        bench.report().title("Acknowledged step to readable finding, 1000 steps/s with d = 200, embedded node");
        measure(bench, "one analyzer", List.of(EchoAnalyzer.ID), 30, 80);
        List<String> all = new ArrayList<>(Detectors.all());
        all.add(EchoAnalyzer.ID);
        measure(bench, all.size() + " analyzers", all, Double.NaN, Double.NaN);
    }

    private static void measure(Bench bench, String who, List<String> analyzers, double p50, double p99)
            throws Exception {
        Path data = Files.createTempDirectory(bench.work(), "node");
        List<FoldDriver<?>> drivers = new ArrayList<>();
        analyzers.forEach(id -> drivers.add(Detectors.KNOWN.create(id, Map.of())));
        double[] millis;
        try (Cluster cluster = Cluster.embedded(DataDirectory.open(data), 0);
                AnalyzerHosts hosts = AnalyzerHosts.start(
                        drivers,
                        LiveHosts.settings(cluster.connection(), data.resolve("streams"), "bench"),
                        (id, why) -> {
                            throw new IllegalStateException(id + ": " + why);
                        })) {
            LiveHosts.awaitRunning(hosts, drivers.size());
            millis = latencies(cluster.connection());
        }
        Folders.delete(data);
        bench.report().time(who + ", p50", Report.quantile(millis, 0.5), p50);
        bench.report().time(who + ", p99", Report.quantile(millis, 0.99), p99);
    }

    /** Milliseconds of each step after the warm-up. */
    private static double[] latencies(LogConnection kafka) throws InterruptedException {
        int steps = (WARM_UP_SECONDS + SECONDS) * STEPS_PER_SECOND;
        var run = new SampleRun("latency", DIMENSION, steps);
        var acknowledged = new AtomicLongArray(steps);
        var readable = new long[steps];
        try (RunWriter writer = RunWriter.start(WriterSettings.of(kafka), run.started());
                FindingsReader reader = FindingsReader.follow(kafka, run.runId())) {
            Thread writing = new Thread(() -> pace(run, writer), "pace");
            Thread watching = new Thread(() -> watch(writer, acknowledged), "watch");
            writing.start();
            watching.start();
            int seen = 0;
            while (seen < steps) {
                List<FindingRecorded> found = reader.poll(Duration.ofMillis(100));
                long now = System.nanoTime();
                for (FindingRecorded finding : found) {
                    if (finding.analyzer().equals(EchoAnalyzer.ID)
                            && finding.finding().kind().equals("echo")) {
                        readable[(int) finding.seq()] = now;
                        seen++;
                    }
                }
            }
            writing.join();
            watching.join();
        }
        double[] millis = new double[steps];
        Arrays.setAll(millis, i -> (readable[i] - acknowledged.get(i)) * 1e-6);
        return Arrays.copyOfRange(millis, WARM_UP_SECONDS * STEPS_PER_SECOND, steps);
    }

    private static void pace(SampleRun run, RunWriter writer) {
        long begin = System.nanoTime();
        for (int seq = 0; seq < run.steps(); seq++) {
            long due = begin + seq * 1_000_000_000L / STEPS_PER_SECOND;
            long wait = due - System.nanoTime();
            if (wait > 0) {
                LockSupport.parkNanos(wait);
            }
            writer.append(run.step(seq));
        }
    }

    private static void watch(RunWriter writer, AtomicLongArray acknowledged) {
        int next = 0;
        while (next < acknowledged.length()) {
            long committed = writer.committedSeq();
            long now = System.nanoTime();
            for (; next <= committed; next++) {
                acknowledged.set(next, now);
            }
            LockSupport.parkNanos(200_000);
        }
    }
}
