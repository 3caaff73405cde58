package io.driftlog.analyzer.service.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.utils.AppInfoParser;
import org.junit.jupiter.api.Test;

final class KafkaVersionTest {
    private static final String CHECK = "FoldStore implements CachedStateStore, an internal interface of Kafka Streams."
            + " Check in StreamTask and ProcessorStateManager of this version that a commit calls flushCache before it"
            + " flushes the producer and adds the offsets; run FoldStoreTest, FoldProcessorTest and ChaosIT; then change"
            + " the version here.";

    @Test
    void version_kafkaStreams_isTheOneThatFoldStoreWasWrittenAgainst() {
        assertThat(AppInfoParser.getVersion()).as(CHECK).isEqualTo("4.3.1");
    }
}
