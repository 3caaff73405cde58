package io.driftlog.log.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftlog.events.Dataset;
import io.driftlog.events.ObjectiveSpec;
import io.driftlog.events.RunStarted;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.events.UserException.Refused;
import io.driftlog.events.UserException.Unusable;
import io.driftlog.log.Clients;
import io.driftlog.log.CorruptEventException;
import io.driftlog.log.DatasetChunk;
import io.driftlog.log.FileException;
import io.driftlog.log.LogBroker;
import io.driftlog.log.LogConnection;
import io.driftlog.log.RunStatus;
import io.driftlog.log.Topics;
import io.driftlog.log.Trajectories;
import io.driftlog.log.archive.ArchiveReader;
import io.driftlog.log.archive.ArchiveTest;
import io.driftlog.log.archive.RunArchiver;
import io.driftlog.log.archive.RunImporter;
import io.driftlog.log.codec.DatasetChunkCodec;
import io.driftlog.log.run.RunReader;
import io.driftlog.log.run.RunWriter;
import io.driftlog.log.run.WriterSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: data too large for a RunStarted are in the log once, whole or named as missing, and travel in archives. Method: data
 * of three pieces in a real broker, writers killed and run side by side, pieces taken away and changed.
 */
final class DatasetsIT {
    private static final DatasetChunkCodec CODEC = new DatasetChunkCodec();
    private static final int ROWS = 3;
    private static final int COLUMNS = 750_000;

    @RegisterExtension
    static final LogBroker broker = LogBroker.withTopics();

    private static final LogConnection kafka = broker.connection();

    @TempDir
    Path directory;

    @BeforeEach
    void readFromTheLogAlone() {
        DatasetReader.forget();
    }

    private static Dataset data(long seed) {
        double[] values = new double[ROWS * COLUMNS];
        SplittableRandom random = new SplittableRandom(seed);
        Arrays.setAll(values, i -> random.nextInt(100) / 8.0);
        return new Dataset(ROWS, COLUMNS, values);
    }

    private static RunStarted run(String runId, SortedMap<String, Dataset> datasets) {
        RunStarted run = Trajectories.started(runId, 1);
        return run.with(
                run.spec().with(new ObjectiveSpec("linear", new TreeMap<>(), "", new TreeMap<>(), datasets)),
                run.origin());
    }

    private static RunStarted run(String runId, Dataset features) {
        Dataset small = new Dataset(ROWS, 1, new double[] {1, 2, 3});
        return run(runId, new TreeMap<>(Map.of("features", features, "targets", small)));
    }

    private static void record(RunStarted run) {
        try (RunWriter writer = RunWriter.start(WriterSettings.of(kafka), run)) {
            writer.append(Trajectories.step(run.runId(), 0, 1));
            writer.append(Trajectories.ended(run.runId(), 1));
        }
    }

    private static List<TrajectoryEvent> events(String runId) {
        List<TrajectoryEvent> events = new ArrayList<>();
        try (RunReader reader = RunReader.open(kafka, runId)) {
            reader.events().forEachRemaining(events::add);
        }
        return events;
    }

    /** The numbers of the committed pieces, in the order in which they were written. */
    private static List<Integer> pieces(Dataset data) {
        List<Integer> indices = new ArrayList<>();
        DatasetReader.forEachPiece(kafka, DatasetReferences.sha256(data), piece -> indices.add(piece.index()));
        return indices;
    }

    private static ProducerRecord<byte[], byte[]> toRecord(DatasetChunk piece) {
        return new ProducerRecord<>(
                Topics.DATASETS.name(), piece.sha256().getBytes(StandardCharsets.US_ASCII), CODEC.encode(piece));
    }

    @Test
    void sha256_knownDataSet_isThatOfItsBytes() {
        // python3: hashlib.sha256(struct.pack('<iid', 1, 2, 0.5) + struct.pack('<d', -3)).hexdigest()
        assertThat(DatasetReferences.sha256(new Dataset(1, 2, new double[] {0.5, -3})))
                .isEqualTo("7a68e7fb6d6b62b33efda988ebd6c4993a56fe1fa5f0b7a1fdec6d2eb70a5a53");
    }

    @Test
    void split_dataThatFit_leavesTheRunAsItIs() {
        RunStarted run = run("small", new Dataset(2, 1000, new double[2000]));
        DatasetReferences.Split split = DatasetReferences.split(run);
        assertThat(split.run()).isSameAs(run);
        assertThat(split.kept()).isEmpty();
    }

    @Test
    void split_dataThatDoNotFit_takesOutTheLargestUntilItFits() {
        SortedMap<String, Dataset> datasets = new TreeMap<>();
        datasets.put("a", new Dataset(1, 1_000_000, new double[1_000_000]));
        datasets.put("b", new Dataset(1, 1_000_001, new double[1_000_001]));
        datasets.put("c", new Dataset(1, 900_000, new double[900_000]));
        RunStarted recorded = DatasetReferences.split(run("split", datasets)).run();
        assertThat(recorded.spec().objective().datasets()).containsOnlyKeys("a", "c");
        assertThat(recorded.spec().objective().datasetReferences())
                .containsExactly(Map.entry("b", DatasetReferences.sha256(datasets.get("b"))));
    }

