package io.driftlog.broker;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.utils.AppInfoParser;
import org.junit.jupiter.api.Test;

final class KafkaVersionTest {
    @Test
    void version_kafka_isTheOneThatTheBrokerWasWrittenAgainst() {
        assertThat(AppInfoParser.getVersion())
                .as("BrokerAndController and EmbeddedBroker use internal classes of Kafka's server. Compare them with"
                        + " KafkaRaftServer and Formatter of this version, check whether KAFKA-20734 is fixed, and that"
                        + " EmbeddedBrokerIT, KilledBrokerIT and ChaosIT pass; then change the version here.")
                .isEqualTo("4.3.1");
    }
}
