package io.driftlog.log.codec;

import io.driftlog.log.RunStatus;

/** The body of a {@link RunStatus}. */
final class RunStatusFormat implements RecordFormat<RunStatus> {
    private static final RunStatus.State[] STATES = RunStatus.State.values();

    @Override
    public Schemas.Versions schemas() {
        return Schemas.RUN_STATUS;
    }

    @Override
    public void write(RunStatus status, AvroOutput out) {
        out.writeString(status.runId());
        out.writeString(status.name());
        out.writeEnum(status.state());
        out.writeLong(status.nextSeq());
        out.writeDouble(status.time());
        out.writeLong(status.partition());
        out.writeLong(status.startOffset());
        out.writeLong(status.lowerBoundOffset());
        out.writeLong(status.startedAtMillis());
        out.writeLong(status.updatedAtMillis());
    }

    @Override
    public RunStatus read(AvroInput in) {
        return new RunStatus(
                in.readString(),
                in.readString(),
                in.readEnum(STATES),
                in.readLong(),
                in.readDouble(),
                in.readInt(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong());
    }
}
