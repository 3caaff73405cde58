package io.driftlog.analyzer.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftlog.analyzer.spi.driver.FoldDriver;
import io.driftlog.analyzer.testkit.Folding;
import io.driftlog.analyzer.testkit.Trajectories;
import io.driftlog.events.Finding;
import io.driftlog.events.FindingRecorded;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.log.Location;
import io.driftlog.log.LogConnection;
import io.driftlog.log.Topics;
import io.driftlog.log.codec.EventCodec;
import io.driftlog.log.codec.FindingCodec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: the live host says what a fold of the same events says, whatever else comes along. Method: the real topology in
 * Kafka's own test driver; kills and restarts of real hosts are tested end to end in the node.
 */
final class AnalyzerHostTest {
    private static final EventCodec EVENTS = new EventCodec();
    private static final FindingCodec FINDINGS = new FindingCodec();

    @TempDir
    Path directory;

    /** What goes in, as a Kafka record. */
    private record Sent(String runId, byte[] value) {}

    private List<FindingRecorded> live(FoldDriver<?> driver, List<Sent> records) {
        return live(driver, records, 1000);
    }

    private List<FindingRecorded> live(FoldDriver<?> driver, List<Sent> records, int stateBytes) {
        var config = new Properties();
        config.put("application.id", driver.applicationId());
        config.put("bootstrap.servers", "none:0");
        config.put("state.dir", directory.toString());
        try (var deadline = new StepDeadline("test", Duration.ofMinutes(1), why -> {});
                var host = new TopologyTestDriver(
                        AnalyzerHost.topology(driver, deadline, stateBytes, Duration.ofMillis(30), run -> run),
                        config)) {
            TestInputTopic<String, byte[]> in = host.createInputTopic(
                    Topics.TRAJECTORIES.name(), new StringSerializer(), new ByteArraySerializer());
            TestOutputTopic<String, byte[]> out = host.createOutputTopic(
                    Topics.FINDINGS.name(), new StringDeserializer(), new ByteArrayDeserializer());
            records.forEach(record -> in.pipeInput(record.runId(), record.value()));
            return out.readKeyValuesToList().stream()
                    .map(record -> FINDINGS.decode(record.value, new Location.OfFile("findings", 0)))
                    .toList();
        }
    }

    private static FoldDriver<?> meanLoss() {
        return new FoldDriver<>(new MeanLossAnalyzer(-1), Map.of());
    }

    private static List<TrajectoryEvent> run(String runId) {
        return Trajectories.twoPhases(runId).build();
    }

    private static List<Sent> sent(List<TrajectoryEvent> events) {
        List<Sent> records = new ArrayList<>();
        events.forEach(event -> records.add(new Sent(event.runId(), EVENTS.encode(event))));
        return records;
    }

    private static List<FindingRecorded> of(String runId, List<FindingRecorded> findings) {
        return findings.stream()
                .filter(finding -> finding.runId().equals(runId))
                .toList();
    }

    @Test
    void host_twoRunsInterleaved_findsWhatAFoldFinds() {
        List<Sent> a = sent(run("a"));
        List<Sent> b = sent(run("b"));
        List<Sent> mixed = new ArrayList<>();
        for (int i = 0; i < a.size(); i++) {
            mixed.add(a.get(i));
            mixed.add(b.get(i));
        }
        List<FindingRecorded> found = live(meanLoss(), mixed);
        assertThat(of("a", found)).isEqualTo(Folding.fold(meanLoss(), run("a"))).isNotEmpty();
        assertThat(of("b", found)).isEqualTo(Folding.fold(meanLoss(), run("b")));
    }

    @Test
    void host_repeatedEvents_changeNothing() {
        List<Sent> once = sent(run("a"));
        List<Sent> twice = new ArrayList<>(once.subList(0, 7));
        twice.addAll(once);
        twice.addAll(once);
        assertThat(live(meanLoss(), twice)).isEqualTo(Folding.fold(meanLoss(), run("a")));
    }

    @Test
    void host_corruptRecord_failsThatRunAloneAndNamesTheRecord() {
        List<Sent> records = sent(run("a"));
        records.set(5, new Sent("a", new byte[] {1, 2, 3}));
        records.addAll(sent(run("b")));
        List<FindingRecorded> found = live(meanLoss(), records);
        assertThat(of("a", found)).singleElement().satisfies(recorded -> {
            assertThat(recorded.finding().kind()).isEqualTo(Finding.FAILED);
            assertThat(recorded.seq()).isEqualTo(4);
            assertThat(recorded.finding().sentence())
                    .contains(Topics.TRAJECTORIES.name())
                    .contains("offset 5");
        });
        assertThat(of("b", found)).isEqualTo(Folding.fold(meanLoss(), run("b")));
    }

    @Test
    void host_corruptRecordWithoutARun_isPassedOver() {
        List<Sent> records = new ArrayList<>(List.of(new Sent("nobody", new byte[0]), new Sent("a", new byte[] {7})));
        records.addAll(sent(run("a")));
        assertThat(live(meanLoss(), records)).isEqualTo(Folding.fold(meanLoss(), run("a")));
    }

    @Test
    void host_runWithoutItsStart_isPassedOver() {
        List<Sent> headless = sent(run("a"));
        headless.remove(0);
        headless.addAll(sent(run("b")));
        List<FindingRecorded> found = live(meanLoss(), headless);
        assertThat(of("a", found)).isEmpty();
        assertThat(of("b", found)).isNotEmpty();
    }

    @Test
    void host_analyzerThatThrows_failsEachRunAndGoesOn() {
        FoldDriver<?> fussy = new FoldDriver<>(new MeanLossAnalyzer(3), Map.of());
        List<Sent> records = sent(run("a"));
        records.addAll(sent(run("b")));
        assertThat(live(fussy, records))
                .hasSize(2)
                .allSatisfy(
                        recorded -> assertThat(recorded.finding().sentence()).contains("does not like seq 3"));
    }

    @Test
    void host_connectionWithBadProperty_isRefused() {
        LogConnection bad = LogConnection.to("127.0.0.1:1").with(Map.of("security.protocol", "SMOKE_SIGNALS"));
        var settings = new HostSettings(bad, directory, "test", 100, 10, 1 << 20, FoldLimits.DEFAULT);
        assertThatThrownBy(() -> new AnalyzerHost(meanLoss(), settings, (id, why) -> {}))
                .hasStackTraceContaining("SMOKE_SIGNALS");
    }

    @Test
    void host_stateOverTheLimit_stopsAndNamesRunAndSizes() {
        assertThatThrownBy(() -> live(meanLoss(), sent(run("a")), 40))
                .hasRootCauseMessage("its state of run a has 53 bytes before seq 1 and 40 are allowed; let it remember"
                        + " less, or allow it more with --state-limit");
    }
}
