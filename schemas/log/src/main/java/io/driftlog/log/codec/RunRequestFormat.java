package io.driftlog.log.codec;

import io.driftlog.log.RunRequest;

/** The body of a {@link RunRequest}. */
final class RunRequestFormat implements RecordFormat<RunRequest> {
    private static final RunRequest.Action[] ACTIONS = RunRequest.Action.values();

    @Override
    public Schemas.Versions schemas() {
        return Schemas.RUN_REQUEST;
    }

    @Override
    public void write(RunRequest request, AvroOutput out) {
        out.writeString(request.runId());
        out.writeEnum(request.action());
        out.writeString(request.spec());
        out.writeString(request.ancestor());
        out.writeLong(request.seq());
        out.writeMap(request.changes(), (value, to) -> to.writeString(value));
        out.writeLong(request.requestedAtMillis());
    }

    @Override
    public RunRequest read(AvroInput in) {
        return new RunRequest(
                in.readString(),
                in.readEnum(ACTIONS),
                in.readString(),
                in.readString(),
                in.readLong(),
                in.readMap(AvroInput::readString),
                in.readLong());
    }
}
