package io.driftlog.node.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedBrokerTest {
    @TempDir
    Path directory;

    /** Goal: data survive a restart. Method: create a topic, restart on other free ports, list topics. */
    @Test
    void start_afterRestart_keepsTopics() throws Exception {
        try (var data = DataDirectory.open(directory);
                var broker = EmbeddedBroker.start(data, 0);
                var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic("kept", 2, (short) 1)))
                    .all()
                    .get();
        }
        try (var data = DataDirectory.open(directory);
                var broker = EmbeddedBroker.start(data, 0);
                var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            assertThat(admin.listTopics().names().get()).contains("kept");
        }
    }

    @Test
    void start_takenPort_saysWhichAndWhatToDo() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                var data = DataDirectory.open(directory)) {
            assertThatThrownBy(() -> EmbeddedBroker.start(data, taken.getLocalPort()))
                    .hasMessageContaining("Port " + taken.getLocalPort())
                    .hasMessageContaining("--port");
        }
    }

    @Test
    void open_directoryInUse_isRefused() {
        try (var data = DataDirectory.open(directory)) {
            assertThatThrownBy(() -> DataDirectory.open(directory))
                    .hasMessageContaining("in use")
                    .hasMessageContaining("--kafka");
            assertThat(data.path()).isEqualTo(directory.toAbsolutePath());
        }
    }

    @Test
    void open_fileInPlaceOfDirectory_isRefused() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThatThrownBy(() -> DataDirectory.open(file)).hasMessageContaining("--data");
    }

    @Test
    void open_unwritable_isRefused() {
        // The one place where root cannot write either.
        assertThatThrownBy(() -> DataDirectory.open(Path.of("/proc/driftlog")))
                .hasMessageContaining("cannot be written")
                .hasMessageContaining("--data");
    }
}
