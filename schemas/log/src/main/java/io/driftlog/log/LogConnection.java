package io.driftlog.log;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.jspecify.annotations.Nullable;

/**
 * How Kafka clients reach the log; every client of a process is made from one connection. Its text has no property
 * values, because they may be passwords. Immutable.
 *
 * @param bootstrapServers the brokers, as Kafka's {@code bootstrap.servers}
 * @param properties further properties of Kafka clients, above the defaults of each client
 * @param replicationFactor of topics that are created; -1 for the cluster's default
 */
public record LogConnection(String bootstrapServers, Map<String, Object> properties, short replicationFactor) {
    public LogConnection {
        properties = Map.copyOf(properties);
    }

    /** A connection without further properties, with the cluster's default replication. */
    public static LogConnection to(String bootstrapServers) {
        return new LogConnection(bootstrapServers, Map.of(), (short) -1);
    }

    /**
     * A connection with the properties of a file and the cluster's default replication.
     *
     * @param file as {@link KafkaConfigFile} reads it; null for none
     */
    public static LogConnection to(String bootstrapServers, @Nullable Path file) {
        return file == null ? to(bootstrapServers) : to(bootstrapServers).with(KafkaConfigFile.read(file));
    }

    /** The same connection with further properties, which replace those of the same name. */
    public LogConnection with(Map<String, Object> further) {
        return new LogConnection(bootstrapServers, merged(properties, further), replicationFactor);
    }

    /**
     * The configuration of a client, in a new map: the properties of this connection above the client's defaults.
     *
     * @param defaults Not modified.
     */
    public Map<String, Object> above(Map<String, Object> defaults) {
        Map<String, Object> config = merged(defaults, properties);
        config.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        return config;
    }

    private static Map<String, Object> merged(Map<String, Object> lower, Map<String, Object> upper) {
        Map<String, Object> merged = new HashMap<>(lower);
        merged.putAll(upper);
        return merged;
    }

    @Override
    public String toString() {
        return "LogConnection[" + bootstrapServers + "]";
    }
}
