package io.driftlog.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftlog.events.UserException.Unavailable;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedBrokerIT {
    @TempDir
    Path directory;

    private EmbeddedBroker start(int port) {
        return EmbeddedBroker.start(directory, port, Assertions::fail);
    }

    /** Goal: data survive a restart. Method: create a topic, restart on other free ports, list topics. */
    @Test
    void start_afterRestart_keepsTopics() throws Exception {
        try (var broker = start(0);
                var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic("kept", 2, (short) 1)))
                    .all()
                    .get();
        }
        try (var broker = start(0);
                var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            assertThat(admin.listTopics().names().get()).contains("kept");
        }
    }

    /** Goal: the sentence names the damaged file and says what helps. Method: do what it says; the record is there. */
    @Test
    void start_damagedCheckpoint_saysWhatToDo() throws Exception {
        Path checkpoint = directory.resolve("kept-0/leader-epoch-checkpoint");
        var kept = new TopicPartition("kept", 0);
        try (var broker = start(0);
                var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
                var producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", broker.bootstrapServers()),
                        new StringSerializer(),
                        new StringSerializer())) {
            admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1)))
                    .all()
                    .get();
            producer.send(new ProducerRecord<>("kept", "record")).get();
        }
        assertThat(checkpoint).content().isEqualTo("0\n1\n0 0\n");
        Files.write(checkpoint, new byte[] {0x65, (byte) 0x8f, 0x31});
        assertThatThrownBy(() -> start(0))
                .isInstanceOf(Unavailable.class)
                .hasMessageContainingAll(checkpoint.toString(), "is damaged", "move it");
        Files.delete(checkpoint);
        try (var broker = start(0);
                var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            assertThat(admin.listOffsets(Map.of(kept, OffsetSpec.latest()))
                            .partitionResult(kept)
                            .get()
                            .offset())
                    .isEqualTo(1);
        }
    }

    @Test
    void start_takenPort_saysWhichAndWhatToDo() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThatThrownBy(() -> start(taken.getLocalPort()))
                    .hasMessageContaining("Port " + taken.getLocalPort())
                    .hasMessageContaining("--port");
        }
    }
}
