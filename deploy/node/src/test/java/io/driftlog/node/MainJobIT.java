package io.driftlog.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.driftlog.events.RunEnded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.log.Location;
import io.driftlog.log.Topics;
import io.driftlog.log.codec.EventCodec;
import io.driftlog.node.home.Cluster;
import io.driftlog.node.home.DataDirectory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: the main job keeps what it promises. Method: run it as a user does, on the embedded broker, then leave a broker
 * on the same data and read the log with programs of others.
 */
final class MainJobIT {
    private static final int FAILED = 1;
    private static final int BAD_INPUT = 2;

    @TempDir
    static Path directory;

    private static JsonNode run;
    private static String text;
    private static Driftlog broker;
    private static String kafka;

    @BeforeAll
    static void runOnceAndKeepTheBroker() throws Exception {
        try (Driftlog main = Driftlog.run(directory, "run", "paper/diagonal", "--json", "--data", "data")) {
            run = main.json();
            text = main.err();
        }
        broker = Driftlog.start(directory, "broker", "--port", "0", "--data", "data")
                .awaitText("Ctrl-C");
        kafka = Files.readString(directory.resolve("data/broker.address")).strip();
    }

    @AfterAll
    static void stopTheBroker() throws Exception {
        broker.close();
    }

    @Test
    void run_summary_fitsTheScreenAndNamesNextCommands() {
        List<String> lines = text.lines().toList();
        int end = lines.indexOf("The run reached the time asked for at t = 1e5 (step " + run.get("steps") + ").");
        assertThat(end).as(text).isPositive();
        List<String> summary = lines.subList(end - 1, lines.size());
        assertThat(summary)
                .hasSizeBetween(15, 25)
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
        assertThat(String.join("\n", summary)).contains("driftlog findings ", "driftlog report ", " --data data");
    }

