package io.driftlog.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class LogConnectionTest {
    private static final LogConnection SECRET =
            LogConnection.to("host:9092").with(Map.of("sasl.jaas.config", "password=hunter2", "linger.ms", 7));

    @Test
    void toString_withPassword_showsTheBrokersAlone() {
        assertThat(SECRET).hasToString("LogConnection[host:9092]");
        assertThat(Clients.unavailable(SECRET, new IllegalStateException("gone")))
                .hasMessageContaining("host:9092")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void above_defaultsAndProperties_propertiesWinAndTheBrokersStay() {
        assertThat(SECRET.with(Map.of("linger.ms", 8, "bootstrap.servers", "elsewhere:1"))
                        .above(Map.of("linger.ms", 20, "acks", "all")))
                .containsOnly(
                        Map.entry("sasl.jaas.config", "password=hunter2"),
                        Map.entry("linger.ms", 8),
                        Map.entry("acks", "all"),
                        Map.entry("bootstrap.servers", "host:9092"));
    }

    /** Goal: a property of the connection reaches every client. Method: one whose value no client accepts. */
    @Test
    void clients_propertyWithBadValue_isRefusedByEachOne() {
        LogConnection bad = LogConnection.to("127.0.0.1:1").with(Map.of("security.protocol", "SMOKE_SIGNALS"));
        isRefused(bad, Clients::plainProducer);
        isRefused(bad, kafka -> Clients.transactionalProducer(kafka, "id", true));
        isRefused(bad, Clients::consumer);
        isRefused(bad, Clients::uncommittedConsumer);
        isRefused(bad, kafka -> Clients.shareConsumer(kafka, "group"));
        isRefused(bad, Clients::admin);
    }

    private static void isRefused(LogConnection kafka, Consumer<LogConnection> client) {
        assertThatThrownBy(() -> client.accept(kafka)).hasStackTraceContaining("SMOKE_SIGNALS");
    }
}
