package io.driftlog.log.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.log.CorruptEventException;
import io.driftlog.log.Location;
import io.driftlog.log.Trajectories;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: of a damaged archive everything is read that can be, and the damage is named with its block and position. Method:
 * an archive of several blocks, truncated and changed at known places.
 */
final class ArchiveDamageTest {
    private static final String RUN = "run";
    private static final int DIMENSION = 4000;
    private static final int STEPS = 100;

    @TempDir
    Path directory;

    private final List<TrajectoryEvent> events = new ArrayList<>();
    private byte[] whole;
    private final List<Long> blocks = new ArrayList<>();

    @BeforeEach
    void write() throws IOException {
        RunStarted started = Trajectories.started(RUN, DIMENSION);
        events.add(started);
        for (int seq = 0; seq < STEPS; seq++) {
            events.add(step(seq));
        }
        events.add(Trajectories.ended(RUN, STEPS));
        Path file = ArchiveTest.write(directory.resolve("whole.avro"), events, List.of());
        whole = Files.readAllBytes(file);
        try (var reader = new DataFileReader<GenericRecord>(file.toFile(), new GenericDatumReader<>())) {
            for (long at = reader.previousSync(); reader.hasNext(); reader.next()) {
                if (reader.previousSync() != at || blocks.isEmpty()) {
                    at = reader.previousSync();
                    blocks.add(at);
                }
            }
        }
        assertThat(blocks).hasSizeGreaterThan(3);
    }

    /** With weights that do not compress, so that a part of a block is a part of its steps. */
    private static StepTaken step(int seq) {
        StepTaken step = Trajectories.step(RUN, seq, DIMENSION);
        SplittableRandom random = new SplittableRandom(seq);
        Arrays.setAll(step.weights(), i -> random.nextDouble());
        return step;
    }

    private record Read(List<TrajectoryEvent> events, List<CorruptEventException> damages) {}

    private Read read(byte[] bytes) throws IOException {
        Path file = Files.write(directory.resolve("damaged.avro"), bytes);
        Read read = new Read(new ArrayList<>(), new ArrayList<>());
        try (ArchiveReader reader = ArchiveReader.open(file)) {
            while (true) {
                try {
                    if (!reader.hasNext()) {
                        break;
                    }
                    read.events().add(reader.next());
                } catch (CorruptEventException e) {
                    read.damages().add(e);
                }
            }
        }
        assertThat(file).hasBinaryContent(bytes);
        return read;
    }

    /** What is read is right, and what is missing is one piece. */
    private void assertOnePieceMissing(Read read) {
        assertThat(events).containsSubsequence(read.events());
        assertThat(read.events()).hasSizeLessThan(events.size());
    }

    @Test
    void read_truncatedInABlock_readsWhatIsThereAndNamesTheBlock() throws IOException {
        long second = blocks.get(1);
        long third = blocks.get(2);
        int cut = (int) (second + third) / 2;
        Read read = read(Arrays.copyOf(whole, cut));
        int before = read(Arrays.copyOf(whole, (int) second)).events().size();
        assertThat(read.events())
                .as("more than the whole blocks before")
                .hasSizeGreaterThan(before)
                .isEqualTo(events.subList(0, read.events().size()));
        assertThat(read.damages()).singleElement().satisfies(damage -> {
            assertThat(damage)
                    .hasMessageStartingWith("Block 1 of ")
                    .hasMessageContaining("at byte " + second)
                    .hasMessageContaining("the file ends at byte " + cut);
            assertThat(((Location.OfBlock) damage.where()).position()).isEqualTo(second);
        });
    }

    /** Goal: a block does not make the reader allocate what it says. Method: one of 70 MiB in a file that is long enough. */
    @Test
    void read_blockLargerThanAny_isNamedWithItsSize() throws IOException {
        int second = blocks.get(1).intValue();
        byte[] counts = {2, (byte) 0x80, (byte) 0x80, (byte) 0x80, 70}; // 1 record, 70 << 20 bytes
        byte[] large = Arrays.copyOf(whole, second + counts.length + (70 << 20) + 16);
        System.arraycopy(counts, 0, large, second, counts.length);
        assertThat(read(large).damages())
                .first()
                .asString()
                .contains("its data take 73400320 bytes, and at most 67108864 are read");
    }

    @Test
    void read_truncatedBetweenBlocks_hasNoDamageAndNoEnd() throws IOException {
        Read read = read(Arrays.copyOf(whole, blocks.get(2).intValue()));
        assertThat(read.damages()).isEmpty();
        assertThat(read.events())
                .isEqualTo(events.subList(0, read.events().size()))
                .hasSizeLessThan(events.size());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 40, 500, 2000})
    void read_changedByteInABlock_losesThatBlockOnly(int offset) throws IOException {
        byte[] changed = whole.clone();
        changed[blocks.get(1).intValue() + offset] ^= 0x55;
        Read read = read(changed);
        assertOnePieceMissing(read);
        assertThat(read.events()).startsWith(events.get(0)).endsWith(events.get(events.size() - 1));
        assertThat(read.damages())
                .singleElement()
                .satisfies(damage -> assertThat(damage)
                        .hasMessageContaining("lock 1")
                        .hasMessageContaining("byte " + blocks.get(1)));
    }

    @Test
    void read_lostMarker_losesOneBlockOrTwo() throws IOException {
        byte[] changed = whole.clone();
        changed[blocks.get(2).intValue() - 1] ^= 1;
        Read read = read(changed);
        assertOnePieceMissing(read);
        assertThat(read.events()).endsWith(events.get(events.size() - 1));
        assertThat(read.damages().get(0)).hasMessageContaining("does not end with the file's marker");
    }

    @Test
    void read_recordsOfTwoRuns_isRefusedAtTheSecond() throws IOException {
        Path file = directory.resolve("two.avro");
        try (ArchiveWriter writer = ArchiveWriter.create(file, Trajectories.started("a", 1))) {
            writer.append(Trajectories.step("b", 0, 1));
            writer.finish();
        }
        assertThat(read(Files.readAllBytes(file)).damages())
                .singleElement()
                .satisfies(damage ->
                        assertThat(damage).hasMessageContaining("it is of run b, and the archive began with run a"));
    }

    @Test
    void read_blockThatInflatesWithoutEnd_isRefused() throws IOException {
        Path file = directory.resolve("bomb.avro");
        try (var writer = new DataFileWriter<Object>(new GenericDatumWriter<>())) {
            writer.setCodec(CodecFactory.zstandardCodec(1))
                    .setSyncInterval(1 << 28)
                    .create(ArchiveSchema.union(), file.toFile());
            writer.appendEncoded(ByteBuffer.allocate(BlockCodec.LARGEST + 1));
        }
        Read read = read(Files.readAllBytes(file));
        assertThat(read.events()).isEmpty();
        assertThat(read.damages())
                .singleElement()
                .satisfies(damage -> assertThat(damage).hasMessageContaining("it holds more than 64 MiB"));
    }
}
