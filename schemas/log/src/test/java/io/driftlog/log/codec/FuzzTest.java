package io.driftlog.log.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.log.CorruptEventException;
import io.driftlog.log.DatasetChunk;
import io.driftlog.log.FileException;
import io.driftlog.log.Location;
import io.driftlog.log.archive.ArchiveReader;
import io.driftlog.log.archive.ArchiveSchema;
import io.driftlog.log.archive.ArchiveTest;
import io.driftlog.log.archive.BlockCodec;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: whatever bytes the decoders and the archive reader are given, they return a value or throw their typed exception,
 * come to an end, and allocate no more than the bytes are worth. Method: seeded mutations of good inputs; what a thread
 * allocates is counted by the JVM.
 *
 * <p>{@code mvn verify -pl schemas/log -am -Dtest=FuzzTest -Dsurefire.failIfNoSpecifiedTests=false
 * -Dfuzz.inputs=100000} tries a hundred thousand for the decoders and as many for the reader.
 */
@Timeout(3600) // a hang, not a measurement
final class FuzzTest {
    private static final int DECODED = Integer.getInteger("fuzz.inputs", 20_000);
    private static final int ARCHIVES = Integer.getInteger("fuzz.inputs", 900);
    private static final Location WHERE = new Location.OfFile("fuzz", 0);
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** For a tree of boxed values out of two bytes each, by Avro's own resolution, and a schema of some 30 kB. */
    private static final long ALLOCATED_PER_BYTE = 600;

    private static final long ALLOCATED_ANYWAY = 1 << 20;

    /** A buffer that grows to the largest block by doubling. */
    private static final long ALLOCATED_BY_BLOCKS = 3L * BlockCodec.LARGEST;

    @TempDir
    Path directory;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Encoded(Codec<?> codec, byte[] bytes) {}

    private static List<Encoded> encodedRecords() {
        RandomEvents random = new RandomEvents(31);
        EventCodec events = new EventCodec();
        List<Encoded> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            all.add(new Encoded(events, events.encode(random.step())));
            all.add(new Encoded(events, events.encode(random.runStarted())));
            all.add(new Encoded(events, events.encode(random.runEnded())));
            all.add(new Encoded(events, Records.encodeInBlocks(random.step(), Schemas.STEP_TAKEN.newest())));
            for (var older : Schemas.RUN_STARTED.schemas()) {
                all.add(new Encoded(events, Records.encode(random.runStarted(), older)));
                all.add(new Encoded(events, Records.encodeInBlocks(random.runStarted(), older)));
            }
            FindingCodec findings = new FindingCodec();
            all.add(new Encoded(findings, findings.encode(random.finding())));
            RunStatusCodec statuses = new RunStatusCodec();
            all.add(new Encoded(statuses, statuses.encode(random.status())));
            RunAnnotatedCodec annotations = new RunAnnotatedCodec();
            all.add(new Encoded(annotations, annotations.encode(random.annotated())));
            DatasetChunkCodec chunks = new DatasetChunkCodec();
            all.add(new Encoded(chunks, chunks.encode(new DatasetChunk("ab", 2, 2, 0, 1, new double[] {1, 2, 3, 4}))));
        }
        return all;
    }

    @Test
    void decode_mutatedRecords_givesAValueOrCorruptEventException() {
        List<Encoded> corpus = encodedRecords();
        // What is loaded once is not an input's.
        corpus.forEach(encoded -> encoded.codec().decode(encoded.bytes(), WHERE));
        int refused = 0;
        for (int seed = 0; seed < DECODED; seed++) {
            Mutations mutations = new Mutations(new SplittableRandom(seed));
            Encoded original = corpus.get(seed % corpus.size());
            byte[] other = corpus.get((seed + 7) % corpus.size()).bytes();
            byte[] input = mutations.of(original.bytes(), other, seed % 3 == 0 ? 0 : 10);
            long before = THREADS.getCurrentThreadAllocatedBytes();
            try {
                assertThat(original.codec().decode(input, WHERE)).isNotNull();
            } catch (CorruptEventException e) {
                refused++;
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed + " gives " + e, e);
            }
            assertAllocated(seed, input, before, 0);
        }
        assertThat(refused).as("refused").isBetween(DECODED / 10, DECODED - 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"zstandard", "deflate", "null"})
    void read_mutatedArchives_givesEventsOrTypedExceptions(String codec) throws IOException {
        byte[] original = archive(codec);
        byte[] other = archive("null");
        int header = headerLength(original);
        Set<TrajectoryEvent> written = new HashSet<>(ArchiveTest.events(60));
        Path file = directory.resolve("mutated.avro");
        int damaged = 0;
        for (int seed = 0; seed < ARCHIVES / 3; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            boolean oneByte = seed % 4 == 0;
            byte[] input = oneByte
                    ? Mutations.oneByte(original, header, random)
                    : new Mutations(random).of(original, other, seed % 4 == 1 ? 0 : header);
            Files.write(file, input);
            long before = THREADS.getCurrentThreadAllocatedBytes();
            try {
                damaged += read(file, input.length, oneByte && codec.equals("zstandard") ? written : Set.of());
            } catch (FileException e) {
                damaged++;
            } catch (RuntimeException | Error e) {
                throw new AssertionError(codec + ", seed " + seed + " gives " + e, e);
            }
            assertAllocated(seed, input, before, ALLOCATED_BY_BLOCKS);
        }
        assertThat(damaged).as("damaged").isPositive();
    }

    /**
     * Reads to the end.
     *
     * @param written what checksums must let through at most; anything if empty
     * @return 1 if there was damage
     */
    private static int read(Path file, int length, Set<TrajectoryEvent> written) {
        int damages = 0;
        try (ArchiveReader reader = ArchiveReader.open(file)) {
            for (long asked = 0; ; asked++) {
                assertThat(asked)
                        .as("events and damages of a file of so many bytes")
                        .isLessThanOrEqualTo(10L * length);
                try {
                    if (!reader.hasNext()) {
                        return Math.min(1, damages);
                    }
                    TrajectoryEvent event = reader.next();
                    assertThat(written.isEmpty() || written.contains(event))
                            .as("%s was never written", event)
                            .isTrue();
                } catch (CorruptEventException e) {
                    damages++;
                }
            }
        }
    }

    private static void assertAllocated(int seed, byte[] input, long before, long buffers) {
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before)
                .as("bytes allocated for %s bytes, seed %s", input.length, seed)
                .isLessThan(ALLOCATED_ANYWAY + buffers + ALLOCATED_PER_BYTE * input.length);
    }

    /** A small archive of several blocks. */
    private byte[] archive(String codec) throws IOException {
        Path file = directory.resolve(codec + ".avro");
        List<TrajectoryEvent> events = ArchiveTest.events(60);
        CodecFactory compression =
                codec.equals("zstandard") ? CodecFactory.zstandardCodec(1, true) : CodecFactory.fromString(codec);
        try (var writer = new DataFileWriter<Object>(new GenericDatumWriter<>())) {
            writer.setCodec(compression).setSyncInterval(8_000).create(ArchiveSchema.union(), file.toFile());
            for (TrajectoryEvent event : events) {
                writer.append(Records.toGeneric(event, ArchiveTest.newestSchema(event)));
            }
        }
        return Files.readAllBytes(file);
    }

    /** Up to and with the first marker, which ends the file too. */
    private static int headerLength(byte[] archive) {
        String all = new String(archive, java.nio.charset.StandardCharsets.ISO_8859_1);
        return all.indexOf(all.substring(all.length() - 16)) + 16;
    }
}
