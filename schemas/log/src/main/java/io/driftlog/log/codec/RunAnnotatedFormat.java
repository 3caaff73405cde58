package io.driftlog.log.codec;

import io.driftlog.log.RunAnnotated;
import java.util.Optional;

/** The body of a {@link RunAnnotated}. */
public final class RunAnnotatedFormat implements RecordFormat<RunAnnotated> {
    @Override
    public Schemas.Versions schemas() {
        return Schemas.RUN_ANNOTATED;
    }

    @Override
    public void write(RunAnnotated change, AvroOutput out) {
        out.writeString(change.runId());
        out.writeMap(change.tags(), (on, to) -> to.writeBoolean(on));
        out.writeLong(change.note().isPresent() ? 1 : 0);
        change.note().ifPresent(out::writeString);
        out.writeLong(change.annotatedAtMillis());
    }

    @Override
    public RunAnnotated read(AvroInput in) {
        return new RunAnnotated(
                in.readString(),
                in.readMap(AvroInput::readBoolean),
                in.readIndex(2) == 0 ? Optional.empty() : Optional.of(in.readString()),
                in.readLong());
    }
}
