package io.driftlog.node.broker;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A single Kafka broker and controller (KRaft) in this process, bound to the loopback interface. It formats its
 * directory on first use and keeps its data across restarts.
 *
 * <p>Kafka ends the JVM when it cannot go on: a taken controller port, a full disk. Here that request closes the
 * process with one sentence instead; see {@link FatalErrors}.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);
    private static final int NODE_ID = 1;
    private static final String HOST = "127.0.0.1";

    /**
     * 2026-11, Kafka 4.3.1: with version 2, a broker that was killed alone and started again 25 s later left transactions
     * open for ever in its partitions while their coordinator held them for ended, and readers of committed records
     * stopped there. Version 1, and a first look for timed-out transactions after 10 s, did not.
     *
     * <p>2026-11: a process that has all its writers itself does not wait for that look: once the topics answer again,
     * {@link Cluster#withoutDeadTransactions} fences those that died.
     */
    private static final short TRANSACTION_VERSION = 1;

    private final KafkaRaftServer server;
    private final String bootstrapServers;

    private EmbeddedBroker(KafkaRaftServer server, String bootstrapServers) {
        this.server = server;
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * Starts a broker on a data directory.
     *
     * @param data the opened directory; not closed here
     * @param port the port clients connect to, or 0 for any free one
     * @return the running broker
     * @throws BrokerException with a sentence for a person
     */
    public static EmbeddedBroker start(DataDirectory data, int port) {
        int brokerPort = Ports.claim(HOST, port);
        int controllerPort = Ports.freeOtherThan(HOST, brokerPort);
        FatalErrors.install(data);
        Properties config = config(data.kafka(), brokerPort, controllerPort);
        String bootstrapServers = HOST + ":" + brokerPort;
        @Nullable KafkaRaftServer server = null;
        try {
            formatIfNew(data.kafka());
            server = new KafkaRaftServer(KafkaConfig.fromProps(config, false), Time.SYSTEM);
            server.startup();
            data.announce(bootstrapServers);
            LOG.info("broker listens on {}, data in {}", bootstrapServers, data.path());
            return new EmbeddedBroker(server, bootstrapServers);
        } catch (Exception e) {
            if (server != null) {
                server.shutdown();
            }
            FatalErrors.uninstall();
            throw new BrokerException(
                    "The embedded Kafka broker did not start on " + data.path() + ": " + rootMessage(e)
                            + ". Its log is " + data.logFile() + "; another --data directory starts afresh.",
                    e);
        }
    }

    private static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage();
        return message == null ? root.getClass().getSimpleName() : message;
    }

    private static void formatIfNew(Path directory) throws Exception {
        if (Files.exists(directory.resolve("meta.properties"))) {
            return;
        }
        var formatter = new Formatter();
        formatter.setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        formatter.setNodeId(NODE_ID);
        formatter.setClusterId(Uuid.randomUuid().toString());
        formatter.addDirectory(directory.toString());
        formatter.setMetadataLogDirectory(directory.toString());
        formatter.setControllerListenerName("CONTROLLER");
        formatter.setReleaseVersion(MetadataVersion.latestProduction());
        formatter.setHasDynamicQuorum(false);
        formatter.setFeatureLevel("transaction.version", TRANSACTION_VERSION);
        formatter.setIgnoreFormatted(true);
        formatter.run();
    }

    /** One broker on loopback; small internal topics, quick elections and no waiting for further group members. */
    private static Properties config(Path directory, int brokerPort, int controllerPort) {
        var config = new Properties();
        config.put("process.roles", "broker,controller");
        config.put("node.id", Integer.toString(NODE_ID));
        config.put("log.dirs", directory.toString());
        config.put("listeners", "BROKER://" + HOST + ":" + brokerPort + ",CONTROLLER://" + HOST + ":" + controllerPort);
        config.put("advertised.listeners", "BROKER://" + HOST + ":" + brokerPort);
        config.put("listener.security.protocol.map", "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT");
        config.put("controller.listener.names", "CONTROLLER");
        config.put("inter.broker.listener.name", "BROKER");
        config.put("controller.quorum.voters", NODE_ID + "@" + HOST + ":" + controllerPort);
        for (String topic : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            config.put(topic + ".replication.factor", "1");
            config.put(topic + ".num.partitions", "4");
        }
        config.put("transaction.state.log.min.isr", "1");
        config.put("share.coordinator.state.topic.min.isr", "1");
        config.put("auto.create.topics.enable", "false");
        config.put("group.initial.rebalance.delay.ms", "0");
        // Not sooner than a broker that was killed is registered again; see TRANSACTION_VERSION.
        config.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "10000");
        config.put("log.cleaner.dedupe.buffer.size", "8388608");
        config.put("broker.session.timeout.ms", "2000");
        config.put("broker.heartbeat.interval.ms", "500");
        config.put("group.min.session.timeout.ms", "1000");
        // Simulators get their first request after a second instead of seven.
        config.put("group.share.min.heartbeat.interval.ms", "500");
        config.put("group.share.heartbeat.interval.ms", "500");
        config.put("group.share.min.record.lock.duration.ms", "1000");
        return config;
    }

    /** The address that clients take as {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Shuts down in order: everything acknowledged is on disk afterwards. */
    @Override
    public void close() {
        try {
            server.shutdown();
            server.awaitShutdown();
        } finally {
            FatalErrors.uninstall();
        }
    }
}
