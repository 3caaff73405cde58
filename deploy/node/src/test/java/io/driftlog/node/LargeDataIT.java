package io.driftlog.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.driftlog.analyzer.service.Replay;
import io.driftlog.analyzer.spi.driver.Analyzers;
import io.driftlog.events.FindingRecorded;
import io.driftlog.log.LogConnection;
import io.driftlog.log.Topics;
import io.driftlog.log.archive.ArchiveReader;
import io.driftlog.log.codec.FindingCodec;
import io.driftlog.log.run.FindingsReader;
import io.driftlog.log.run.RunReader;
import java.io.BufferedWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a run whose data are larger than a record is a run like any other: it is analyzed, killed and resumed, verified,
 * forked, archived, and goes to another log. Method: 40 MiB of data, broker, run and analyzer in separate processes, so
 * that each reads the data from the log.
 */
final class LargeDataIT {
    private static final int COLUMNS = 40_000;
    private static final String EFFECTIVE_FLOW = "effective-flow";

    @TempDir
    Path directory;

    private String kafka;

    private void matrix(String name, int rows, int columns, double unit) throws Exception {
        SplittableRandom random = new SplittableRandom(name.hashCode());
        try (BufferedWriter out = Files.newBufferedWriter(directory.resolve(name))) {
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    out.append(Double.toString(unit * (random.nextInt(41) - 20)))
                            .append(j + 1 < columns ? ',' : '\n');
                }
            }
        }
    }

    private void spec() throws Exception {
        matrix("X.csv", 60, COLUMNS, 0.00125);
        matrix("Xt.csv", 70, COLUMNS, 0.00125);
        matrix("y.csv", 60, 1, 0.125);
        matrix("yt.csv", 70, 1, 0.125);
        Files.writeString(
                directory.resolve("large.yaml"),
                "objective: {type: linear-regression, features: X.csv, targets: y.csv, testFeatures: Xt.csv,"
                        + " testTargets: yt.csv}\n"
                        + "initial: {gaussian: {variance: 0.01}}\n"
                        + "weightDecay: 1.0e-3\n"
                        + "method: {type: radaug, restartEvery: 8}\n"
                        + "until: {slowTime: 5}\n"
                        + "emit: {perDecade: 12}\n");
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }

    private InProcess here(String... words) {
        List<String> all = new java.util.ArrayList<>(List.of(words));
        all.addAll(List.of("--kafka", kafka, "--data", path("other")));
        return InProcess.run(all.toArray(String[]::new));
    }

    private LogConnection connection() {
        return LogConnection.to(kafka);
    }

    /** How many pieces the log has of each data set. */
    private Map<String, Integer> pieces() {
        Map<String, Integer> pieces = new HashMap<>();
        var config = Map.<String, Object>of("bootstrap.servers", kafka, "isolation.level", "read_committed");
        try (var consumer = new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> all = java.util.stream.IntStream.range(0, Topics.DATASETS.partitions())
                    .mapToObj(i -> new TopicPartition(Topics.DATASETS.name(), i))
                    .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            while (all.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
                consumer.poll(Duration.ofMillis(200)).forEach(found -> pieces.merge(found.key(), 1, Integer::sum));
            }
        }
        return pieces;
    }

    private static List<String> encoded(List<FindingRecorded> findings) {
        FindingCodec codec = new FindingCodec();
        return findings.stream()
                .filter(finding -> finding.analyzer().equals(EFFECTIVE_FLOW))
                .map(codec::encode)
                .map(HexFormat.of()::formatHex)
                .toList();
    }

    @Test
    void run_fortyMebibytesOfData_isARunLikeAnyOther() throws Exception {
        spec();
        try (Driftlog broker = Driftlog.start(directory, "broker", "--port", "0", "--data", "data")
                .awaitText("Ctrl-C")) {
            assertThat(broker.isAlive()).isTrue();
            kafka = Files.readString(directory.resolve("data/broker.address")).strip();
            try (Driftlog analyzer = Driftlog.start(
                    directory, "analyze", "--analyzer", EFFECTIVE_FLOW, "--kafka", kafka, "--data", "analyzing")) {
                analyzer.awaitText("Ctrl-C");
                String runId = killedAndResumed();
                List<FindingRecorded> live = completed(runId);
                assertThat(encoded(live)).hasSizeGreaterThan(2);
                verifiedForkedAndShown(runId);
                archivedAndImported(runId, live);
            }
        }
    }

    private String killedAndResumed() throws Exception {
        String[] run = {"run", "large.yaml", "--analyzer", "loss-plateau", "--kafka", kafka, "--data", "work"};
        try (Driftlog first = Driftlog.start(directory, run)) {
            first.awaitText("##");
            first.kill();
            assertThat(first.out())
                    .contains("its data take at most 41.6 MB once")
                    .doesNotContain("Digest");
        }
        String runId = RunReader.runs(connection()).get(0).runId();
        JsonNode resumed;
        try (Driftlog second = Driftlog.run(
                directory,
                "resume",
                runId,
                "--analyzer",
                "loss-plateau",
                "--json",
                "--kafka",
                kafka,
                "--data",
                "work")) {
            resumed = second.json();
        }
        JsonNode whole =
                InProcess.run("integrate", path("large.yaml"), "--json").json();
        assertThat(resumed.get("digest")).isEqualTo(whole.get("digest"));
        assertThat(pieces()).hasSize(2).containsValue(3);
        return runId;
    }

    private List<FindingRecorded> completed(String runId) {
        return Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(
                        () -> FindingsReader.read(connection(), runId),
                        found -> found.stream()
                                .anyMatch(each -> each.analyzer().equals(EFFECTIVE_FLOW)
                                        && each.finding().kind().equals("completed")));
    }

    private void verifiedForkedAndShown(String runId) throws Exception {
        Map<String, Integer> before = pieces();
        JsonNode verified = here("verify", runId, "--json").json();
        assertThat(verified.get("same").asBoolean()).isTrue();
        assertThat(verified.get("ended").asBoolean()).isTrue();
        JsonNode fork = here(
                        "fork",
                        runId,
                        "--at-seq",
                        "0",
                        "--set",
                        "until.slowTime=0.01",
                        "--analyzer",
                        "loss-plateau",
                        "--json")
                .json();
        assertThat(here("verify", fork.get("runId").asText(), "--json")
                        .json()
                        .get("same")
                        .asBoolean())
                .isTrue();
        assertThat(pieces()).as("the same data are written once").isEqualTo(before);
        assertThat(here("show", runId).out()).contains("testFeatures=SHA-256 ");
        assertThat(here("report", runId, "--out", path("report.html")).code()).isZero();
    }

    private void archivedAndImported(String runId, List<FindingRecorded> live) throws Exception {
        String archive = path("large.avro");
        here("archive", runId, archive, "--json").json();
        assertThat(InProcess.run("verify", archive, "--json").json().get("same").asBoolean())
                .isTrue();
        var drivers = List.of(Analyzers.load(LargeDataIT.class.getClassLoader()).create(EFFECTIVE_FLOW, Map.of()));
        try (ArchiveReader file = ArchiveReader.open(Path.of(archive))) {
            assertThat(encoded(Replay.run(file, drivers).findings())).isEqualTo(encoded(live));
        }
        assertThat(here("cat", runId, "--json").out())
                .isEqualTo(InProcess.run("cat", archive, "--json").out());
        assertThat(InProcess.run("show", archive, "--json").json())
                .isEqualTo(here("show", runId, "--json").json());

        String again = path("again.avro");
        try (Driftlog imported = Driftlog.run(directory, "import", archive, "--json", "--data", "second")) {
            assertThat(imported.json().get("newEvents").asLong()).isPositive();
        }
        try (Driftlog archived = Driftlog.run(directory, "archive", runId, again, "--data", "second")) {
            assertThat(archived.exitCode()).as(archived.toString()).isZero();
        }
        assertThat(Path.of(again)).hasSameBinaryContentAs(Path.of(archive));
        try (Driftlog replayed = Driftlog.run(
                directory, "replay", runId, archive, "--analyzer", EFFECTIVE_FLOW, "--json", "--data", "second")) {
            JsonNode runs = replayed.json().get("runs");
            assertThat(runs.get(0).get("findings")).isEqualTo(runs.get(1).get("findings"));
        }
    }
}
