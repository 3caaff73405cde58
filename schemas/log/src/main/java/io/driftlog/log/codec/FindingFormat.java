package io.driftlog.log.codec;

import io.driftlog.events.Finding;
import io.driftlog.events.Finding.BracketedTime;
import io.driftlog.events.Finding.Stage;
import io.driftlog.events.FindingRecorded;
import java.util.Optional;

/** The body of a {@link FindingRecorded}. */
public final class FindingFormat implements RecordFormat<FindingRecorded> {
    private static final Stage[] STAGES = Stage.values();

    @Override
    public Schemas.Versions schemas() {
        return Schemas.FINDING_RECORDED;
    }

    @Override
    public void write(FindingRecorded recorded, AvroOutput out) {
        out.writeString(recorded.runId());
        out.writeString(recorded.analyzer());
        out.writeLong(recorded.version());
        out.writeMap(recorded.parameters(), (text, o) -> o.writeString(text));
        out.writeLong(recorded.seq());
        out.writeLong(recorded.index());
        writeFinding(recorded.finding(), out);
    }

    @Override
    public FindingRecorded read(AvroInput in) {
        return new FindingRecorded(
                in.readString(),
                in.readString(),
                in.readInt(),
                in.readMap(AvroInput::readString),
                in.readLong(),
                in.readInt(),
                readFinding(in));
    }

    private static void writeFinding(Finding finding, AvroOutput out) {
        out.writeString(finding.kind());
        out.writeEnum(finding.stage());
        writeTime(finding.time(), out);
        out.writeMap(finding.values(), (number, o) -> o.writeDouble(number));
        out.writeMap(finding.vectors(), (vector, o) -> o.writeDoubles(vector));
        out.writeString(finding.sentence());
    }

    private static Finding readFinding(AvroInput in) {
        return new Finding(
                in.readString(),
                in.readEnum(STAGES),
                readTime(in),
                in.readMap(AvroInput::readDouble),
                in.readMap(AvroInput::readDoubles),
                in.readString());
    }

    private static void writeTime(Optional<BracketedTime> time, AvroOutput out) {
        if (time.isEmpty()) {
            out.writeLong(0);
            return;
        }
        out.writeLong(1);
        out.writeDouble(time.get().estimate());
        out.writeDouble(time.get().lower());
        out.writeDouble(time.get().upper());
    }

    private static Optional<BracketedTime> readTime(AvroInput in) {
        if (in.readIndex(2) == 0) {
            return Optional.empty();
        }
        return Optional.of(new BracketedTime(in.readDouble(), in.readDouble(), in.readDouble()));
    }
}
