package io.driftlog.log.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftlog.log.CorruptEventException;
import io.driftlog.log.Location;
import io.driftlog.log.RunStatus;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Goal: whatever the bytes are, decoding gives an event or a {@link CorruptEventException} that names the place. Method:
 * every truncation, every bit and every byte of encoded events changed, and single corruptions by hand.
 */
final class CorruptEventTest {
    private static final Location WHERE = new Location.OfRecord("driftlog.trajectories.v1", 3, 42);
    private static final EventCodec CODEC = new EventCodec();
    private static final byte[] STEP = CODEC.encode(CodecTest.step("λ", new double[] {1, 2, 3}));

    /** Of the body's fields: runId is 3 bytes at 10, seq at 13, step at 14, six doubles, then the weights. */
    private static final int RUN_ID = 10;

    private static final int WEIGHTS = 15 + 6 * Double.BYTES;

    @Test
    void decode_everyTruncation_isCorrupt() {
        for (Encoded<?> each : encodedRecords()) {
            for (int length = 0; length < each.bytes.length; length++) {
                byte[] truncated = Arrays.copyOf(each.bytes, length);
                assertThatThrownBy(() -> each.codec.decode(truncated, WHERE)).isInstanceOf(CorruptEventException.class);
            }
        }
    }

    @Test
    void decode_everyFlippedBitAndByte_isAnEventOrCorrupt() {
        for (Encoded<?> each : encodedRecords()) {
            for (int i = 0; i < each.bytes.length; i++) {
                for (int flip : new int[] {1, 2, 4, 8, 16, 32, 64, 128, 0x7F, 0xFF}) {
                    byte[] changed = each.bytes.clone();
                    changed[i] ^= (byte) flip;
                    decodeOrCorrupt(each.codec, changed);
                }
            }
        }
    }

    @Test
    void decode_hugeNumberAnywhere_isAnEventOrCorruptWithoutAllocatingByIt() {
        byte[] huge = {-1, -1, -1, -1, -1, -1, -1, -1, 127};
        for (Encoded<?> each : encodedRecords()) {
            for (int i = 10; i + huge.length <= each.bytes.length; i++) {
                byte[] changed = each.bytes.clone();
                System.arraycopy(huge, 0, changed, i, huge.length);
                decodeOrCorrupt(each.codec, changed);
            }
        }
    }

    @Test
    void decode_trailingByte_saysSo() {
        assertCorrupt(Arrays.copyOf(STEP, STEP.length + 1), "1 bytes follow its end");
    }

    @Test
    void decode_noMarker_saysSo() {
        assertCorrupt(new byte[] {1, 2, 3}, "does not begin with the marker C3 01");
    }

    @Test
    void decode_unknownFingerprint_namesItAndTheRemedy() {
        assertCorrupt(
                Records.header(0x123456789ABCDEFL), "its schema 0123456789abcdef is not known here; read it with");
    }

    @Test
    void decode_badUtf8_saysWhere() {
        assertCorrupt(changed(RUN_ID + 2, 0xFF), "the text at byte 11 is not UTF-8");
    }

    @Test
    void decode_negativeLength_saysSo() {
        assertCorrupt(changed(RUN_ID, 1), "a length of -1 stands before byte 11");
    }

    @Test
    void decode_blockLongerThanTheRecord_saysSo() {
        assertCorrupt(changed(WEIGHTS, 126), "a block of 63 items stands before byte 64");
    }

    @Test
    void decode_badEnum_saysSo() {
        RunStatusCodec codec = new RunStatusCodec();
        byte[] status = codec.encode(new RunStatus("r", "n", RunStatus.State.RUNNING, 0, 0, 0, 0, 0, 0, 0));
        status[14] = 10;
        assertThatThrownBy(() -> codec.decode(status, WHERE)).hasMessageContaining("is 5 of only 5");
    }

    @Test
    void decode_aFindingAmongEvents_isUnknown() {
        byte[] finding = new FindingCodec().encode(new RandomEvents(1).finding());
        assertCorrupt(finding, "is not known here");
    }

    @Test
    void decode_datasetOfTheWrongShape_isCorrupt() {
        RandomEvents random = new RandomEvents(8);
        for (int i = 0; i < 50; i++) {
            byte[] start = CODEC.encode(random.runStarted());
            for (int k = 10; k < start.length; k++) {
                byte[] changed = start.clone();
                changed[k] = (byte) (changed[k] + 2);
                decodeOrCorrupt(CODEC, changed);
            }
        }
    }

    @Test
    void message_always_namesThePlace() {
        assertThatThrownBy(() -> CODEC.decode(new byte[0], WHERE))
                .hasMessageStartingWith(
                        "The record at driftlog.trajectories.v1, partition 3, offset 42 cannot be read: ")
                .isInstanceOfSatisfying(
                        CorruptEventException.class, e -> assertThat(e.where()).isEqualTo(WHERE));
        assertThatThrownBy(() -> CODEC.decode(new byte[0], new Location.OfFile("run.drift", 100)))
                .hasMessageStartingWith("The record at run.drift, byte 100 cannot be read: ");
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Encoded<T>(Codec<T> codec, byte[] bytes) {}

    private static List<Encoded<?>> encodedRecords() {
        RandomEvents random = new RandomEvents(7);
        return List.of(
                new Encoded<>(CODEC, STEP),
                new Encoded<>(CODEC, CODEC.encode(random.runStarted())),
                new Encoded<>(CODEC, CODEC.encode(random.runEnded())),
                new Encoded<>(CODEC, Records.encodeInBlocks(random.step(), Schemas.STEP_TAKEN.newest())),
                new Encoded<>(CODEC, Records.encodeInBlocks(random.runStarted(), Schemas.RUN_STARTED.newest())),
                new Encoded<>(new FindingCodec(), new FindingCodec().encode(random.finding())),
                new Encoded<>(new RunStatusCodec(), new RunStatusCodec().encode(random.status())),
                new Encoded<>(new RunAnnotatedCodec(), new RunAnnotatedCodec().encode(random.annotated())));
    }

    private static <T> void decodeOrCorrupt(Codec<T> codec, byte[] bytes) {
        try {
            assertThat(codec.decode(bytes, WHERE)).isNotNull();
        } catch (CorruptEventException e) {
            assertThat(e).hasMessageContaining("offset 42").hasMessageEndingWith(".");
        }
    }

    private static byte[] changed(int index, int value) {
        byte[] bytes = STEP.clone();
        bytes[index] = (byte) value;
        return bytes;
    }

    private static void assertCorrupt(byte[] bytes, String problem) {
        assertThatThrownBy(() -> CODEC.decode(bytes, WHERE))
                .isInstanceOf(CorruptEventException.class)
                .hasMessageContaining(problem);
    }
}
