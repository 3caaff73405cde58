package io.driftlog.log.codec;

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

/** Rewrites a body from an older schema to the newest with Avro's schema resolution; slow, because it boxes. */
public final class Resolution {
    /** Deeper than any of our schemas; a schema from a file may contain itself. */
    private static final int DEEPEST = 64;

    private final Schema writer;
    private final Schema newest;

    public Resolution(Schema writer, Schema newest) {
        this.writer = writer;
        this.newest = newest;
    }

    /** Whether bodies of this schema are read. */
    boolean isFrom(Schema older) {
        return writer.equals(older);
    }

    /**
     * Reads one body.
     *
     * @param in at the beginning of a body of the older schema; afterwards at its end
     * @return at the beginning of the same body in the newest schema
     */
    AvroInput toNewest(AvroInput in) {
        int begin = in.position();
        // Avro's reader trusts lengths, so it gets checked bytes only.
        skip(writer, in, 0);
        int length = in.position() - begin;
        in.reset(begin);
        byte[] body = in.readFixed(length);
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

    /** Skips one value and checks its bytes against the schema. */
    private static void skip(Schema schema, AvroInput in, int depth) {
        if (depth > DEEPEST) {
            throw in.corrupt("its schema nests more than " + DEEPEST + " types");
        }
        switch (schema.getType()) {
            case RECORD -> schema.getFields().forEach(field -> skip(field.schema(), in, depth + 1));
            case ARRAY -> in.readBlocks(item -> skipped(schema.getElementType(), item, depth + 1));
            case MAP ->
                in.readBlocks(entry -> {
                    entry.readString();
                    return skipped(schema.getValueType(), entry, depth + 1);
                });
            case UNION ->
                skip(schema.getTypes().get(in.readIndex(schema.getTypes().size())), in, depth + 1);
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

    private static Schema skipped(Schema schema, AvroInput in, int depth) {
        skip(schema, in, depth);
        return schema;
    }
}
