package io.driftlog.log.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftlog.events.FindingRecorded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.log.FileException;
import io.driftlog.log.RunAnnotated;
import io.driftlog.log.codec.FindingCodec;
import io.driftlog.log.codec.RandomEvents;
import io.driftlog.log.codec.Records;
import io.driftlog.log.codec.Schemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: an archive is an Avro file that any Avro library reads and writes, appears whole or not at all, and replaces
 * nothing. Method: seeded random events through our reader and writer and Avro's generic ones, crosswise.
 */
public final class ArchiveTest {
    private static final FindingCodec FINDINGS = new FindingCodec();

    @TempDir
    Path directory;

    /** Starts, steps and ends of one run; the order means nothing to an archive. */
    public static List<TrajectoryEvent> events(int steps) {
        RandomEvents random = new RandomEvents(21, "run λ");
        List<TrajectoryEvent> events = new ArrayList<>(List.of(random.runStartedWithData()));
        for (int i = 0; i < steps; i++) {
            events.add(random.step());
        }
        events.add(random.runEnded());
        return events;
    }

    static List<FindingRecorded> findings() {
        RandomEvents random = new RandomEvents(22, "run λ");
        return Stream.generate(random::finding).limit(5).toList();
    }

    public static Path write(Path file, List<TrajectoryEvent> events, List<FindingRecorded> findings) {
        try (ArchiveWriter writer = ArchiveWriter.create(file, (RunStarted) events.get(0))) {
            events.stream().skip(1).forEach(writer::append);
            findings.forEach(writer::append);
            writer.finish();
        }
        return file;
    }

    private static List<byte[]> encoded(List<FindingRecorded> findings) {
        return findings.stream().map(FINDINGS::encode).toList();
    }

    private Path file(String name) {
        return directory.resolve(name);
    }

    @Test
    void archive_readBack_equalsWhatWasWritten() {
        List<TrajectoryEvent> events = events(3000);
        Path file = write(file("run.avro"), events, findings());
        try (ArchiveReader reader = ArchiveReader.open(file)) {
            List<TrajectoryEvent> read = new ArrayList<>();
            reader.forEachRemaining(read::add);
            assertThat(read).isEqualTo(events);
            assertThat(encoded(reader.findings())).containsExactlyElementsOf(encoded(findings()));
        }
    }

    @Test
    void archive_annotations_areReadBack() {
        RunAnnotated changes = RunAnnotated.tags("run λ", List.of("paper"), List.of("draft"), 3)
                .then(RunAnnotated.note("run λ", "cited", 4));
        Path file = file("annotated.avro");
        try (ArchiveWriter writer =
                ArchiveWriter.create(file, (RunStarted) events(0).get(0))) {
            findings().forEach(writer::append);
            writer.append(changes);
            writer.finish();
        }
        try (ArchiveReader reader = ArchiveReader.open(file)) {
            reader.forEachRemaining(event -> {});
            assertThat(reader.annotations()).contains(changes);
            assertThat(reader.findings()).hasSize(5);
        }
    }

    @Test
    void archive_writtenTwice_hasTheSameBytes() throws IOException {
        Path first = write(file("first.avro"), events(100), findings());
        Path second = write(file("second.avro"), events(100), findings());
        assertThat(second).hasSameBinaryContentAs(first);
    }

    @Test
    void archive_readByAvroItself_hasTheSameRecords() throws IOException {
        List<TrajectoryEvent> events = events(200);
        Path file = write(file("run.avro"), events, findings());
        try (var reader = new DataFileReader<GenericRecord>(file.toFile(), new GenericDatumReader<>())) {
            for (TrajectoryEvent event : events) {
                GenericRecord generic = reader.next();
                assertThat(generic.getSchema().getName())
                        .isEqualTo(event.getClass().getSimpleName());
                if (event instanceof StepTaken) {
                    assertThat(generic)
                            .hasToString(Records.toGeneric(event, generic.getSchema())
                                    .toString());
                }
            }
            for (FindingRecorded finding : findings()) {
                GenericRecord generic = reader.next();
                assertThat(generic.getSchema().getName()).isEqualTo("FindingRecorded");
                assertThat(generic.get("seq")).isEqualTo(finding.seq());
            }
            assertThat(reader.hasNext()).isFalse();
            assertThat(reader.getMetaString(ArchiveWriter.RUN_ID)).isEqualTo("run λ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "deflate", "zstandard"})
    void archive_writtenByAvroItself_isRead(String codec) throws IOException {
        List<TrajectoryEvent> events = events(500);
        Path file = file(codec + ".avro");
        try (var writer = new DataFileWriter<Object>(new GenericDatumWriter<>())) {
            writer.setCodec(CodecFactory.fromString(codec)).create(ArchiveSchema.union(), file.toFile());
            for (TrajectoryEvent event : events) {
                writer.append(Records.toGeneric(event, newestSchema(event)));
            }
        }
        try (ArchiveReader reader = ArchiveReader.open(file)) {
            List<TrajectoryEvent> read = new ArrayList<>();
            reader.forEachRemaining(read::add);
            assertThat(read).isEqualTo(events);
        }
    }

    public static Schema newestSchema(TrajectoryEvent event) {
        return Schemas.all().stream()
                .filter(versions -> versions.record().equals(event.getClass().getSimpleName()))
                .findFirst()
                .orElseThrow()
                .newest();
    }

    @Test
    void write_overAnExistingFile_isRefusedAndLeavesIt() throws IOException {
        Path file = Files.writeString(file("mine.txt"), "mine");
        assertThatThrownBy(() -> write(file, events(1), List.of()))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("mine.txt exists already");
        assertThat(file).hasContent("mine");
        assertOnly(file);
    }

    @Test
    void write_fileThatAppearsMeanwhile_isLeft() throws IOException {
        Path file = file("race.avro");
        try (ArchiveWriter writer =
                ArchiveWriter.create(file, (RunStarted) events(0).get(0))) {
            Files.writeString(file, "faster");
            assertThatThrownBy(writer::finish).isInstanceOf(FileException.class).hasMessageContaining("exists");
        }
        assertThat(file).hasContent("faster");
        assertOnly(file);
    }

    @Test
    void write_givenUp_leavesNothing() throws IOException {
        try (ArchiveWriter writer =
                ArchiveWriter.create(file("half.avro"), (RunStarted) events(0).get(0))) {
            events(5000).forEach(writer::append);
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void write_intoAFolderThatIsNotThere_saysSo() {
        Path file = file("nowhere").resolve("run.avro");
        assertThatThrownBy(() -> write(file, events(1), List.of()))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("there is no such file or folder");
    }

    private void assertOnly(Path file) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void open_whatIsNoArchive_saysWhatIsWrong() throws IOException {
        assertThatThrownBy(() -> ArchiveReader.open(file("none.avro")))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("none.avro cannot be read: there is no such file");
        assertThatThrownBy(() -> ArchiveReader.open(directory)).hasMessageContaining("is a folder");
        Path text = Files.writeString(file("text.avro"), "time,loss\n");
        assertThatThrownBy(() -> ArchiveReader.open(text)).hasMessageContaining("is not an archive");
        Path empty = Files.createFile(file("empty.avro"));
        assertThatThrownBy(() -> ArchiveReader.open(empty)).hasMessageContaining("is not an archive");
        byte[] whole = Files.readAllBytes(write(file("run.avro"), events(3), List.of()));
        Path header = Files.write(file("header.avro"), Arrays.copyOf(whole, 5000));
        assertThatThrownBy(() -> ArchiveReader.open(header))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("damaged in its header");
    }
}
