package io.driftlog.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.driftlog.analyzer.service.Replay;
import io.driftlog.analyzer.spi.driver.Analyzers;
import io.driftlog.analyzer.spi.driver.FoldDriver;
import io.driftlog.events.FindingRecorded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.log.LogConnection;
import io.driftlog.log.archive.ArchiveReader;
import io.driftlog.log.archive.ArchiveWriter;
import io.driftlog.log.codec.FindingCodec;
import io.driftlog.log.run.FindingsReader;
import io.driftlog.log.run.RunReader;
import io.driftlog.log.run.TrajectoryReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.duckdb.DuckDBDriver;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a run leaves the log as a file, comes back the same, is read by other programs, and replays to the findings of the
 * live host. Method: one live run beside a broker in a separate process; the verbs in this process.
 */
final class ArchiveIT {
    private static final int FAILED = 1;
    private static final int BAD_INPUT = 2;

    @TempDir
    static Path directory;

    private static Driftlog broker;
    private static String kafka;
    private static String runId;
    private static Path archive;

    @BeforeAll
    static void runOnceAndArchive() throws Exception {
        broker = Driftlog.start(directory, "broker", "--port", "0", "--data", "data")
                .awaitText("Ctrl-C");
        kafka = Files.readString(directory.resolve("data/broker.address")).strip();
        JsonNode run = InProcess.run("run", "paper/diagonal", "--json", "--kafka", kafka, "--data", path("other"))
                .json();
        runId = run.get("runId").asText();
        here("tag", runId, "paper", "draft").assertPrinted("tags: draft, paper  note: none");
        here("tag", runId, "draft", "--remove").assertPrinted("tags: paper");
        here("note", runId, "cited in section 4").assertPrinted("note: cited in section 4");
        archive = directory.resolve("run.avro");
        JsonNode archived = here("archive", runId, archive.toString(), "--json").json();
        assertThat(archived.get("steps").asLong()).isEqualTo(run.get("steps").asLong());
        assertThat(archived.get("finished").asBoolean()).isTrue();
    }

    @AfterAll
    static void stopTheBroker() throws Exception {
        broker.close();
    }

    private static String path(String name) {
        return directory.resolve(name).toString();
    }

    private static InProcess here(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--kafka", kafka, "--data", path("other")));
        return InProcess.run(all.toArray(String[]::new));
    }

    private static LogConnection connection() {
        return LogConnection.to(kafka);
    }

    private static List<String> encoded(List<FindingRecorded> findings) {
        FindingCodec codec = new FindingCodec();
        return findings.stream()
                .map(codec::encode)
                .map(HexFormat.of()::formatHex)
                .sorted()
                .toList();
    }

    private static List<TrajectoryEvent> events(Path file) {
        List<TrajectoryEvent> events = new ArrayList<>();
        try (ArchiveReader reader = ArchiveReader.open(file)) {
            reader.forEachRemaining(events::add);
        }
        return events;
    }

    @Test
    void replay_fromLogAndArchive_givesTheBytesOfTheLiveHost() {
        Analyzers known = Analyzers.load(ArchiveIT.class.getClassLoader());
        List<FoldDriver<?>> drivers = known.factories().stream()
                .<FoldDriver<?>>map(factory -> known.create(factory.id(), Map.of()))
                .toList();
        List<String> live = encoded(FindingsReader.read(connection(), runId));
        try (TrajectoryReader fromLog = RunReader.open(connection(), runId).events();
                ArchiveReader fromFile = ArchiveReader.open(archive)) {
            assertThat(encoded(Replay.run(fromLog, drivers).findings()))
                    .isEqualTo(live)
                    .hasSizeGreaterThan(5);
            assertThat(encoded(Replay.run(fromFile, drivers).findings())).isEqualTo(live);
        }
        try (ArchiveReader carried = ArchiveReader.open(archive)) {
            carried.forEachRemaining(event -> {});
            assertThat(encoded(carried.findings())).isEqualTo(live);
        }
    }

    @Test
    void replay_asAVerb_showsRunsAndFilesWithOtherParameters() throws Exception {
        JsonNode replayed = here("replay", runId, archive.toString(), "--analyzer", "norm-drift:fraction=0.1", "--json")
                .json();
        JsonNode fromLog = replayed.get("runs").get(0);
        JsonNode fromFile = replayed.get("runs").get(1);
        assertThat(fromFile.get("findings")).isEqualTo(fromLog.get("findings"));
        assertThat(fromLog.get("findings").toString()).contains("\"fraction\":\"0.1\"");
        assertThat(InProcess.run("replay", archive.toString()).out()).contains("loss-plateau", "norm-drift-onset");
    }

