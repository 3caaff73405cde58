package io.driftlog.log;

import io.driftlog.events.UserException.BadInput;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/** The file of client properties that Kafka's own tools take. No message has a value of it, because it may be a password. */
public final class KafkaConfigFile {
    /** What each client of the log sets for itself. */
    private static final Set<String> OURS = Set.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
            ConsumerConfig.GROUP_ID_CONFIG,
            ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
            ConsumerConfig.GROUP_PROTOCOL_CONFIG,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
            ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
            ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
            ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
            ProducerConfig.TRANSACTIONAL_ID_CONFIG);

    private KafkaConfigFile() {}

    /**
     * The properties of the file, without those that each client of the log sets for itself.
     *
     * @throws BadInput if it cannot be read
     */
    public static Map<String, Object> read(Path file) {
        var properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (NoSuchFileException e) {
            throw new BadInput("--kafka-config: there is no file " + file + ".", e);
        } catch (IOException | IllegalArgumentException e) {
            throw new BadInput("--kafka-config: " + file + " cannot be read as a Java properties file ("
                    + e.getClass().getSimpleName() + ").");
        }
        Map<String, Object> known = new HashMap<>();
        properties.stringPropertyNames().stream()
                .filter(key -> !OURS.contains(key))
                .forEach(key -> known.put(key, properties.getProperty(key)));
        return known;
    }
}
