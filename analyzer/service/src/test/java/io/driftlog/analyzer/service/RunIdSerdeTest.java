package io.driftlog.analyzer.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Goal: keeping the last id changes nothing. Method: ids that take turns, one way and the other, beside the JDK. */
final class RunIdSerdeTest {
    private static final List<String> IDS = List.of("a", "a", "b", "", "λ", "a", "b", "b");

    private final RunIdSerde serde = new RunIdSerde();

    @Test
    void serialize_idsThatTakeTurns_areUtf8() {
        for (String id : IDS) {
            assertThat(serde.serializer().serialize("topic", id)).isEqualTo(id.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(serde.serializer().serialize("topic", null)).isNull();
    }

    @Test
    void deserialize_idsThatTakeTurns_areTheSame() {
        for (String id : IDS) {
            assertThat(serde.deserializer().deserialize("topic", id.getBytes(StandardCharsets.UTF_8)))
                    .isEqualTo(id);
        }
        assertThat(serde.deserializer().deserialize("topic", (byte[]) null)).isNull();
    }
}
