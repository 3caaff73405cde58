package io.driftlog.analyzer.service.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.utils.AppInfoParser;
import org.junit.jupiter.api.Test;

final class KafkaVersionTest {
    @Test
    void version_kafkaStreams_isTheOneThatFoldStoreWasWrittenAgainst() {
        assertThat(AppInfoParser.getVersion())
                .as(
                        "FoldStore implements CachedStateStore, an internal interface of Kafka Streams. Check in StreamTask and"
                                + " ProcessorStateManager of this version that a commit calls flushCache before it flushes the"
                                + " producer and adds the offsets, that FoldStoreTest and FoldProcessorTest pass, and that ChaosIT"
                                + " does; then change the version here.")
                .isEqualTo("4.3.1");
    }
}
