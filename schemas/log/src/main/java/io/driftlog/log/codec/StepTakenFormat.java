package io.driftlog.log.codec;

import io.driftlog.events.StepTaken;
import java.util.Collections;
import java.util.SortedMap;

/** The body of a {@link StepTaken}. */
public final class StepTakenFormat implements RecordFormat<StepTaken> {
    static final int DIGEST_LENGTH = 32;

    private static final SortedMap<String, Double> NO_MEASURES = Collections.emptySortedMap();

    private final RunIdCache runIds = new RunIdCache();

    @Override
    public Schemas.Versions schemas() {
        return Schemas.STEP_TAKEN;
    }

    @Override
    public void write(StepTaken step, AvroOutput out) {
        runIds.write(step.runId(), out);
        out.writeLong(step.seq());
        out.writeLong(step.step());
        out.writeDouble(step.time());
        out.writeDouble(step.stepSize());
        out.writeDouble(step.trainLoss());
        out.writeDouble(step.testLoss());
        out.writeDouble(step.weightNormSquared());
        out.writeDouble(step.gradientNorm());
        out.writeDoubles(step.weights());
        out.writeDoubles(step.multiplier());
        out.writeDoubles(step.controllerState());
        out.writeBoolean(step.restartPoint());
        out.writeLong(step.rejected());
        out.writeFixed(step.digest(), DIGEST_LENGTH);
        out.writeBoolean(step.isSample());
        out.writeMap(step.measures(), (number, o) -> o.writeDouble(number));
    }

    @Override
    public StepTaken read(AvroInput in) {
        return read(in, true);
    }

    /** Version 1 ends before the last two fields; it is read without {@link Resolution}, which is slow. */
    @Override
    public StepTaken readOlder(Resolution resolution, AvroInput in) {
        return resolution.isFrom(schemas().schemas().get(0))
                ? read(in, false)
                : RecordFormat.super.readOlder(resolution, in);
    }

    private StepTaken read(AvroInput in, boolean whole) {
        return new StepTaken(
                runIds.read(in),
                in.readLong(),
                in.readLong(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readDoubles(),
                in.readDoubles(),
                in.readDoubles(),
                in.readBoolean(),
                in.readInt(),
                in.readFixed(DIGEST_LENGTH),
                whole && in.readBoolean(),
                whole ? in.readMap(AvroInput::readDouble) : NO_MEASURES);
    }
}
