package io.driftlog.log.codec;

import io.driftlog.events.Outcome;
import io.driftlog.events.RunEnded;

/** The body of a {@link RunEnded}. */
public final class RunEndedFormat implements RecordFormat<RunEnded> {
    private static final Outcome[] OUTCOMES = Outcome.values();

    @Override
    public Schemas.Versions schemas() {
        return Schemas.RUN_ENDED;
    }

    @Override
    public void write(RunEnded end, AvroOutput out) {
        out.writeString(end.runId());
        out.writeLong(end.seq());
        out.writeLong(end.steps());
        out.writeDouble(end.time());
        out.writeEnum(end.outcome());
        out.writeString(end.cause());
        out.writeString(end.reason());
        out.writeFixed(end.digest(), StepTakenFormat.DIGEST_LENGTH);
        out.writeLong(end.endedAtMillis());
    }

    @Override
    public RunEnded read(AvroInput in) {
        return new RunEnded(
                in.readString(),
                in.readLong(),
                in.readLong(),
                in.readDouble(),
                in.readEnum(OUTCOMES),
                in.readString(),
                in.readString(),
                in.readFixed(StepTakenFormat.DIGEST_LENGTH),
                in.readLong());
    }
}