    @Test
    void replay_whatIsNotThere_isRefused() {
        InProcess.run("replay", archive.toString(), "--analyzer", "plateau")
                .assertRefused(BAD_INPUT, "no analyzer 'plateau'", "loss-plateau");
        InProcess.run("replay", path("none.avro")).assertRefused(FAILED, "none.avro cannot be read", "no such file");
        here("replay", "nobody").assertRefused(BAD_INPUT, "no run nobody", "driftlog runs");
    }

    @Test
    void import_sameRun_isNoOpAndDifferentIsRefused() throws Exception {
        JsonNode again = here("import", archive.toString(), "--json").json();
        assertThat(again.get("newEvents").asLong()).isZero();
        assertThat(again.get("newFindings").asLong()).isZero();
        List<TrajectoryEvent> events = events(archive);
        StepTaken step = (StepTaken) events.get(8);
        step.weights()[3] += 1e-9;
        Path other = write(path("different.avro"), events);
        here("import", other.toString()).assertRefused(FAILED, runId, "differs", "seq 7");
        here("archive", runId, archive.toString()).assertRefused(BAD_INPUT, "run.avro exists");
    }

    @Test
    void import_damagedFile_importsNothing() throws Exception {
        byte[] whole = Files.readAllBytes(archive);
        Path cut = Files.write(directory.resolve("cut.avro"), Arrays.copyOf(whole, whole.length / 2));
        here("import", cut.toString()).assertRefused(FAILED, "Nothing of", "cut.avro", "byte");
        InProcess cat = InProcess.run("cat", cut.toString());
        cat.assertRefused(FAILED, "Block 0 of", "cut.avro");
        assertThat(cat.out().lines()).hasSizeGreaterThan(2);
        assertThat(cut).hasBinaryContent(Arrays.copyOf(whole, whole.length / 2));
    }

    @Test
    void damagedHeader_everyVerb_readsAllAndNamesTheDamage() throws Exception {
        byte[] bytes = Files.readAllBytes(archive);
        bytes[700] ^= 4;
        String damaged = Files.write(directory.resolve("header.avro"), bytes).toString();
        String sentence = "The header of " + damaged + " is damaged at byte 700 (";

        InProcess cat = InProcess.run("cat", damaged, "--json");
        cat.assertRefused(FAILED, sentence);
        assertThat(cat.out())
                .isEqualTo(InProcess.run("cat", archive.toString(), "--json").out());
        InProcess verify = InProcess.run("verify", damaged, "--json");
        verify.assertRefused(FAILED, sentence);
        assertThat(verify.out()).contains("\"same\" : true", "\"ended\" : true");
        InProcess replay = InProcess.run("replay", damaged, "--json");
        replay.assertRefused(FAILED, sentence);
        assertThat(findings(replay)).isEqualTo(findings(InProcess.run("replay", archive.toString(), "--json")));
        Path csv = directory.resolve("header.csv");
        InProcess.run("export", damaged, "--to", "csv", "--out", csv.toString()).assertRefused(FAILED, sentence);
        assertThat(csv).content().hasLineCount(events(archive).size() - 1);
        InProcess.run("prune", "--archived", damaged, "--yes", "--data", path("pruned"))
                .assertPrinted("does not count", "its header is damaged");

        InProcess imported = InProcess.run("import", damaged, "--data", path("repaired"));
        assertThat(imported.code()).as(imported.toString()).isZero();
        assertThat(imported.err()).contains(sentence);
        Path whole = directory.resolve("repaired.avro");
        InProcess.run("archive", runId, whole.toString(), "--json", "--data", path("repaired"))
                .json();
        assertThat(whole).hasSameBinaryContentAs(archive);
        assertThat(Path.of(damaged)).hasBinaryContent(bytes);
    }

    private static JsonNode findings(InProcess replay) throws Exception {
        return new com.fasterxml.jackson.databind.ObjectMapper()
                .readTree(replay.out())
                .get("runs")
                .get(0)
                .get("findings");
    }

