package io.driftlog.broker;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.utils.AppInfoParser;
import org.junit.jupiter.api.Test;

final class KafkaVersionTest {
    private static final String CHECK = "BrokerAndController and EmbeddedBroker use internal classes of Kafka's server,"
            + " and SystemTime takes the place of one. Compare them with KafkaRaftServer, Formatter and SystemTime of this"
            + " version, check whether KAFKA-20734 is fixed, run ClockIT, EmbeddedBrokerIT, KilledBrokerIT and ChaosIT; then change the version here.";

    @Test
    void version_kafka_isTheOneThatTheBrokerWasWrittenAgainst() {
        assertThat(AppInfoParser.getVersion()).as(CHECK).isEqualTo("4.3.1");
    }
}
