package io.driftlog.benchmark;

import io.driftlog.events.FindingRecorded;
import io.driftlog.log.LogConnection;
import io.driftlog.log.RunRequest;
import io.driftlog.log.RunStatus;
import io.driftlog.log.queue.RunQueue;
import io.driftlog.log.run.FindingsReader;
import io.driftlog.log.run.RunReader;
import io.driftlog.log.run.RunWriter;
import io.driftlog.log.run.WriterSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * An analyzer host is killed while a run goes on, and started again at once: until its next finding is readable. A
 * simulator alone, and a node with everything, are killed in the middle of a run: until its next step is readable.
 */
final class RestartSection implements Section {
    private static final int STEPS_PER_SECOND = 200;
    private static final double HOST_MILLIS = 3000;
    private static final double SIMULATOR_MILLIS = 2000;
    private static final double NODE_MILLIS = 8000;
    private static final long STEPS_BEFORE_THE_KILL = 20_000;
    /** Explicit steps of a small model, more than a measurement takes. */
    private static final String SPEC = """
            objective:
              type: diagonal-linear-network
              generator: {type: sparse-fourier, features: 20, samples: 10, sparsity: 2, testSamples: 200}
            initial: {gaussian: {variance: 0.1}}
            weightDecay: 1.0e-4
            method: {type: gradient-descent, stepSize: 0.02}
            until: {time: 1.0e6}
            """;

    private static final Duration POLL = Duration.ofMillis(20);

    private volatile boolean over;

    @Override
    public String name() {
        return "restart";
    }

    @Override
    public void run(Bench bench) throws Exception {
        host(bench);
        simulator(bench);
        node(bench);
    }

    private void host(Bench bench) throws Exception {
        bench.report().title("Killed analyzer host (`driftlog analyze`), new JVM, to its next readable finding");
        double[] millis = new double[bench.rounds()];
        try (NodeProcess broker = NodeProcess.start(bench.work())) {
            LogConnection kafka = broker.kafka();
            String[] words = {
                "analyze",
                "--analyzer",
                EchoAnalyzer.ID,
                "--kafka",
                kafka.bootstrapServers(),
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
        bench.report().time("analyzer host back, median", Report.median(millis), HOST_MILLIS);
        bench.report().time("analyzer host back, slowest", Report.quantile(millis, 1), HOST_MILLIS);
    }

    private static void simulator(Bench bench) throws Exception {
        bench.report()
                .title("Killed simulator (`driftlog run`), `driftlog resume` in a new JVM, to its next readable step");
        double[] millis = new double[bench.rounds()];
        Path spec = Files.writeString(bench.work().resolve("restart.yaml"), SPEC);
        for (int round = 0; round < bench.rounds(); round++) {
            try (NodeProcess broker = NodeProcess.start(bench.work())) {
                LogConnection kafka = broker.kafka();
                List<String> where = List.of(
                        "--analyzer",
                        "loss-plateau",
                        "--kafka",
                        kafka.bootstrapServers(),
                        "--data",
                        Files.createTempDirectory(bench.work(), "run").toString());
                Process run = NodeProcess.driftlog("-Xmx512m", words(where, "run", spec.toString()));
                String runId = awaitRun(kafka);
                awaitStep(kafka, runId, STEPS_BEFORE_THE_KILL);
                run.destroyForcibly().waitFor();
                long killed = System.nanoTime();
                run = NodeProcess.driftlog("-Xmx512m", words(where, "resume", runId));
                long last = RunReader.status(kafka, runId).orElseThrow().nextSeq() - 1;
                awaitStep(kafka, runId, last + 1);
                millis[round] = (System.nanoTime() - killed) * 1e-6;
                run.destroyForcibly().waitFor();
            }
        }
        bench.report().time("run continues, median", Report.median(millis), SIMULATOR_MILLIS);
        bench.report().time("run continues, slowest", Report.quantile(millis, 1), SIMULATOR_MILLIS);
    }

    private static void node(Bench bench) throws Exception {
        bench.report()
                .title("Killed node with broker, simulator and analyzers, started again, to the next readable step");
        double[] millis = new double[bench.rounds()];
        for (int round = 0; round < bench.rounds(); round++) {
            String runId = "restart-" + round;
            try (NodeProcess node = NodeProcess.startNode(bench.work())) {
                RunQueue.submit(node.kafka(), RunRequest.start(runId, SPEC, System.currentTimeMillis()));
                awaitStep(node.kafka(), runId, STEPS_BEFORE_THE_KILL);
                node.kill();
                long killed = System.nanoTime();
                node.startAgain();
                long last = RunReader.status(node.kafka(), runId).orElseThrow().nextSeq() - 1;
                awaitStep(node.kafka(), runId, last + 1);
                millis[round] = (System.nanoTime() - killed) * 1e-6;
            }
        }
        bench.report().time("run continues, median", Report.median(millis), NODE_MILLIS);
        bench.report().time("run continues, slowest", Report.quantile(millis, 1), NODE_MILLIS);
    }

    private static String[] words(List<String> where, String... verb) {
        List<String> words = new ArrayList<>(List.of(verb));
        words.addAll(where);
        return words.toArray(String[]::new);
    }

    private static String awaitRun(LogConnection kafka) throws InterruptedException {
        List<RunStatus> runs = RunReader.runs(kafka);
        while (runs.isEmpty()) {
            Thread.sleep(POLL.toMillis());
            runs = RunReader.runs(kafka);
        }
        return runs.get(0).runId();
    }

    /** A step can be read as soon as the status of its run counts it: one transaction commits both. */
    private static void awaitStep(LogConnection kafka, String runId, long seq) throws InterruptedException {
        while (RunReader.status(kafka, runId).map(RunStatus::nextSeq).orElse(0L) <= seq) {
            Thread.sleep(POLL.toMillis());
        }
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
