package io.driftlog.log.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftlog.events.EmissionPolicy;
import io.driftlog.events.FindingRecorded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.log.CorruptEventException;
import io.driftlog.log.Location;
import io.driftlog.log.Trajectories;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.Test;

/**
 * Goal: records of older schemas read as the newest ones do. Method: older schemas made from the newest by changes that
 * compatibility allows, written and read by Avro's generic classes for comparison.
 */
final class ResolutionTest {
    private static final Location WHERE = new Location.OfFile("old.drift", 0);

    @Test
    void decode_olderStepWithFieldsInAnotherOrderAndOneMore_equalsTheStep() {
        Schema older = reversedWithNote(Schemas.STEP_TAKEN.newest());
        SingleObject<StepTaken> object = new SingleObject<>(new StepTakenFormat(), List.of(older));
        RandomEvents random = new RandomEvents(11);
        for (int i = 0; i < 50; i++) {
            StepTaken step = random.step();
            assertThat(SingleObject.<StepTaken>decode(Records.encode(step, older), WHERE, List.of(object)))
                    .isEqualTo(step);
        }
    }

    @Test
    void decode_olderStartAndFinding_equalTheRecords() {
        Schema olderStart = reversedWithNote(Schemas.RUN_STARTED.newest());
        SingleObject<RunStarted> starts = new SingleObject<>(new RunStartedFormat(), List.of(olderStart));
        Schema olderFinding = reversedWithNote(Schemas.FINDING_RECORDED.newest());
        SingleObject<FindingRecorded> findings = new SingleObject<>(new FindingFormat(), List.of(olderFinding));
        RandomEvents random = new RandomEvents(12);
        for (int i = 0; i < 50; i++) {
            RunStarted start = random.runStarted();
            assertThat(SingleObject.<RunStarted>decode(Records.encode(start, olderStart), WHERE, List.of(starts)))
                    .isEqualTo(start);
            FindingRecorded finding = random.finding();
            assertThat(SingleObject.<FindingRecorded>decode(
                            Records.encode(finding, olderFinding), WHERE, List.of(findings)))
                    .isEqualTo(finding);
        }
    }

    @Test
    void decode_startOfVersion1_isNoForkAndRecordsEveryStep() {
        RunStarted start = Trajectories.started("run", 3);

        byte[] old = Records.encode(start, Schemas.RUN_STARTED.schemas().get(0));

        assertThat(new EventCodec().decode(old, WHERE)).isEqualTo(start);
        assertThat(start.origin()).isEmpty();
        assertThat(start.emission()).isEqualTo(EmissionPolicy.EVERY_STEP);
    }

    @Test
    void toNewest_newestItself_readsWhatAvroReads() throws Exception {
        Schema newest = Schemas.STEP_TAKEN.newest();
        StepTaken step = new RandomEvents(15).step(); // with one measure: the order of more is not fixed
        byte[] encoded = Records.encodeInBlocks(step, newest);
        byte[] body = Arrays.copyOfRange(encoded, 10, encoded.length);

        StepTaken slow =
                new StepTakenFormat().read(new Resolution(newest, newest).toNewest(new AvroInput(body, WHERE)));

        Object generic =
                new GenericDatumReader<>(newest).read(null, DecoderFactory.get().binaryDecoder(body, null));
        assertThat(slow).isEqualTo(step);
        assertThat(generic).hasToString(Records.toGeneric(slow, newest).toString());
    }

    @Test
    void decode_corruptOlderRecord_isCorruptOrAnEvent() {
        Schema older = reversedWithNote(Schemas.RUN_STARTED.newest());
        SingleObject<RunStarted> object = new SingleObject<>(new RunStartedFormat(), List.of(older));
        byte[] encoded = Records.encode(new RandomEvents(14).runStarted(), older);
        int refused = 0;
        for (int i = 10; i < encoded.length; i++) {
            for (int flip : new int[] {1, 0x40, 0x80, 0xFF}) {
                byte[] changed = encoded.clone();
                changed[i] ^= (byte) flip;
                refused += decodes(object, changed) ? 0 : 1;
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void decode_truncatedOlderRecord_isCorrupt() {
        Schema older = reversedWithNote(Schemas.STEP_TAKEN.newest());
        SingleObject<StepTaken> object = new SingleObject<>(new StepTakenFormat(), List.of(older));
        byte[] encoded = Records.encode(CodecTest.step("r", new double[3]), older);
        for (int length = 0; length < encoded.length; length++) {
            byte[] truncated = Arrays.copyOf(encoded, length);
            assertThatThrownBy(() -> SingleObject.<StepTaken>decode(truncated, WHERE, List.of(object)))
                    .isInstanceOf(CorruptEventException.class);
        }
    }

    private static boolean decodes(SingleObject<RunStarted> object, byte[] bytes) {
        try {
            return SingleObject.<RunStarted>decode(bytes, WHERE, List.of(object)) != null;
        } catch (CorruptEventException e) {
            assertThat(e).hasMessageContaining("old.drift");
            return false;
        }
    }

    /** An older schema: the newest one's fields in reverse order, after one that was dropped since. */
    private static Schema reversedWithNote(Schema newest) {
        List<Schema.Field> fields = new ArrayList<>();
        newest.getFields().forEach(field -> fields.add(new Schema.Field(field.name(), field.schema(), field.doc())));
        fields.add(
                new Schema.Field(Records.DROPPED, Schema.createMap(Schema.create(Schema.Type.BYTES)), "dropped since"));
        Collections.reverse(fields);
        return Schema.createRecord(newest.getName(), newest.getDoc(), newest.getNamespace(), false, fields);
    }
}
