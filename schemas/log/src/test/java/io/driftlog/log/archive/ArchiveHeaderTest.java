package io.driftlog.log.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftlog.events.StepTaken;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.log.CorruptEventException;
import io.driftlog.log.FileException;
import io.driftlog.log.Trajectories;
import io.driftlog.log.codec.Records;
import io.driftlog.log.codec.Schemas;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: an archive with a damaged header is read as a whole one, the damage is named with its position, and the file stays
 * as it is. Method: every byte of the header changed, pieces of it overwritten, taken out and put in.
 */
final class ArchiveHeaderTest {
    private static final int MARKER = 16;
    private static final Pattern POSITION = Pattern.compile("is damaged at byte (\\d+) \\(");

    @TempDir
    Path directory;

    private final List<TrajectoryEvent> events = new ArrayList<>();
    private byte[] whole;
    private int header;

    @BeforeEach
    void writeSmallArchive() throws IOException {
        write(4);
    }

    /** With weights that do not compress; three thousand of them make two blocks. */
    private void write(int dimension) throws IOException {
        events.clear();
        events.add(Trajectories.started("run", dimension));
        for (int seq = 0; seq < 60; seq++) {
            double[] weights = Trajectories.step("run", seq, dimension).weights();
            SplittableRandom random = new SplittableRandom(seq);
            Arrays.setAll(weights, i -> random.nextDouble());
            events.add(Trajectories.step("run", seq, 0).with(seq, weights, new double[0], new double[] {1}, true));
        }
        events.add(Trajectories.ended("run", 60));
        whole = Files.readAllBytes(ArchiveTest.write(directory.resolve(dimension + ".avro"), events, List.of()));
        header = headerLength(whole);
    }

    /** Up to and with the first marker, which ends the file too. */
    private static int headerLength(byte[] archive) {
        String all = new String(archive, StandardCharsets.ISO_8859_1);
        return all.indexOf(all.substring(all.length() - MARKER)) + MARKER;
    }

    private record Read(List<TrajectoryEvent> events, Optional<String> damage) {}

    private Read read(byte[] bytes) throws IOException {
        Path file = Files.write(directory.resolve("damaged.avro"), bytes);
        try (ArchiveReader reader = ArchiveReader.open(file)) {
            List<TrajectoryEvent> read = new ArrayList<>();
            reader.forEachRemaining(read::add);
            assertThat(Arrays.equals(Files.readAllBytes(file), bytes))
                    .as("the file stays")
                    .isTrue();
            return new Read(read, reader.damage());
        }
    }

    private static int position(Read read) {
        Matcher found = POSITION.matcher(read.damage().orElse(""));
        return found.find() ? Integer.parseInt(found.group(1)) : -1;
    }

    @Test
    void read_anyByteOfTheHeaderChanged_readsAllAndNamesThePlace() throws IOException {
        String text = new String(whole, StandardCharsets.ISO_8859_1);
        // What names the run is for people: no reader needs it.
        int nameBegins = text.indexOf("driftlog.runId");
        int nameEnds = nameBegins + "driftlog.runId".length() + 1 + "run".length();
        int schemaBegins = text.indexOf("[{\"type\"");
        int schemaEnds = schemaBegins + ArchiveSchema.union().toString().length();
        for (int i = 0; i < header; i++) {
            for (int flip : i % 37 == 0 || i < schemaBegins || i >= schemaEnds
                    ? new int[] {1, 0x20, 0x80, 0xFF}
                    : new int[] {1 << i % 8}) {
                byte[] changed = whole.clone();
                changed[i] ^= (byte) flip;
                Read read = read(changed);
                assertThat(read.events()).as("byte %d xor %d", i, flip).isEqualTo(events);
                if (i < nameBegins || i >= nameEnds) {
                    assertThat(read.damage())
                            .as("byte %d xor %d", i, flip)
                            .get()
                            .asString()
                            .startsWith("The header of " + directory.resolve("damaged.avro") + " is damaged at byte ");
                    assertThat(position(read)).as("byte %d xor %d", i, flip).isBetween(0, header);
                }
                if (i < 4 || (i >= schemaBegins && i < schemaEnds) || i >= header - MARKER) {
                    assertThat(position(read)).as("xor %d", flip).isEqualTo(i);
                }
            }
        }
    }

    @Test
    void read_headerOfSeveralBlocksDamaged_readsAll() throws IOException {
        write(3000);
        for (int at : new int[] {0, 4, 5, 30, 500, header - 60, header - 20, header - MARKER, header - 1}) {
            byte[] changed = whole.clone();
            changed[at] ^= 4;
            assertThat(read(changed).events()).as("byte %d", at).isEqualTo(events);
        }
    }

    @Test
    void read_wholeHeader_hasNoDamage() throws IOException {
        assertThat(read(whole)).isEqualTo(new Read(events, Optional.empty()));
    }