    @Test
    void start_moreThanARunCarries_isRefusedAndNothingIsWritten() {
        Dataset part = new Dataset(1, 1 << 22, new double[1 << 22]);
        SortedMap<String, Dataset> datasets = new TreeMap<>();
        for (int i = 0; i <= DatasetReferences.LARGEST_BYTES / DatasetReferences.bytes(part); i++) {
            datasets.put("role " + i, part);
        }
        assertThatThrownBy(() -> record(run("huge", datasets)))
                .isInstanceOf(Unusable.class)
                .hasMessageContaining("The data of run huge take 1056.0 MiB, and a run carries at most 1024.0 MiB");
        assertThat(RunReader.status(kafka, "huge")).isEmpty();
        assertThat(pieces(part)).isEmpty();
    }

    @Test
    void start_largeData_areReadBackAndWrittenOnceForAllRuns() {
        Dataset data = data(1);
        record(run("first", data));
        assertThat(pieces(data)).containsExactly(0, 1, 2);
        record(run("second", data));
        assertThat(pieces(data)).containsExactly(0, 1, 2);

        DatasetReader.forget();
        assertThat(events("first").get(0)).isEqualTo(run("first", data));
        assertThat(RunReader.started(kafka, "second")).contains(run("second", data));
        RunStatus status = RunReader.status(kafka, "first").orElseThrow();
        try (RunReader asRecorded = RunReader.openFrom(kafka, "first", status.startOffset())) {
            RunStarted recorded = (RunStarted) asRecorded.next().event();
            assertThat(recorded)
                    .isEqualTo(DatasetReferences.split(run("first", data)).run());
            assertThat(recorded.spec().objective().datasets()).containsOnlyKeys("targets");
        }
    }

    @Test
    void ensure_writerKilledBetweenPieces_goesOnWithWhatIsMissing() {
        Dataset data = data(2);
        String sha256 = DatasetReferences.sha256(data);
        // Committed one piece, had the next one open when it was killed; never closed.
        KafkaProducer<byte[], byte[]> killed = Clients.transactionalProducer(kafka, "driftlog-data-" + sha256, true);
        killed.initTransactions();
        killed.beginTransaction();
        killed.send(toRecord(DatasetReferences.piece(sha256, data, 0)));
        killed.commitTransaction();
        killed.beginTransaction();
        killed.send(toRecord(DatasetReferences.piece(sha256, data, 1)));
        killed.flush();

        int written = DatasetWriter.ensure(kafka, new TreeMap<>(Map.of(sha256, data)));

        assertThat(written).isEqualTo(2);
        assertThat(pieces(data)).containsExactly(0, 1, 2);
        assertThatThrownBy(killed::commitTransaction).isNotNull();
        killed.close(Duration.ZERO);
        assertThat(pieces(data)).containsExactly(0, 1, 2);
    }

    @Test
    void start_twoRunsWithTheSameDataAtOnce_writeThemOnce() throws Exception {
        Dataset data = data(3);
        ExecutorService both = Executors.newFixedThreadPool(3);
        try {
            List<Callable<Boolean>> runs = new ArrayList<>();
            for (String id : List.of("left", "right", "middle")) {
                runs.add(() -> {
                    record(run(id, data));
                    return true;
                });
            }
            for (Future<Boolean> each : both.invokeAll(runs)) {
                assertThat(each.get()).isTrue();
            }
        } finally {
            both.shutdownNow();
        }
        assertThat(pieces(data)).containsExactlyInAnyOrder(0, 1, 2);
        DatasetReader.forget();
        assertThat(events("left")).hasSize(3).startsWith(run("left", data));
        assertThat(events("right")).hasSize(3).startsWith(run("right", data));
    }

    @Test
    void open_dataAreMissingOrChanged_staysAReferenceAndAnImportRepairsIt() {
        Dataset data = data(4);
        RunStarted run = run("poor", data);
        String sha256 = DatasetReferences.sha256(data);
        Path archive = directory.resolve("poor.avro");
        List<TrajectoryEvent> all = List.of(run, Trajectories.step("poor", 0, 1), Trajectories.ended("poor", 1));
        ArchiveTest.write(archive, all, List.of());
        // As it was recorded, but without its data.
        record(DatasetReferences.split(run).run());
        assertNotWhole(sha256);

        DatasetChunk changed = DatasetReferences.piece(sha256, data, 1);
        changed.values()[7]++;
        try (KafkaProducer<byte[], byte[]> producer = Clients.plainProducer(kafka)) {
            producer.send(toRecord(DatasetReferences.piece(sha256, data, 0)));
            producer.send(toRecord(changed));
        }
        assertNotWhole(sha256);
        try (KafkaProducer<byte[], byte[]> producer = Clients.plainProducer(kafka)) {
            producer.send(toRecord(DatasetReferences.piece(sha256, data, 2)));
        }
        assertNotWhole(sha256);

        RunImporter.Imported imported = RunImporter.importFrom(kafka, archive);
        assertThat(imported.newEvents()).isZero();
        assertThat(pieces(data)).containsExactly(0, 1, 2, 1);
        DatasetReader.forget();
        assertThat(events("poor")).isEqualTo(all);
    }

