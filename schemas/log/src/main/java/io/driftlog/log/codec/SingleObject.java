package io.driftlog.log.codec;

import io.driftlog.log.Location;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Avro single-object encoding of one record: written with the newest schema, read with any known one.
 *
 * @param <R> the record
 * @see <a href="https://avro.apache.org/docs/1.12.0/specification/#single-object-encoding">Avro specification</a>
 */
public final class SingleObject<R> {
    /** Bytes before the body. */
    public static final int HEADER = 2 + Long.BYTES;

    private static final int MARKER_FIRST = 0xC3;
    private static final int MARKER_SECOND = 0x01;

    private final RecordFormat<R> format;
    private final long fingerprint;
    private final Map<Long, Resolution> older;

    SingleObject(RecordFormat<R> format) {
        this(format, format.schemas().older());
    }

    /** With other older schemas than the format's own. */
    SingleObject(RecordFormat<R> format, List<Schema> olderSchemas) {
        Schema newest = format.schemas().newest();
        this.format = format;
        this.fingerprint = Schemas.fingerprint(newest);
        this.older = new HashMap<>();
        olderSchemas.forEach(schema -> older.put(Schemas.fingerprint(schema), new Resolution(schema, newest)));
    }

    byte[] encode(R record) {
        AvroOutput measure = AvroOutput.measuring();
        write(record, measure);
        byte[] bytes = new byte[measure.position()];
        write(record, AvroOutput.into(bytes));
        return bytes;
    }

    private void write(R record, AvroOutput out) {
        out.writeByte(MARKER_FIRST);
        out.writeByte(MARKER_SECOND);
        out.writeFixedLong(fingerprint);
        format.write(record, out);
    }

    /** Reads marker and fingerprint, and finds the schema of the record among the candidates. */
    static <T> T decode(byte[] value, Location where, List<SingleObject<? extends T>> candidates) {
        AvroInput in = new AvroInput(value, where);
        if (in.remaining() < 2 || in.readByte() != MARKER_FIRST || in.readByte() != MARKER_SECOND) {
            throw in.unknown(
                    "it does not begin with the marker C3 01 of Avro single-object encoding",
                    "another program wrote it; use topics that only Driftlog writes to");
        }
        long written = in.readFixedLong();
        for (int i = 0; i < candidates.size(); i++) {
            T event = candidates.get(i).decodeBody(written, in);
            if (event != null) {
                return event;
            }
        }
        throw in.unknown(
                "its schema " + Schemas.hex(written) + " is not known here",
                "read it with the Driftlog version that wrote it or a newer one");
    }

    /** The record, or null if the fingerprint is of none of its schemas. */
    private @Nullable R decodeBody(long written, AvroInput in) {
        R record;
        if (written == fingerprint) {
            record = format.readChecked(in);
        } else {
            Resolution resolution = older.get(written);
            if (resolution == null) {
                return null;
            }
            record = format.readOlder(resolution, in);
        }
        in.expectEnd();
        return record;
    }
}
