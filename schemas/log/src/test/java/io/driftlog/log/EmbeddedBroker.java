package io.driftlog.log;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A real broker and controller in this JVM, on free ports and a temporary folder. As a static {@code @RegisterExtension} it is
 * closed after the last test of a class.
 */
final class EmbeddedBroker implements AutoCloseable, AfterAllCallback {
    private final Path directory;
    private final int port = freePort();
    private final KafkaRaftServer server;

    EmbeddedBroker() {
        try {
            directory = Files.createTempDirectory("driftlog-broker");
            Properties properties = properties(freePort());
            format(properties);
            server = new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
            server.startup();
        } catch (Exception e) {
            throw new IllegalStateException("the broker does not start", e);
        }
    }

    /** Configuration for clients; a new map. */
    Map<String, Object> clients() {
        return new HashMap<>(Map.of("bootstrap.servers", "127.0.0.1:" + port));
    }

    Admin admin() {
        return Admin.create(clients());
    }

    /** A broker with all topics of the log. */
    static EmbeddedBroker withTopics() {
        EmbeddedBroker broker = new EmbeddedBroker();
        try (Admin admin = broker.admin()) {
            TopicAdmin.ensure(admin, (short) 1);
        }
        return broker;
    }

    private Properties properties(int controllerPort) {
        Properties properties = new Properties();
        properties.putAll(Map.of(
                "process.roles", "broker,controller",
                "node.id", "1",
                "listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort,
                "advertised.listeners", "PLAINTEXT://127.0.0.1:" + port,
                "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
                "controller.listener.names", "CONTROLLER",
                "inter.broker.listener.name", "PLAINTEXT",
                "controller.quorum.voters", "1@127.0.0.1:" + controllerPort,
                "log.dirs", directory.toString()));
        properties.putAll(Map.of(
                "offsets.topic.replication.factor", "1",
                "offsets.topic.num.partitions", "1",
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1",
                "transaction.state.log.num.partitions", "2",
                "group.initial.rebalance.delay.ms", "0",
                "log.cleaner.dedupe.buffer.size", "8388608"));
        return properties;
    }

    private static void format(Properties properties) throws Exception {
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                .setNodeId(1)
                .setClusterId(Uuid.randomUuid().toString())
                .addDirectory(properties.getProperty("log.dirs"))
                .setMetadataLogDirectory(properties.getProperty("log.dirs"))
                .setControllerListenerName("CONTROLLER")
                .setReleaseVersion(MetadataVersion.latestProduction())
                .setHasDynamicQuorum(false)
                .setIgnoreFormatted(true)
                .run();
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close();
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