    private void assertNotWhole(String sha256) {
        List<TrajectoryEvent> events = events("poor");
        assertThat(events).hasSize(3);
        RunStarted run = (RunStarted) events.get(0);
        assertThat(run.spec().objective().datasetReferences()).containsExactly(Map.entry("features", sha256));
        assertThat(run.spec().objective().datasets()).containsOnlyKeys("targets");
        assertThatThrownBy(() -> RunArchiver.archive(kafka, "poor", directory.resolve("never.avro"), false))
                .isInstanceOf(Refused.class)
                .hasMessage("Run poor is not archived, because its data set features, SHA-256 " + sha256
                        + ", is missing there, in part or whole; import an archive of the run to restore them.");
        assertThat(directory.resolve("never.avro")).doesNotExist();
    }

    @Test
    void pieces_missingOrChanged_areNamed() {
        Dataset data = data(7);
        String sha256 = DatasetReferences.sha256(data);
        var pieces = new DatasetPieces(sha256);
        assertThat(pieces.problem()).isEqualTo("none of its pieces is there");
        pieces.add(DatasetReferences.piece(sha256, data, 2));
        pieces.add(DatasetReferences.piece(sha256, data, 0));
        assertThat(pieces.problem()).isEqualTo("only 2 of its 3 pieces are there");
        DatasetChunk changed = DatasetReferences.piece(sha256, data, 1);
        changed.values()[7]++;
        pieces.add(changed);
        assertThat(pieces.isComplete()).isTrue();
        assertThat(pieces.whole()).isEmpty();
        assertThat(pieces.problem()).isEqualTo("what is there has another SHA-256");
        pieces.add(DatasetReferences.piece(sha256, data, 1));
        assertThat(pieces.whole()).contains(data);
    }

    @Test
    void archive_largeData_travelInItAndComeBackTheSame() throws IOException {
        Dataset data = data(5);
        RunStarted run = run("moved", data);
        List<TrajectoryEvent> all = List.of(run, Trajectories.step("moved", 0, 1), Trajectories.ended("moved", 1));
        Path archive = ArchiveTest.write(directory.resolve("moved.avro"), all, List.of());
        List<TrajectoryEvent> read = new ArrayList<>();
        try (ArchiveReader reader = ArchiveReader.open(archive)) {
            reader.forEachRemaining(read::add);
        }
        assertThat(read).isEqualTo(all);

        assertThat(RunImporter.importFrom(kafka, archive).newEvents()).isEqualTo(3);
        DatasetReader.forget();
        assertThat(events("moved")).isEqualTo(all);
        Path again = directory.resolve("again.avro");
        RunArchiver.archive(kafka, "moved", again, false);
        assertThat(again).hasSameBinaryContentAs(archive);
        assertThat(RunImporter.importFrom(kafka, archive).newEvents()).isZero();
        assertThat(pieces(data)).containsExactly(0, 1, 2);
    }

    @Test
    void read_archiveWithDamagedData_namesItAndReadsTheRest() throws IOException {
        RunStarted run = run("damaged", data(6));
        List<TrajectoryEvent> all = List.of(run, Trajectories.step("damaged", 0, 1), Trajectories.ended("damaged", 1));
        Path archive = ArchiveTest.write(directory.resolve("data.avro"), all, List.of());
        byte[] bytes = Files.readAllBytes(archive);
        bytes[bytes.length / 2] ^= 1;
        Path damaged = Files.write(directory.resolve("damaged.avro"), bytes);
        List<TrajectoryEvent> read = new ArrayList<>();
        List<String> damages = new ArrayList<>();
        try (ArchiveReader reader = ArchiveReader.open(damaged)) {
            while (true) {
                try {
                    if (!reader.hasNext()) {
                        break;
                    }
                    read.add(reader.next());
                } catch (CorruptEventException e) {
                    damages.add(e.getMessage());
                }
            }
        }
        assertThat(read).hasSize(3).endsWith(all.get(1), all.get(2));
        assertThat(((RunStarted) read.get(0)).spec().objective().datasetReferences())
                .containsOnlyKeys("features");
        assertThat(damages)
                .singleElement()
                .asString()
                .startsWith("Block ")
                .contains("damaged.avro, at byte ", "does not inflate");
        assertThatThrownBy(() -> RunImporter.importFrom(kafka, damaged))
                .isInstanceOf(FileException.class)
                .hasMessageStartingWith("Nothing of ");
    }
}