    /** Analyzers that answer "undetermined" are named in one line; their sentences do not fill the table of phases. */
    @ParameterizedTest
    @ValueSource(strings = {"classification/separable", "paper/diagonal --set regularizer=l1 --set until.time=100"})
    void run_summaryOfOtherProblems_fitsTheScreenToo(String words) {
        InProcess other = here(("run " + words).split(" "));
        List<String> lines = other.out().lines().toList();
        assertThat(lines)
                .anySatisfy(line -> assertThat(line).startsWith("no answer ").contains("effective-flow"));
        int table = lines.indexOf(lines.stream()
                .filter(line -> line.startsWith("phase "))
                .findFirst()
                .orElseThrow());
        assertThat(lines.subList(table, lines.size()))
                .hasSizeBetween(8, 23)
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100))
                .noneSatisfy(line -> assertThat(line).startsWith("undetermined"));
    }

    /** Goal: a run joins the process whose broker has its data directory. Method: a broker of this process, as of a run. */
    @Test
    void run_onTheDirectoryOfAnotherRun_joinsItsBroker() throws Exception {
        Path held = directory.resolve("held");
        String[] small = {"run", "paper/diagonal", "--set", "until.time=10", "--json", "--data", held.toString()};
        try (Cluster owner = Cluster.embedded(DataDirectory.open(held), 0)) {
            JsonNode joined = InProcess.run(small).json();
            assertThat(joined.at("/log/bootstrapServers").asText()).isEqualTo(owner.bootstrapServers());
            assertThat(joined.get("analyzersMissing")).isEmpty();
            assertThat(InProcess.run("runs", "--data", held.toString()).out())
                    .contains(joined.get("runId").asText());
        }
    }

    /**
     * Goal: the findings agree with the theory. Method: the closed scales of MATHS.md, section 2, as problem B shows them,
     * within a factor 3 because the data are others.
     */
    @Test
    void run_paperDiagonal_findsTheThreeTransitions() {
        double lambda = 1e-4;
        assertThat(run.get("outcome").asText()).isEqualTo("completed");
        assertThat(time("loss-plateau")).isBetween(0.0, 100.0);
        assertThat(time("norm-drift-onset")).isBetween(801 / 3.0, 801 * 3.0);
        assertThat(time("test-loss-drop-start") * lambda).isBetween(0.04 / 3, 0.11 * 3);
        assertThat(time("test-loss-drop-end") * lambda).isBetween(2.1 / 3, 2.2 * 3);
        JsonNode drop = finding("test-loss-drop-end");
        assertThat(drop.get("values").get("plateauTestLoss").asDouble()
                        / run.get("final").get("testLoss").asDouble())
                .isGreaterThan(1000);
        assertThat(run.get("solution").get("supportRecovered").asBoolean()).isTrue();
        assertThat(run.get("elapsedMs").asLong()).isPositive();
    }

    @Test
    void run_everyFinding_hasItsBracketAroundItsTime() {
        for (JsonNode finding : run.get("findings")) {
            if (!finding.get("time").isNull()) {
                double time = finding.get("time").asDouble();
                assertThat(finding.get("bracket").get(0).asDouble()).isLessThanOrEqualTo(time);
                assertThat(finding.get("bracket").get(1).asDouble()).isGreaterThanOrEqualTo(time);
            }
        }
        assertThat(finding("completed")).isNotNull();
    }

    @Test
    void run_readBackByAnIndependentConsumer_hasEveryStepInOrderWithoutGap() {
        List<TrajectoryEvent> events = readBack(run.get("runId").asText());
        assertThat(events.get(0)).isInstanceOf(RunStarted.class);
        for (int i = 1; i < events.size() - 1; i++) {
            assertThat(((StepTaken) events.get(i)).seq()).isEqualTo(i - 1);
        }
        RunEnded end = (RunEnded) events.get(events.size() - 1);
        assertThat(end.seq()).isEqualTo(events.size() - 2);
        assertThat(end.steps()).isEqualTo(run.get("steps").asLong());
        assertThat(HexFormat.of().formatHex(end.digest()))
                .isEqualTo(run.get("digest").asText());
    }

    @Test
    void run_repeated_givesTheSameDigestAndFindings() throws Exception {
        JsonNode again = runHere("paper/diagonal");
        assertThat(again.get("digest")).isEqualTo(run.get("digest"));
        assertThat(again.get("runId")).isNotEqualTo(run.get("runId"));
        assertThat(finalFindings(again)).isEqualTo(finalFindings(run));
    }

    @Test
    void run_withoutWeightDecay_findsNoDriftAndNoDrop() throws Exception {
        JsonNode flat = runHere("paper/diagonal", "--set", "weightDecay=0", "--set", "until.time=1e5");
        assertThat(flat.get("outcome").asText()).isEqualTo("completed");
        List<String> kinds = StreamSupport.stream(flat.get("findings").spliterator(), false)
                .map(finding -> finding.get("kind").asText())
                .distinct()
                .toList();
        assertThat(kinds)
                .containsExactlyInAnyOrder("loss-plateau", "no-drop", "undetermined", "no-singular-limit", "completed");
    }

    @Test
    void verbs_onRunsThatCannotBeUsed_refuseBeforeTheyPrint() {
        String runId = run.get("runId").asText();
        here("findings", "nosuch").assertRefused(BAD_INPUT, "has no run nosuch", "`driftlog runs` lists them");
        here("cancel", "nosuch").assertRefused(BAD_INPUT, "has no run nosuch", "`driftlog runs` lists them");
        InProcess resumed = here("resume", runId);
        resumed.assertRefused(FAILED, runId + " has ended (completed)");
        assertThat(resumed.out()).doesNotContain("run " + runId, "method:", ">>");
    }

    @Test
    void verbs_aboutOneRun_countTheSameStepsAndEvents() throws Exception {
        String runId = run.get("runId").asText();
        JsonNode listed = null;
        for (JsonNode each : here("runs", "--json").json().get("runs")) {
            listed = each.get("runId").asText().equals(runId) ? each : listed;
        }
        assertThat(listed).isNotNull();
        assertThat(listed.get("events")).isEqualTo(run.get("events"));
        JsonNode replayed =
                here("replay", runId, "--analyzer", "loss-plateau", "--json").json();
        assertThat(replayed.get("runs").get(0).get("steps")).isEqualTo(run.get("steps"));
        JsonNode verified = here("verify", runId, "--json").json();
        assertThat(verified.get("steps")).isEqualTo(run.get("steps"));
        assertThat(verified.get("events")).isEqualTo(run.get("events"));
    }

    private static InProcess here(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--kafka", kafka, "--data", directory.resolve("here").toString()));
        return InProcess.run(all.toArray(String[]::new));
    }

    @Test
    void kcat_whileTheBrokerRuns_listsTheEvents() throws Exception {
        Peers.require("kcat", "kcat", "-V");
        String listing = output("kcat", "-b", kafka, "-C", "-e", "-q", "-t", Topics.TRAJECTORIES.name(), "-f", "%k\n");
        long events = listing.lines().filter(run.get("runId").asText()::equals).count();
        assertThat(events).isEqualTo(run.get("events").asLong());
    }

    @Test
    void pythonAvro_withTheShippedSchema_decodesAStep() throws Exception {
        Peers.require("python3-avro", "/usr/bin/python3", "-c", "import avro");
        ConsumerRecord<String, byte[]> third =
                recordsOf(run.get("runId").asText()).get(2);
        StepTaken step = (StepTaken) decode(third);
        Path value = Files.write(directory.resolve("step.avro"), third.value());
        Path schema = directory.resolve("StepTaken.avsc");
        try (var shipped = EventCodec.class.getResourceAsStream("schemas/StepTaken/v1.avsc")) {
            Files.write(schema, shipped.readAllBytes());
        }
        Path script = Files.writeString(directory.resolve("decode.py"), """
                import sys, avro.schema, avro.io, io
                schema = avro.schema.parse(open(sys.argv[1]).read())
                value = open(sys.argv[2], 'rb').read()
                assert value[:2] == b'\\xc3\\x01', 'no single-object marker'
                step = avro.io.DatumReader(schema).read(avro.io.BinaryDecoder(io.BytesIO(value[10:])))
                print(step['runId'], step['seq'], step['time'].hex(), len(step['weights']), step['weights'][0].hex())
                """);
        assertThat(output("/usr/bin/python3", script.toString(), schema.toString(), value.toString())
                        .strip()
                        .split(" "))
                .satisfies(words -> {
                    assertThat(words[0]).isEqualTo(step.runId());
                    assertThat(words[1]).isEqualTo(Long.toString(step.seq()));
                    assertThat(Double.parseDouble(words[2])).isEqualTo(step.time());
                    assertThat(words[3]).isEqualTo("200");
                    assertThat(Double.parseDouble(words[4])).isEqualTo(step.weights()[0]);
                });
    }

    private static JsonNode runHere(String... words) throws Exception {
        List<String> all = new ArrayList<>(List.of("run"));
        all.addAll(List.of(words));
        all.addAll(List.of("--json", "--kafka", kafka, "--data", "other"));
        try (Driftlog driftlog = Driftlog.run(directory, all.toArray(String[]::new))) {
            return driftlog.json();
        }
    }

    private static JsonNode finding(String kind) {
        for (JsonNode finding : run.get("findings")) {
            if (finding.get("kind").asText().equals(kind)
                    && finding.get("stage").asText().equals("final")) {
                return finding;
            }
        }
        throw new AssertionError("no final finding " + kind + " in " + run);
    }

    private static double time(String kind) {
        return finding(kind).get("time").asDouble();
    }

    private static List<JsonNode> finalFindings(JsonNode result) {
        return StreamSupport.stream(result.get("findings").spliterator(), false)
                .filter(finding -> finding.get("stage").asText().equals("final"))
                .sorted((a, b) -> a.toString().compareTo(b.toString()))
                .toList();
    }

    private static List<TrajectoryEvent> readBack(String runId) {
        return recordsOf(runId).stream().map(MainJobIT::decode).toList();
    }

    private static TrajectoryEvent decode(ConsumerRecord<String, byte[]> found) {
        return new EventCodec()
                .decode(found.value(), new Location.OfRecord(found.topic(), found.partition(), found.offset()));
    }

    private static List<ConsumerRecord<String, byte[]>> recordsOf(String runId) {
        var partition = new TopicPartition(Topics.TRAJECTORIES.name(), Topics.partitionOf(runId));
        Map<String, Object> config = Map.of("bootstrap.servers", kafka, "isolation.level", "read_committed");
        List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                for (var entry : consumer.poll(Duration.ofMillis(200))) {
                    if (entry.key().equals(runId)) {
                        found.add(entry);
                    }
                }
            }
        }
        return found;
    }

    private static String output(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
