package io.driftlog.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftlog.events.UserException.Unavailable;
import io.driftlog.log.LogConnection;
import io.driftlog.log.RunStatus;
import io.driftlog.log.run.RunReader;
import io.driftlog.node.home.Cluster;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A broker, or a cluster of three secured ones, a host of analyzers and a simulator, each in its own process, which are killed and started again as a user
 * would: with the same command, and a run by {@code resume}.
 */
final class ChaosProcesses implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration POLL = Duration.ofMillis(50);

    /** What can be killed. */
    enum Victim {
        SIMULATOR,
        ANALYZER,
        BROKER
    }

    private final Path directory;
    private final List<String> spec;
    private final List<String> analyzers;
    private final Path plugins;
    private final String port;
    private final @Nullable KafkaCluster cluster;
    private int brokersKilled;
    private final List<String> runIds = new ArrayList<>();
    private final Map<String, Integer> diedUnasked = new LinkedHashMap<>();
    private Driftlog broker;
    private Driftlog analyzer;
    private Driftlog simulator;

    /**
     * Starts broker and analyzers.
     *
     * @param spec the words after {@code run}
     * @param analyzers ids
     * @param plugins where some of them come from
     * @param many whether to start three brokers instead of one
     */
    ChaosProcesses(Path directory, List<String> spec, List<String> analyzers, Path plugins, boolean many)
            throws Exception {
        this.directory = directory;
        this.spec = spec;
        this.analyzers = analyzers;
        this.plugins = plugins;
        try (var socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            this.port = Integer.toString(socket.getLocalPort());
        }
        this.cluster = many ? KafkaCluster.start(directory.resolve("cluster")) : null;
        if (cluster == null) {
            startBroker();
        } else {
            // What `run` does: it records a run and hosts analyzers.
            cluster.grant("analyzer", "User:simulator");
            Cluster.initialise(kafka(), null).close();
        }
        startAnalyzer();
    }

    LogConnection kafka() {
        return cluster == null ? LogConnection.to("127.0.0.1:" + port) : cluster.connection("simulator");
    }

    private List<String> where() {
        return cluster == null ? List.of("--kafka", "127.0.0.1:" + port) : cluster.words("simulator");
    }

    /** The runs so far, in order. */
    List<String> runIds() {
        return List.copyOf(runIds);
    }

    /** The processes that ended without being killed, and how often. */
    Map<String, Integer> diedUnasked() {
        return Map.copyOf(diedUnasked);
    }

    private void startBroker() throws Exception {
        broker = Driftlog.start(directory, "broker", "--port", port, "--data", "data")
                .awaitText("Ctrl-C");
    }

    private void startAnalyzer() throws Exception {
        List<String> words = new ArrayList<>(List.of("analyze"));
        analyzers.forEach(id -> words.addAll(List.of("--analyzer", id)));
        words.addAll(List.of("--plugins", plugins.toString(), "--data", "analyze"));
        words.addAll(where());
        analyzer = Driftlog.start(directory, words.toArray(String[]::new));
    }

    private void startSimulator(String verb, List<String> what) throws Exception {
        List<String> words = new ArrayList<>(List.of(verb));
        words.addAll(what);
        words.addAll(List.of("--analyzer", "norm-drift", "--data", "simulate"));
        words.addAll(where());
        simulator = Driftlog.start(directory, words.toArray(String[]::new));
    }

    /**
     * Waits until a step is seen committed; meanwhile starts the simulator again whenever it has ended.
     *
     * @param run number of the run, from 0
     */
    void awaitStep(int run, long seq) {
        Awaitility.await("step " + seq + " of run " + run)
                .atMost(PATIENCE)
                .pollInterval(POLL)
                .until(() -> {
                    reviveAnalyzer();
                    if (simulator == null || !simulator.isAlive()) {
                        goOn();
                    }
                    return run < runIds.size()
                            && status(runIds.get(run))
                                    .map(status -> status.nextSeq() > seq)
                                    .orElse(false);
                });
    }

    /** Starts a run, or resumes the last one if it has not ended. */
    private void goOn() throws Exception {
        if (!runIds.isEmpty() && status(runId()).isEmpty()) {
            // It ended before its first commit.
            runIds.remove(runIds.size() - 1);
        }
        if (runIds.isEmpty() || lastHasEnded()) {
            startSimulator("run", spec);
            runIds.add(simulator.awaitText("\nrun ").out().replaceAll("(?s).*\\nrun (\\S+).*", "$1"));
        } else {
            startSimulator("resume", List.of(runId()));
        }
    }

    private boolean lastHasEnded() {
        return status(runId()).map(status -> status.state().ended()).orElse(false);
    }

    private String runId() {
        return runIds.get(runIds.size() - 1);
    }

    /** Waits for a broker: partitions of a killed one have a new leader after its session. */
    private Optional<RunStatus> status(String runId) {
        return Awaitility.await("status of " + runId)
                .atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(Unavailable.class)
                .until(() -> RunReader.status(kafka(), runId), status -> true);
    }

    /** Kills one of the three at once; all but the simulator are started again. */
    void kill(Victim victim) throws Exception {
        switch (victim) {
            case SIMULATOR -> simulator.kill();
            case ANALYZER -> {
                analyzer.kill();
                startAnalyzer();
            }
            case BROKER -> killBroker();
        }
    }

    /** One of three waits until the one before has all events: with two away none can be written. */
    private void killBroker() throws Exception {
        if (cluster == null) {
            broker.kill();
            startBroker();
        } else {
            int victim = brokersKilled++ % 3;
            cluster.awaitInSync();
            cluster.killBroker(victim);
            cluster.startBroker(victim);
        }
    }

    /** Starts a host again that has stopped because of an error, and counts it. */
    private void reviveAnalyzer() throws Exception {
        if (!analyzer.isAlive() || analyzer.out().contains(" stopped: ")) {
            System.out.println("the analyzers ended unasked: " + analyzer);
            diedUnasked.merge("analyzer", 1, Integer::sum);
            analyzer.kill();
            startAnalyzer();
        }
    }

    /** Waits until the last run and its analyzers have ended. */
    void finish(int findingsOfEnd) throws Exception {
        while (!lastHasEnded()) {
            if (!simulator.isAlive()) {
                goOn();
            }
            simulator.waitFor();
        }
        for (String runId : runIds) {
            Awaitility.await("all analyzers over with " + runId)
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(200))
                    .ignoreExceptionsInstanceOf(Unavailable.class)
                    .until(() -> {
                        reviveAnalyzer();
                        return Findings.over(kafka(), runId) >= findingsOfEnd;
                    });
        }
        assertThat(cluster != null || broker.isAlive()).isTrue();
    }

    @Override
    public void close() throws Exception {
        for (Driftlog process : new Driftlog[] {simulator, analyzer, broker}) {
            if (process != null) {
                process.close();
            }
        }
        if (cluster != null) {
            cluster.close();
        }
    }
}
