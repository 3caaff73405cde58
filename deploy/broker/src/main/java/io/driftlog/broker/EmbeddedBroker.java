package io.driftlog.broker;

import io.driftlog.events.UserException.Unavailable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import kafka.server.KafkaConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A single Kafka broker and controller (KRaft) in this process, bound to the loopback interface. It formats its
 * directory on first use and keeps its data across restarts. Where Kafka would end the JVM, for example on a full disk,
 * it calls the owner of the broker instead.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);
    private static final int NODE_ID = 1;
    private static final String HOST = "127.0.0.1";

    private final BrokerAndController server;
    private final String bootstrapServers;
    private final LogEnds before;
    private final List<LogCut> cuts;

    private EmbeddedBroker(BrokerAndController server, String bootstrapServers, LogEnds before, List<LogCut> cuts) {
        this.server = server;
        this.bootstrapServers = bootstrapServers;
        this.before = before;
        this.cuts = List.copyOf(cuts);
    }

    /**
     * Starts a broker.
     *
     * @param directory for its log; created if missing
     * @param port the port for clients; 0 for any free one
     * @param onFatalError called on a thread of Kafka, with Kafka's message or null, when Kafka asks to end the JVM
     * @return the running broker
     * @throws Unavailable if it does not start
     */
    public static EmbeddedBroker start(Path directory, int port, Consumer<@Nullable String> onFatalError) {
        int brokerPort = Ports.claim(HOST, port);
        int controllerPort = Ports.freeOtherThan(HOST, brokerPort);
        Exit.setExitProcedure((status, message) -> onFatalError.accept(message));
        Exit.setHaltProcedure((status, message) -> onFatalError.accept(message));
        Properties config = config(directory, brokerPort, controllerPort);
        String bootstrapServers = HOST + ":" + brokerPort;
        @Nullable BrokerAndController server = null;
        try {
            formatIfNew(directory);
            CheckpointFiles.check(directory);
            LogEnds before = LogEnds.read(directory);
            server = new BrokerAndController(
                    KafkaConfig.fromProps(config, false), new InetSocketAddress(HOST, controllerPort));
            server.start();
            LOG.info("broker listens on {}, data in {}", bootstrapServers, directory);
            Map<TopicPartition, Long> ends = server.ends();
            List<String> unknown = before.unknown(ends);
            if (!unknown.isEmpty()) {
                throw new IOException("its list of topics is damaged and lacks " + String.join(", ", unknown)
                        + ", whose files are in this directory");
            }
            return new EmbeddedBroker(server, bootstrapServers, before, before.cuts(ends));
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            if (server != null) {
                server.close();
            }
            resetExit();
            if (e instanceof Unavailable told) {
                throw told;
            }
            throw new Unavailable(
                    "The embedded Kafka broker did not start on " + directory + ": " + rootMessage(e)
                            + ". See the log file in the data directory, or begin a new log with another --data.",
                    e);
        }
    }

    /** The records that Kafka removed from its files at the start, also at an earlier one after which none were told. */
    public List<LogCut> cuts() {
        return cuts;
    }

    /** Notes that the removed records were told and handled. */
    public void forgetCuts() {
        try {
            before.forget();
        } catch (IOException e) {
            LOG.warn("the ends of the log before the start are kept and will be compared again", e);
        }
    }

    private static void resetExit() {
        Exit.resetExitProcedure();
        Exit.resetHaltProcedure();
    }

    /** A copy of the log's {@code RootCause}: this module has no dependency on other modules of Driftlog. */
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
        formatter.setIgnoreFormatted(true);
        formatter.run();
    }

    /**
     * A broker on the loopback interface with small internal topics, quick elections, and no wait for group members.
     */
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
        config.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
        // Deleted records free the disk after 30 s instead of 5 min.
        config.put("log.retention.check.interval.ms", "30000");
        config.put("log.cleaner.dedupe.buffer.size", "8388608");
        // Broker and controller are one process: a broker that was suspended keeps its partitions.
        config.put("broker.session.timeout.ms", "600000");
        config.put("broker.heartbeat.interval.ms", "500");
        // Records of a process that was started after the clock was set forward.
        config.put("log.message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE));
        config.put("group.min.session.timeout.ms", "1000");
        // Simulators get their first request after 1 s instead of 7 s.
        config.put("group.share.min.heartbeat.interval.ms", "500");
        config.put("group.share.heartbeat.interval.ms", "500");
        config.put("group.share.min.record.lock.duration.ms", "1000");
        // Requests assigned to a killed simulator go to others after 2 s instead of 45 s.
        config.put("group.share.min.session.timeout.ms", "1000");
        config.put("group.share.session.timeout.ms", "2000");
        return config;
    }

    /** The address for clients, as {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Shuts down in order; afterwards all acknowledged records are on the disk. */
    @Override
    public void close() {
        try {
            server.close();
        } finally {
            resetExit();
        }
    }
}
