package io.driftlog.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/**
 * Rewrites a body from an older schema to the newest by Avro's own schema resolution. Slow and boxing; the newest schema
 * never comes here.
 */
final class Resolution {
    private final Schema writer;
    private final Schema newest;

    Resolution(Schema writer, Schema newest) {
        this.writer = writer;
        this.newest = newest;
    }

    /**
     * Reads all that remains of a record.
     *
     * @param in at the beginning of a body by the older schema; at its end afterwards
     * @return at the beginning of the same body by the newest schema
     */
    AvroInput toNewest(AvroInput in) {
        int begin = in.position();
        // Avro's reader trusts lengths; it only sees bytes that are known to follow the schema.
        skip(writer, in);
        in.expectEnd();
        in.reset(begin);
        byte[] body = in.readFixed(in.remaining());
        try {
            return in.sameRecord(resolve(body));
        } catch (AvroRuntimeException | IOException e) {
            throw in.corrupt("Avro cannot resolve it to the newest schema (" + e.getMessage() + ")");
        }
    }

    private byte[] resolve(byte[] body) throws IOException {
        GenericRecord record = new GenericDatumReader<GenericRecord>(writer, newest)
                .read(null, DecoderFactory.get().binaryDecoder(body, null));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length);
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new GenericDatumWriter<GenericRecord>(newest).write(record, encoder);
        encoder.flush();
        return bytes.toByteArray();
    }

    /** Steps over one value, checking all that the schema demands of its bytes. */
    private static void skip(Schema schema, AvroInput in) {
        switch (schema.getType()) {
            case RECORD -> schema.getFields().forEach(field -> skip(field.schema(), in));
            case ARRAY -> in.readBlocks(item -> skipped(schema.getElementType(), item));
            case MAP ->
                in.readBlocks(entry -> {
                    entry.readString();
                    return skipped(schema.getValueType(), entry);
                });
            case UNION ->
                skip(schema.getTypes().get(in.readIndex(schema.getTypes().size())), in);
            case ENUM -> in.readIndex(schema.getEnumSymbols().size());
            case FIXED -> in.readFixed(schema.getFixedSize());
            case STRING -> in.readString();
            case BYTES -> in.skipBytes();
            case BOOLEAN -> in.readBoolean();
            case INT -> in.readInt();
            case LONG -> in.readLong();
            case FLOAT -> in.readFixed(Float.BYTES);
            case DOUBLE -> in.readDouble();
            case NULL -> {}
        }
    }

    private static Schema skipped(Schema schema, AvroInput in) {
        skip(schema, in);
        return schema;
    }
}
