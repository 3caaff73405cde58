package io.driftlog.node.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataDirectoryTest {
    @TempDir
    Path directory;

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
    void cluster_nodeThatDoesNotAnswer_givesNoAdviceAboutKafka() {
        var node = new NodeAddress(1, "not-an-address", null, null, null, List.of(), false);
        assertThatThrownBy(() -> Cluster.of(node, null))
                .hasMessageContaining("No Kafka broker answers at not-an-address, where the node")
                .hasMessageNotContaining("--kafka");
    }

    @Test
    void announce_nodeWithToken_onlyTheOwnerReadsIt() throws IOException {
        try (var data = DataDirectory.open(directory)) {
            var node = new NodeAddress(1, "here:1", null, "http://here:2", "a secret of a node", List.of(), true);
            data.announce(node);
            assertThat(DataDirectory.runningNode(directory)).contains(node);
            assertThat(Files.getPosixFilePermissions(directory.resolve("node.json")))
                    .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        }
    }

    @Test
    void runningNode_processWithABrokerAlone_isFoundWhileItRuns() {
        try (var data = DataDirectory.open(directory)) {
            data.announce("here:1");
            assertThat(DataDirectory.runningNode(directory)).hasValueSatisfying(held -> {
                assertThat(held.bootstrapServers()).isEqualTo("here:1");
                assertThat(held.http()).isNull();
            });
        }
        assertThat(DataDirectory.runningNode(directory)).isEmpty();
    }

    @Test
    void open_unwritable_isRefused() {
        // The one place where root cannot write either.
        assertThatThrownBy(() -> DataDirectory.open(Path.of("/proc/driftlog")))
                .hasMessageContaining("cannot be written")
                .hasMessageContaining("--data");
    }
}
