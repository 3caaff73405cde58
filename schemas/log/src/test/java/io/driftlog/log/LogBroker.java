package io.driftlog.log;

import io.driftlog.broker.EmbeddedBroker;
import io.driftlog.log.admin.TopicAdmin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The embedded broker on a temporary folder. As a static {@code @RegisterExtension} it is closed after the last test of
 * a class.
 */
public final class LogBroker implements AutoCloseable, AfterAllCallback {
    private final Path directory;
    private final EmbeddedBroker broker;

    public LogBroker() {
        try {
            directory = Files.createTempDirectory("driftlog-broker");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        broker = EmbeddedBroker.start(directory, 0, Assertions::fail);
    }

    /** A broker with all topics of the log. */
    public static LogBroker withTopics() {
        LogBroker broker = new LogBroker();
        try (Admin admin = broker.admin()) {
            TopicAdmin.ensure(admin, broker.connection());
        }
        return broker;
    }

    public LogConnection connection() {
        return new LogConnection(broker.bootstrapServers(), Map.of(), (short) 1);
    }

    public Admin admin() {
        return Clients.admin(connection());
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
        broker.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