    @Test
    void read_pieceOfTheHeaderLostOrOverwritten_readsAll() throws IOException {
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 150; i++) {
            int at = random.nextInt(header - MARKER);
            int length = random.nextInt(1, header - MARKER - at + 1);
            byte[] noise = new byte[length];
            random.nextBytes(noise);
            byte[] changed = i % 3 == 0
                    ? spliced(at, at + length, new byte[0])
                    : i % 3 == 1 ? spliced(at, at + length, noise) : spliced(at, at, noise);
            Read read = read(changed);
            assertThat(read.events())
                    .as("bytes %d to %d, way %d", at, at + length, i % 3)
                    .isEqualTo(events);
        }
    }

    private byte[] spliced(int from, int to, byte[] piece) {
        byte[] changed = new byte[from + piece.length + whole.length - to];
        System.arraycopy(whole, 0, changed, 0, from);
        System.arraycopy(piece, 0, changed, from, piece.length);
        System.arraycopy(whole, to, changed, from + piece.length, whole.length - to);
        return changed;
    }

    @Test
    void read_headerAndABlockDamaged_readsTheOtherBlocks() throws IOException {
        write(3000);
        byte[] changed = whole.clone();
        changed[2] ^= 1;
        changed[header + 2000] ^= 1;
        Path file = Files.write(directory.resolve("damaged.avro"), changed);
        List<TrajectoryEvent> read = new ArrayList<>();
        try (ArchiveReader reader = ArchiveReader.open(file)) {
            assertThat(reader.damage()).isPresent();
            assertThatThrownBy(reader::hasNext)
                    .isInstanceOf(CorruptEventException.class)
                    .hasMessageStartingWith("Block 0 of ");
            reader.forEachRemaining(read::add);
        }
        assertThat(read).isNotEmpty().isEqualTo(events.subList(events.size() - read.size(), events.size()));
    }

    @Test
    void read_headerDamagedAndFileTruncated_readsUpToThere() throws IOException {
        write(3000);
        byte[] changed = Arrays.copyOf(whole, whole.length - 100);
        changed[100] ^= 1;
        Path file = Files.write(directory.resolve("damaged.avro"), changed);
        List<TrajectoryEvent> read = new ArrayList<>();
        try (ArchiveReader reader = ArchiveReader.open(file)) {
            assertThat(reader.damage()).isPresent();
            assertThatThrownBy(() -> reader.forEachRemaining(read::add)).hasMessageContaining("the file ends at byte");
        }
        assertThat(read).hasSizeGreaterThan(30).isEqualTo(events.subList(0, read.size()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "deflate", "zstandard"})
    void read_codecOrSchemaOfAnOlderVersionLost_isFoundByTrying(String codec) throws IOException {
        Path file = directory.resolve(codec + ".avro");
        CodecFactory compression =
                codec.equals("zstandard") ? CodecFactory.zstandardCodec(1, true) : CodecFactory.fromString(codec);
        var steps = Schemas.STEP_TAKEN.schemas().get(0);
        List<TrajectoryEvent> all = ArchiveTest.events(50).subList(1, 51).stream()
                .map(event -> ofVersion1((StepTaken) event))
                .toList();
        var v1 = org.apache.avro.Schema.createUnion(
                Schemas.RUN_STARTED.schemas().get(0), steps, Schemas.RUN_ENDED.newest());
        try (var writer = new DataFileWriter<Object>(new GenericDatumWriter<>())) {
            writer.setCodec(compression).setSyncInterval(8000).create(v1, file.toFile());
            for (TrajectoryEvent event : all) {
                writer.append(Records.toGeneric(event, steps));
            }
        }
        byte[] bytes = Files.readAllBytes(file);
        int end = headerLength(bytes);
        for (int i = 0; i < end - MARKER; i += i < 40 || i > end - 60 ? 1 : 7) {
            byte[] changed = bytes.clone();
            changed[i] ^= 1;
            Read read = read(changed);
            assertThat(read.events()).as("byte %d", i).isEqualTo(all);
        }
    }

    private static TrajectoryEvent ofVersion1(StepTaken s) {
        return new StepTaken(
                s.runId(),
                s.seq(),
                s.step(),
                s.time(),
                s.stepSize(),
                s.trainLoss(),
                s.testLoss(),
                s.weightNormSquared(),
                s.gradientNorm(),
                s.weights(),
                s.multiplier(),
                s.controllerState(),
                s.restartPoint(),
                s.rejected(),
                s.digest());
    }

    @Test
    void open_whatIsNoArchive_isNotTakenForOne() throws IOException {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 30; i++) {
            byte[] noise = new byte[random.nextInt(30_000)];
            random.nextBytes(noise);
            if (i % 2 == 0) {
                System.arraycopy(whole, 0, noise, 0, Math.min(noise.length, 4));
            }
            Path file = Files.write(directory.resolve("noise.avro"), noise);
            assertThatThrownBy(() -> ArchiveReader.open(file)).isInstanceOf(FileException.class);
        }
        byte[] unknown = new String(whole, StandardCharsets.ISO_8859_1)
                .replace("zstandard", "quick-lzw")
                .getBytes(StandardCharsets.ISO_8859_1);
        for (int i = header + 20; i < unknown.length - MARKER; i++) {
            unknown[i] ^= 0x55;
        }
        Path file = Files.write(directory.resolve("unknown.avro"), unknown);
        assertThatThrownBy(() -> ArchiveReader.open(file))
                .isInstanceOf(FileException.class)
                .hasMessageContaining(
                        "is compressed by quick-lzw, which is not known here; write it with one of zstandard");
    }
}
