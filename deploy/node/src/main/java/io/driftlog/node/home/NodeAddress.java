package io.driftlog.node.home;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.driftlog.log.LogConnection;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The address of a running node, in a file of its data directory for other commands.
 *
 * @param pid its process id; 0 if it is not known
 * @param bootstrapServers the address of its log for Kafka clients
 * @param kafkaConfig absolute path of the file with properties for Kafka clients; null if there is none
 * @param http the address of its HTTP server; null if it has none
 * @param token what its HTTP server asks callers for; null if it asks for none
 * @param analyzers application ids of the analyzers that it hosts
 * @param simulator whether it makes runs that are in the queue
 */
public record NodeAddress(
        long pid,
        String bootstrapServers,
        @Nullable String kafkaConfig,
        @Nullable String http,
        @Nullable String token,
        List<String> analyzers,
        boolean simulator) {
    // Versions of Driftlog before and after this one read it too.
    private static final ObjectMapper JSON = new ObjectMapper()
            .setSerializationInclusion(JsonInclude.Include.NON_NULL)
            .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
    private static final String FILE = "node.json";
    private static final FileAttribute<?>[] NONE = {};
    private static final FileAttribute<?>[] OWNER_ONLY =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                    ? new FileAttribute<?>[] {
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                    }
                    : NONE;

    public NodeAddress {
        analyzers = List.copyOf(analyzers);
    }

    /** A process that has a broker and nothing else that others use; empty for an empty address. */
    static Optional<NodeAddress> ofBroker(String address) {
        return address.isEmpty()
                ? Optional.empty()
                : Optional.of(new NodeAddress(0, address, null, null, null, List.of(), false));
    }

    /** How its log is reached. */
    LogConnection connection() {
        return LogConnection.to(bootstrapServers, kafkaConfig == null ? null : Path.of(kafkaConfig));
    }

    /** Writes the file atomically. */
    void write(Path directory) throws IOException {
        Path whole = directory.resolve(FILE + ".new");
        Files.deleteIfExists(whole);
        Files.createFile(whole, token == null ? NONE : OWNER_ONLY);
        Files.writeString(whole, JSON.writeValueAsString(this));
        Files.move(whole, directory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Reads the file; the process may have ended. */
    static Optional<NodeAddress> read(Path directory) {
        try {
            return Optional.of(JSON.readValue(directory.resolve(FILE).toFile(), NodeAddress.class));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    static void delete(Path directory) throws IOException {
        Files.deleteIfExists(directory.resolve(FILE));
    }
}
