package io.driftlog.node.cli.options;

import io.micronaut.context.annotation.ConfigurationProperties;
import org.jspecify.annotations.Nullable;

/**
 * The part of the configuration that concerns Kafka, for example from the environment variable
 * {@code DRIFTLOG_KAFKA_CONFIG}.
 *
 * @param config the file of {@code --kafka-config}; null if there is none
 */
@ConfigurationProperties("driftlog.kafka")
record KafkaConfiguration(@Nullable String config) {}
