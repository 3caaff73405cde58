package io.driftlog.log;

import io.driftlog.events.UserException;
import io.driftlog.events.UserException.Unavailable;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Kafka clients for the log. Our defaults have the lowest rank, the properties of the connection are above them, and
 * what the log depends on is above both.
 */
public final class Clients {
    /** How long clients wait for a broker. */
    public static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final int MEBIBYTE = 1 << 20;

    private Clients() {}

    /**
     * A producer for the transactions of one writer: idempotent, acknowledged by all replicas.
     *
     * @param compressed whether to compress records; doubles of a smooth trajectory do not compress
     */
    public static KafkaProducer<byte[], byte[]> transactionalProducer(
            LogConnection kafka, String transactionalId, boolean compressed) {
        Map<String, Object> defaults = producerDefaults();
        defaults.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, compressed ? "lz4" : "none");
        defaults.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 10_000);
        Map<String, Object> config = kafka.above(defaults);
        config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        return producer(kafka, config);
    }

    /** A producer without transactions; a record may be written twice. */
    public static KafkaProducer<byte[], byte[]> plainProducer(LogConnection kafka) {
        Map<String, Object> config = kafka.above(producerDefaults());
        config.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
        return producer(kafka, config);
    }

    private static Map<String, Object> producerDefaults() {
        Map<String, Object> config = new HashMap<>();
        config.put(ProducerConfig.LINGER_MS_CONFIG, 20);
        config.put(ProducerConfig.BATCH_SIZE_CONFIG, MEBIBYTE);
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 64L * MEBIBYTE);
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.TRAJECTORIES.maxMessageBytes());
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE.toMillis());
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        // The broker refuses a new writer for some milliseconds, while it ends the transaction of the writer before.
        config.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 20);
        config.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
        return config;
    }

    private static KafkaProducer<byte[], byte[]> producer(LogConnection kafka, Map<String, Object> config) {
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        try {
            return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
        } catch (KafkaException e) {
            throw unavailable(kafka, e);
        }
    }

    /** A consumer without a group that reads committed records only. */
    public static KafkaConsumer<byte[], byte[]> consumer(LogConnection kafka) {
        return consumer(kafka, "read_committed");
    }

    /** A consumer without a group that also reads records of open transactions. */
    public static KafkaConsumer<byte[], byte[]> uncommittedConsumer(LogConnection kafka) {
        return consumer(kafka, "read_uncommitted");
    }

    private static KafkaConsumer<byte[], byte[]> consumer(LogConnection kafka, String isolation) {
        Map<String, Object> config = kafka.above(Map.of(
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                10,
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                8 * MEBIBYTE,
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                2_000,
                ConsumerConfig.RECEIVE_BUFFER_CONFIG,
                MEBIBYTE,
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                (int) PATIENCE.toMillis(),
                ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                5_000,
                CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG,
                false));
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.remove(ConsumerConfig.GROUP_ID_CONFIG);
        try {
            return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        } catch (KafkaException e) {
            throw unavailable(kafka, e);
        }
    }

    /**
     * A consumer in a share group that acknowledges each record and gets one record at a time.
     *
     * @param group the share group
     */
    public static KafkaShareConsumer<byte[], byte[]> shareConsumer(LogConnection kafka, String group) {
        Map<String, Object> config = kafka.above(Map.of(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false));
        config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        config.put(ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG, "explicit");
        config.put(ConsumerConfig.SHARE_ACQUIRE_MODE_CONFIG, "record_limit");
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        try {
            return new KafkaShareConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        } catch (KafkaException e) {
            throw unavailable(kafka, e);
        }
    }

    /** An admin client. */
    public static Admin admin(LogConnection kafka) {
        return Admin.create(kafka.above(Map.of(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false)));
    }

    /** The exception for a request that no broker answered, or that they refused. */
    public static UserException unavailable(LogConnection kafka, Throwable cause) {
        return KafkaRefusals.of(kafka, cause)
                .orElseGet(() -> new Unavailable(
                        "The log at " + kafka.bootstrapServers() + " did not answer (" + RootCause.inWords(cause)
                                + "); check that a broker runs there and that its topics were created.",
                        cause));
    }
}
