package io.driftlog.node.home;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.driftlog.log.LogConnection;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
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
    // Every command reads the file before it can do anything else: a whole object mapper would take 0.2 s to start.
    private static final JsonFactory JSON = new JsonFactory();
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
        try (JsonGenerator out = JSON.createGenerator(whole.toFile(), JsonEncoding.UTF8)) {
            out.writeStartObject();
            out.writeNumberField("pid", pid);
            out.writeStringField("bootstrapServers", bootstrapServers);
            writeIfKnown(out, "kafkaConfig", kafkaConfig);
            writeIfKnown(out, "http", http);
            writeIfKnown(out, "token", token);
            out.writeFieldName("analyzers");
            out.writeArray(analyzers.toArray(String[]::new), 0, analyzers.size());
            out.writeBooleanField("simulator", simulator);
            out.writeEndObject();
        }
        Files.move(whole, directory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void writeIfKnown(JsonGenerator out, String name, @Nullable String value) throws IOException {
        if (value != null) {
            out.writeStringField(name, value);
        }
    }

    /** Reads the file; the process may have ended. */
    static Optional<NodeAddress> read(Path directory) {
        try (JsonParser in = JSON.createParser(directory.resolve(FILE).toFile())) {
            return read(in);
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Versions of Driftlog before and after this one write fields that this one does not know, or leave some out. */
    private static Optional<NodeAddress> read(JsonParser in) throws IOException {
        var strings = new HashMap<String, @Nullable String>();
        List<String> analyzers = new ArrayList<>();
        in.nextToken();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            JsonToken value = in.nextToken();
            if (value == JsonToken.START_ARRAY && name.equals("analyzers")) {
                while (in.nextToken() == JsonToken.VALUE_STRING) {
                    analyzers.add(in.getText());
                }
            } else {
                strings.put(name, in.getValueAsString());
                in.skipChildren();
            }
        }
        @Nullable String pid = strings.get("pid");
        @Nullable String servers = strings.get("bootstrapServers");
        return servers == null
                ? Optional.empty()
                : Optional.of(new NodeAddress(
                        pid == null ? 0 : Long.parseLong(pid),
                        servers,
                        strings.get("kafkaConfig"),
                        strings.get("http"),
                        strings.get("token"),
                        analyzers,
                        Boolean.parseBoolean(strings.get("simulator"))));
    }

    static void delete(Path directory) throws IOException {
        Files.deleteIfExists(directory.resolve(FILE));
    }
}
