package io.driftlog.benchmark;

import io.driftlog.events.FindingRecorded;
import io.driftlog.log.FindingsReader;
import io.driftlog.log.RunWriter;
import io.driftlog.log.WriterSettings;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** An analyzer host is killed while a run goes on, and started again at once: until its next finding is readable. */
final class RestartSection implements Section {
    private static final int STEPS_PER_SECOND = 200;
    private static final double REQUIRED_MILLIS = 3000;
    private static final Duration POLL = Duration.ofMillis(20);

    private volatile boolean over;

    @Override
    public String name() {
        return "restart";
    }

    @Override
    public void run(Bench bench) throws Exception {
        bench.report().title("Killed analyzer host (`driftlog analyze`), new JVM, to its next readable finding");
        double[] millis = new double[bench.rounds()];
        try (NodeProcess broker = NodeProcess.start(bench.work())) {
            Map<String, Object> kafka = broker.kafka();
            String[] words = {
                "analyze",
                "--analyzer",
                EchoAnalyzer.ID,
                "--kafka",
                String.valueOf(kafka.get("bootstrap.servers")),
                "--data",
                Files.createTempDirectory(bench.work(), "analyze").toString()
            };
            var run = new SampleRun("restart", 0, Integer.MAX_VALUE);
            Process host = NodeProcess.driftlog("-Xmx256m", words);
            try (RunWriter writer = RunWriter.start(WriterSettings.of(kafka), run.started());
                    FindingsReader reader = FindingsReader.follow(kafka, run.runId())) {
                Thread pacing = new Thread(() -> pace(run, writer), "pace");
                pacing.start();
                long last = awaitFinding(reader, -1);
                for (int round = 0; round < bench.rounds(); round++) {
                    last = awaitFinding(reader, last + 10 * STEPS_PER_SECOND);
                    host.destroyForcibly().waitFor();
                    long killed = System.nanoTime();
                    for (FindingRecorded found : reader.poll(Duration.ofMillis(200))) {
                        last = found.seq();
                    }
                    host = NodeProcess.driftlog("-Xmx256m", words);
                    last = awaitFinding(reader, last);
                    millis[round] = (System.nanoTime() - killed) * 1e-6;
                }
                over = true;
                pacing.join();
            } finally {
                over = true;
                host.destroyForcibly().waitFor();
            }
        }
        bench.report().time("analyzer host back, median", Report.median(millis), REQUIRED_MILLIS);
        bench.report().time("analyzer host back, slowest", Report.quantile(millis, 1), REQUIRED_MILLIS);
    }

    private void pace(SampleRun run, RunWriter writer) {
        for (long seq = 0; !over; seq++) {
            writer.append(run.step(seq));
            LockSupport.parkNanos(1_000_000_000L / STEPS_PER_SECOND);
        }
    }

    /** Waits for a finding about a later step. */
    private static long awaitFinding(FindingsReader reader, long after) {
        while (true) {
            for (FindingRecorded found : reader.poll(POLL)) {
                if (found.seq() > after) {
                    return found.seq();
                }
            }
        }
    }
}