    @Test
    void import_intoAnotherLog_givesBackTheSameArchive() throws Exception {
        String data = path("second");
        JsonNode imported = InProcess.run("import", archive.toString(), "--json", "--data", data)
                .json();
        assertThat(imported.get("newEvents").asLong()).isEqualTo(events(archive).size());
        Path again = directory.resolve("again.avro");
        InProcess.run("archive", runId, again.toString(), "--json", "--data", data)
                .json();
        assertThat(again).hasSameBinaryContentAs(archive);
        JsonNode shown = InProcess.run("show", runId, "--json", "--data", data).json();
        JsonNode file = InProcess.run("show", archive.toString(), "--json").json();
        assertThat(shown).isEqualTo(file);
        assertThat(shown.at("/tags/0").asText()).isEqualTo("paper");
        assertThat(shown.get("note").asText()).isEqualTo("cited in section 4");
        assertThat(shown.get("state").asText()).isEqualTo("completed");
    }

    @Test
    void compare_runAndItsArchive_areTheSame() throws Exception {
        InProcess compared = here("compare", runId, archive.toString());
        compared.assertPrinted(
                "nothing differs",
                "loss-plateau (t_GF)",
                "A and B are the same, bit for bit, in",
                "as far as both go",
                "tags paper");
        assertThat(compared.out().lines()).allMatch(line -> line.length() <= 100);
        JsonNode json = InProcess.run("compare", archive.toString(), archive.toString(), "--json")
                .json();
        assertThat(json.at("/distances/0/max").asDouble(-1)).isZero();
        assertThat(json.at("/times/0/values/1/ratio").asDouble()).isEqualTo(1);
        assertThat(json.at("/verdicts/0/stage").asText()).isEqualTo("final");
    }

    @Test
    void compare_asCsv_hasARowForEachValue() throws Exception {
        Path csv = directory.resolve("compare.csv");
        here("compare", runId, archive.toString(), "--csv=" + csv).assertPrinted("wrote " + csv);
        InProcess printed = here("compare", runId, archive.toString(), "--csv");
        assertThat(csv).hasContent(printed.out());
        assertThat(printed.out())
                .startsWith("section,name,run,value,lower,upper,ratio,provisional,n\n")
                .contains("time,loss-plateau," + runId + ",", "distance,largest," + runId + ",0.0,");
        here("compare", runId, archive.toString(), "--csv=" + csv).assertRefused(FAILED, "compare.csv exists");
    }

    @Test
    void compare_whatCannotBe_isRefused() {
        here("compare", runId).assertRefused(BAD_INPUT, "RUN|FILE");
        here("compare", runId, "nobody").assertRefused(BAD_INPUT, "no run nobody", "driftlog runs");
        here("compare", runId, runId, "--at", "step").assertRefused(BAD_INPUT, "--at is step", "slow-time");
        here("compare", "--csv", runId, runId, runId).assertRefused(BAD_INPUT, "--csv takes a name that ends in .csv");
        here("tag", runId, "two words").assertRefused(BAD_INPUT, "'two words' is no tag");
        here("note", "nobody", "x").assertRefused(BAD_INPUT, "no run nobody");
    }

    @Test
    void import_unfinishedRunThenMoreOfIt_saysSoAndGoesOn() throws Exception {
        List<TrajectoryEvent> events =
                events(archive).stream().map(event -> renamed(event, "renamed")).toList();
        Path half = write(path("half.avro"), events.subList(0, 40));
        InProcess imported = here("import", half.toString());
        assertThat(imported.out()).contains("has not ended", "driftlog resume renamed");
        JsonNode rest = here("import", write(path("rest.avro"), events).toString(), "--json")
                .json();
        assertThat(rest.get("newEvents").asLong()).isEqualTo(events.size() - 40);
        JsonNode less = here("import", half.toString(), "--json").json();
        assertThat(less.get("newEvents").asLong()).isZero();
    }

    @Test
    void cat_asJson_hasOneObjectForEachEvent() throws Exception {
        List<String> lines =
                InProcess.run("cat", archive.toString(), "--json").out().lines().toList();
        assertThat(lines).isEqualTo(here("cat", runId, "--json").out().lines().toList());
        assertThat(lines).hasSameSizeAs(events(archive));
        JsonNode step = new com.fasterxml.jackson.databind.ObjectMapper().readTree(lines.get(3));
        StepTaken third = (StepTaken) events(archive).get(3);
        assertThat(step.get("seq").asLong()).isEqualTo(third.seq());
        assertThat(step.get("weights").get(5).asDouble()).isEqualTo(third.weights()[5]);
    }

