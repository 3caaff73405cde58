package io.driftlog.log.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftlog.events.Finding;
import io.driftlog.events.FindingRecorded;
import io.driftlog.events.StepTaken;
import io.driftlog.log.CorruptEventException;
import io.driftlog.log.Location;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: the codec is Avro, only faster. Method: seeded random events against Avro's generic writer, bytes one way and
 * events the other, in one block and in many.
 */
final class CodecTest {
    private static final int EVENTS = 300;
    private static final Location WHERE = new Location.OfRecord("driftlog.trajectories.v1", 3, 42);
    private static final EventCodec CODEC = new EventCodec();

    @Test
    void encode_randomSteps_equalsAvro() {
        RandomEvents random = new RandomEvents(1);
        assertEqualToAvro(CODEC, random::step, Schemas.STEP_TAKEN);
    }

    @Test
    void encode_randomStarts_equalsAvro() {
        RandomEvents random = new RandomEvents(2);
        assertEqualToAvro(CODEC, random::runStarted, Schemas.RUN_STARTED);
    }

    @Test
    void encode_randomEnds_equalsAvro() {
        RandomEvents random = new RandomEvents(3);
        assertEqualToAvro(CODEC, random::runEnded, Schemas.RUN_ENDED);
    }

    @Test
    void encode_randomFindings_equalsAvro() {
        RandomEvents random = new RandomEvents(4);
        assertEqualToAvro(new FindingCodec(), random::finding, Schemas.FINDING_RECORDED);
    }

    @Test
    void encode_randomStatuses_equalsAvro() {
        RandomEvents random = new RandomEvents(5);
        assertEqualToAvro(new RunStatusCodec(), random::status, Schemas.RUN_STATUS);
    }

    @Test
    void encode_randomRequests_equalsAvro() {
        RandomEvents random = new RandomEvents(7);
        assertEqualToAvro(new RunRequestCodec(), random::request, Schemas.RUN_REQUEST);
    }

    @Test
    void encode_randomAnnotations_equalsAvro() {
        RandomEvents random = new RandomEvents(8);
        assertEqualToAvro(new RunAnnotatedCodec(), random::annotated, Schemas.RUN_ANNOTATED);
    }

    @Test
    void encode_randomChunks_equalsAvro() {
        RandomEvents random = new RandomEvents(6);
        assertEqualToAvro(new DatasetChunkCodec(), random::chunk, Schemas.DATASET_CHUNK);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 63, 64, 8191, 8192, 100_000})
    void encode_arraysOfManyLengths_roundTripsBits(int length) {
        double[] weights = IntStream.range(0, length)
                .mapToDouble(i -> i == 0 ? -0.0 : Math.sqrt(i))
                .toArray();
        StepTaken step = step("r", weights);

        byte[] encoded = CODEC.encode(step);

        assertThat(encoded).isEqualTo(Records.encode(step, Schemas.STEP_TAKEN.newest()));
        assertThat(CODEC.decode(encoded, WHERE)).isEqualTo(step);
        assertThat(CODEC.decode(Records.encodeInBlocks(step, Schemas.STEP_TAKEN.newest()), WHERE))
                .isEqualTo(step);
    }

    @Test
    void decode_nanWithPayload_keepsItsBits() {
        long bits = 0x7FF8_0000_DEAD_BEEFL;
        StepTaken step = step("r", new double[] {Double.longBitsToDouble(bits)});

        StepTaken decoded = (StepTaken) CODEC.decode(CODEC.encode(step), WHERE);

        assertThat(Double.doubleToRawLongBits(decoded.weights()[0])).isEqualTo(bits);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "λ", "𝔽 of w", "\uD800 unpaired", "unpaired \uDC00", "a\uD83D", "ÿĀ߿ࠀ\uFFFF"})
    void encode_anyText_equalsAvro(String runId) {
        StepTaken step = step(runId, new double[0]);
        assertThat(CODEC.encode(step)).isEqualTo(Records.encode(step, Schemas.STEP_TAKEN.newest()));
    }

    /** Ids that were read lately are kept: none may be taken for another, or for bytes that are no text. */
    @Test
    void decode_runIdsThatTakeTurns_areEachTheirOwn() {
        List<String> runIds = List.of("run-a1", "run-b1", "run-a1", "", "λ1", "run-a1λ", "x".repeat(5000), "run-b1");
        for (int round = 0; round < 3; round++) {
            for (String runId : runIds) {
                byte[] encoded = CODEC.encode(step(runId, new double[0]));
                assertThat(CODEC.decode(encoded, WHERE).runId()).isEqualTo(runId);
            }
        }
        byte[] broken = CODEC.encode(step("run-a1", new double[0]));
        broken[11] = (byte) 0xFF; // its first letter
        assertThatThrownBy(() -> CODEC.decode(broken, WHERE))
                .isInstanceOf(CorruptEventException.class)
                .hasMessageContaining("not UTF-8");
    }

    @Test
    void encode_mapWithItsOwnOrder_writesKeysInNaturalOrder() {
        Map<String, Double> values = Map.of("a", 1.0, "b", 2.0, "c", 3.0);
        SortedMap<String, Double> backwards = new TreeMap<>(Comparator.reverseOrder());
        backwards.putAll(values);
        FindingCodec codec = new FindingCodec();

        byte[] encoded = codec.encode(finding(backwards));

        assertThat(encoded).isEqualTo(codec.encode(finding(new TreeMap<>(values))));
    }

    private static FindingRecorded finding(SortedMap<String, Double> values) {
        Finding finding =
                new Finding("k", Finding.Stage.FINAL, Optional.empty(), values, new TreeMap<>(), "A sentence.");
        return new FindingRecorded("r", "a", 1, new TreeMap<>(), 0, 0, finding);
    }

    static StepTaken step(String runId, double[] weights) {
        return new StepTaken(
                runId,
                1,
                1,
                0.5,
                0.5,
                1,
                2,
                3,
                4,
                weights,
                new double[] {7},
                new double[] {8, 9},
                true,
                0,
                new byte[32]);
    }

    private static <T> void assertEqualToAvro(Codec<T> codec, Supplier<? extends T> random, Schemas.Versions schemas) {
        Schema schema = schemas.newest();
        for (int i = 0; i < EVENTS; i++) {
            T event = random.get();
            byte[] expected = Records.encode((Record) event, schema);
            assertThat(codec.encode(event)).isEqualTo(expected);
            assertThat(codec.decode(expected, WHERE)).isEqualTo(event);
            byte[] blocks = Records.encodeInBlocks((Record) event, schema);
            assertThat(codec.decode(blocks, WHERE)).isEqualTo(event);
        }
    }
}
