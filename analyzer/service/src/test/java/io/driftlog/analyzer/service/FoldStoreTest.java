package io.driftlog.analyzer.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftlog.analyzer.spi.driver.FoldDriver;
import io.driftlog.analyzer.spi.driver.Progress;
import io.driftlog.analyzer.spi.driver.RunDriver;
import io.driftlog.analyzer.testkit.Trajectories;
import io.driftlog.events.RunStarted;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.log.Topics;
import io.driftlog.log.codec.EventCodec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FoldStoreTest {
    @TempDir
    Path directory;

    /**
     * Goal: a commit has the state of every event that it commits; in particular, this version of Kafka Streams asks the
     * store for it. Method: the real topology and Kafka's own task in its test driver, which commits after every record;
     * each record of the changelog is compared with an undisturbed fold.
     */
    @Test
    void flushCache_taskThatCommits_writesTheStateOfEveryEventBefore() {
        var driver = new FoldDriver<>(new MeanLossAnalyzer(-1), Map.of());
        List<TrajectoryEvent> events = Trajectories.twoPhases("a").build();
        List<byte[]> written;
        var config = new Properties();
        config.put("application.id", driver.applicationId());
        config.put("bootstrap.servers", "none:0");
        config.put("state.dir", directory.toString());
        try (var deadline = new StepDeadline("test", Duration.ofMinutes(1), why -> {});
                var host = new TopologyTestDriver(
                        AnalyzerHost.topology(driver, deadline, 1000, Duration.ofMillis(30), run -> run), config)) {
            TestInputTopic<String, byte[]> in = host.createInputTopic(
                    Topics.TRAJECTORIES.name(), new StringSerializer(), new ByteArraySerializer());
            events.forEach(event -> in.pipeInput(event.runId(), new EventCodec().encode(event)));
            String changelog = driver.applicationId() + "-" + FoldProcessor.FOLDS + "-changelog";
            written = host.createOutputTopic(changelog, new StringDeserializer(), new ByteArrayDeserializer())
                    .readValuesToList();
        }

        assertThat(written).hasSameSizeAs(events).containsExactlyElementsOf(progressAfterEach(driver, events));
    }

    private static <S> List<byte[]> progressAfterEach(FoldDriver<S> driver, List<TrajectoryEvent> events) {
        RunDriver<S> run = driver.open((RunStarted) events.get(0));
        var progress = new Object() {
            Progress<S> now = run.initial();
        };
        return events.stream()
                .map(event -> {
                    progress.now = run.accept(progress.now, event).progress();
                    return driver.encode(progress.now);
                })
                .toList();
    }
}