    @Test
    void export_asParquetAndCsv_keepsEveryDigit() throws Exception {
        Path parquet = directory.resolve("run.parquet");
        Path csv = directory.resolve("run.csv");
        InProcess.run("export", archive.toString(), "--to", "parquet", "--out", parquet.toString(), "--json")
                .json();
        here("export", runId, "--to", "csv", "--out", csv.toString(), "--json").json();
        List<StepTaken> steps = events(archive).stream()
                .filter(StepTaken.class::isInstance)
                .map(StepTaken.class::cast)
                .toList();
        for (String table : List.of("'" + parquet + "'", "'" + csv + "'")) {
            String third = table.endsWith("csv'") ? "w3" : "weights[3]";
            try (var connection = DriverManager.getConnection("jdbc:duckdb:");
                    var statement = connection.createStatement();
                    var rows = statement.executeQuery(
                            "SELECT seq, time, trainLoss, digest, " + third + " FROM " + table)) {
                for (StepTaken step : steps) {
                    assertThat(rows.next()).isTrue();
                    assertThat(rows.getLong(1)).isEqualTo(step.seq());
                    assertThat(rows.getDouble(2)).isEqualTo(step.time());
                    assertThat(rows.getDouble(3)).isEqualTo(step.trainLoss());
                    assertThat(rows.getString(4)).isEqualTo(HexFormat.of().formatHex(step.digest()));
                    assertThat(rows.getDouble(5)).isEqualTo(step.weights()[2]);
                }
                assertThat(rows.next()).isFalse();
            }
        }
        here("export", runId, "--to", "csv", "--out", csv.toString()).assertRefused(BAD_INPUT, "run.csv exists");
        try (var files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString())).noneMatch(name -> name.startsWith("."));
        }
    }

    @Test
    void export_asParquetWithoutDuckDb_saysHowToGetIt() throws Exception {
        String[] words = {"export", archive.toString(), "--to", "parquet", "--out", "launched.parquet"};
        Path extensions = directory.resolve("extensions");
        try (Driftlog refused = Driftlog.run(directory, words)) {
            assertThat(refused.exitCode()).as(refused.toString()).isEqualTo(1);
            assertThat(refused.err()).contains("org.duckdb:duckdb_jdbc:", extensions.toString());
        }
        Path jar = Path.of(DuckDBDriver.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Files.copy(jar, Files.createDirectory(extensions).resolve(jar.getFileName()));
        try (Driftlog exported = Driftlog.run(directory, words)) {
            assertThat(exported.exitCode()).as(exported.toString()).isZero();
            assertThat(directory.resolve("launched.parquet")).isNotEmptyFile();
            assertThat(exported.err()).doesNotContain("WARN");
        }
    }

    @Test
    void import_exportedCsv_isARunOfUnknownObjectiveWithTheSameWeights() throws Exception {
        Path csv = directory.resolve("foreign.csv");
        InProcess.run("export", archive.toString(), "--to", "csv", "--out", csv.toString(), "--json")
                .json();
        JsonNode imported = here(
                        "import",
                        csv.toString(),
                        "--json",
                        "--run",
                        "foreign",
                        "--time-column",
                        "time",
                        "--weight-columns",
                        "w1,w2,w3",
                        "--train-loss-column",
                        "trainLoss",
                        "--gradient-norm-column",
                        "gradientNorm",
                        "--weight-decay",
                        "1e-4")
                .json();
        assertThat(imported.get("dimension").asInt()).isEqualTo(3);
        JsonNode replayed =
                here("replay", "foreign", "--json").json().get("runs").get(0);
        assertThat(replayed.get("finished").asBoolean()).isTrue();
        assertThat(replayed.get("findings").toString()).contains("loss-plateau").doesNotContain("\"kind\":\"failed\"");
        here("import", csv.toString(), "--run", "foreign", "--time-column", "time", "--weight-columns", "w*")
                .assertRefused(FAILED, "foreign", "in the log already");
    }

    @Test
    void import_badTables_areRefused() throws Exception {
        Path bad = Files.writeString(directory.resolve("bad.csv"), "t,w\n0,1\n1,x\n");
        here("import", bad.toString(), "--time-column", "t").assertRefused(BAD_INPUT, "Line 3", "column w", "'x'");
        here("import", bad.toString(), "--time-column", "time").assertRefused(BAD_INPUT, "no column time", "t, w");
        here("import", bad.toString()).assertRefused(BAD_INPUT, "--time-column");
        Path back = Files.writeString(directory.resolve("back.csv"), "0,1\n0,2\n");
        here("import", back.toString(), "--time-column", "1").assertRefused(BAD_INPUT, "Row 2", "not after");
        Path npy = Files.writeString(directory.resolve("bad.npy"), "not numpy at all");
        here("import", npy.toString(), "--step-size", "0.1").assertRefused(BAD_INPUT, "bad.npy is not");
    }

    @Test
    void python_readsWritesAndItsNumpyArraysAreImported() throws Exception {
        Peers.require("python3-avro and python3-zstandard", "/usr/bin/python3", "-c", "import avro, zstandard");
        Path scripts = Driftlog.script().resolveSibling("python");
        String read =
                output("/usr/bin/python3", scripts.resolve("read_archive.py").toString(), archive.toString());
        StepTaken last = (StepTaken) events(archive).get(events(archive).size() - 2);
        assertThat(read)
                .startsWith(runId + " diagonal-linear-network " + (last.seq() + 1) + " steps of 200 weights up to t = ")
                .contains("norm-drift: ");
        Path schema = Files.writeString(
                directory.resolve("archive.avsc"),
                InProcess.run("archive", "--schema").out());
        Path written = directory.resolve("python.avro");
        output(
                "/usr/bin/python3",
                scripts.resolve("write_archive.py").toString(),
                schema.toString(),
                written.toString());
        assertThat(here("import", written.toString(), "--json")
                        .json()
                        .get("steps")
                        .asLong())
                .isEqualTo(199);
        JsonNode replayed =
                InProcess.run("replay", written.toString(), "--json").json();
        assertThat(replayed.get("runs").get(0).get("finished").asBoolean()).isTrue();
    }

    @Test
    void numpyArrays_ofEveryKind_areImported() throws Exception {
        Peers.require("python3-numpy", "/usr/bin/python3", "-c", "import numpy");
        for (String kind : List.of("np.float64", "np.float32", "'>f8'")) {
            for (String order : List.of("C", "F")) {
                Path npy = Files.createTempFile(directory, "w", ".npy");
                output(
                        "/usr/bin/python3",
                        "-c",
                        "import numpy as np; np.save('" + npy + "', np.array([[0,1,2],[1,3,4.5]], dtype=" + kind
                                + ", order='" + order + "'))");
                String id = "numpy-" + kind.replaceAll("[^a-z0-9]", "") + order;
                here("import", npy.toString(), "--json", "--step-size", "0.5", "--momentum", "0.9", "--run", id)
                        .json();
                List<StepTaken> steps = new ArrayList<>();
                try (TrajectoryReader events = RunReader.open(connection(), id).events()) {
                    events.forEachRemaining(event -> {
                        if (event instanceof StepTaken step) {
                            steps.add(step);
                        }
                    });
                }
                assertThat(steps.stream().map(StepTaken::time)).containsExactly(0.0, 0.5);
                assertThat(steps.get(1).weights()).containsExactly(1, 3, 4.5);
            }
        }
    }

    private static Path write(String file, List<TrajectoryEvent> events) {
        Path path = Path.of(file);
        try (ArchiveWriter writer = ArchiveWriter.create(path, (RunStarted) events.get(0))) {
            events.stream().skip(1).forEach(writer::append);
            writer.finish();
        }
        return path;
    }

    /** The event as one of another run. */
    private static TrajectoryEvent renamed(TrajectoryEvent event, String id) {
        byte[] encoded = new io.driftlog.log.codec.EventCodec().encode(event);
        String hex = HexFormat.of().formatHex(encoded);
        String before = HexFormat.of().formatHex(string(event.runId()));
        String after = HexFormat.of().formatHex(string(id));
        String changed = hex.substring(0, 20) + hex.substring(20).replaceFirst("^" + before, after);
        return new io.driftlog.log.codec.EventCodec()
                .decode(HexFormat.of().parseHex(changed), new io.driftlog.log.Location.OfFile("renamed", 0));
    }

    /** Avro's string, of fewer than 64 bytes: the length, doubled, before the text. */
    private static byte[] string(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        byte[] all = new byte[bytes.length + 1];
        all[0] = (byte) (2 * bytes.length);
        System.arraycopy(bytes, 0, all, 1, bytes.length);
        return all;
    }

    private static String output(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.lines().collect(Collectors.joining("\n"));
    }
}
