package io.driftlog.log.codec;

import io.driftlog.events.Dataset;
import io.driftlog.events.InitialSpec;
import io.driftlog.events.RegularizerTerm;
import io.driftlog.events.RunSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;

/**
 * Java records written by Avro's own generic writer, component by component of the same name: what the codec must equal.
 */
public final class Records {
    /** A field that only older schemas have: a map of bytes. */
    static final String DROPPED = "dropped";

    private static final Map<String, Object> NOTE = Map.of("author", ByteBuffer.wrap(new byte[] {1, 2, 3}));

    /** Fields that are written as their defaults. */
    private static final Set<String> UNUSED = Set.of("interventions", "initialScheme", "layers");

    private Records() {}

    /** Single-object encoding with one block per array. */
    static byte[] encode(Record value, Schema schema) {
        return encode(value, schema, out -> EncoderFactory.get().binaryEncoder(out, null));
    }

    /** Single-object encoding with many blocks per array and map, each with its size in bytes. */
    static byte[] encodeInBlocks(Record value, Schema schema) {
        return encode(
                value,
                schema,
                out -> new EncoderFactory().configureBlockSize(64).blockingBinaryEncoder(out, null));
    }

    private interface EncoderOn {
        BinaryEncoder create(ByteArrayOutputStream out);
    }

    private static byte[] encode(Record value, Schema schema, EncoderOn encoders) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(header(Schemas.fingerprint(schema)));
        try {
            Encoder encoder = encoders.create(out);
            new GenericDatumWriter<>(schema).write(toGeneric(value, schema), encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static byte[] header(long fingerprint) {
        return ByteBuffer.allocate(10)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 0xC3)
                .put((byte) 0x01)
                .putLong(fingerprint)
                .array();
    }

    public static Object toGeneric(Object value, Schema schema) {
        return switch (schema.getType()) {
            case RECORD -> recordOf((Record) value, schema);
            case UNION -> unionOf(value, schema);
            case ENUM -> new GenericData.EnumSymbol(schema, ((Enum<?>) value).name());
            case FIXED -> new GenericData.Fixed(schema, (byte[]) value);
            case ARRAY -> new GenericData.Array<>(schema, itemsOf(value, schema.getElementType()));
            case MAP -> {
                Map<String, Object> map = new LinkedHashMap<>();
                ((Map<?, ?>) value).forEach((k, v) -> map.put((String) k, toGeneric(v, schema.getValueType())));
                yield map;
            }
            default -> value;
        };
    }

    private static GenericData.Record recordOf(Record value, Schema schema) {
        GenericData.Record generic = new GenericData.Record(schema);
        for (Schema.Field field : schema.getFields()) {
            if (UNUSED.contains(field.name()) || (field.name().equals("regularizers") && isNamed(value))) {
                generic.put(field.pos(), GenericData.get().getDefaultValue(field));
                continue;
            }
            Object component = field.name().equals(DROPPED) ? NOTE : component(value, field.name());
            generic.put(field.pos(), toGeneric(component, field.schema()));
        }
        return generic;
    }

    /** Whether the field regularizer says all of R. */
    private static boolean isNamed(Record spec) {
        List<RegularizerTerm> terms = ((RunSpec) spec).regularizers();
        return terms.size() == 1 && terms.get(0).isPlain();
    }

    private static List<Object> itemsOf(Object value, Schema item) {
        if (value instanceof Dataset vector) {
            return itemsOf(vector.values(), item);
        }
        return value instanceof double[] numbers
                ? Arrays.stream(numbers).<Object>mapToObj(number -> number).toList()
                : ((List<?>) value).stream().map(each -> toGeneric(each, item)).toList();
    }

    private static Object unionOf(Object value, Schema schema) {
        if (value instanceof OptionalDouble number) {
            return number.isPresent() ? number.getAsDouble() : null;
        }
        if (value instanceof OptionalLong number) {
            return number.isPresent() ? number.getAsLong() : null;
        }
        if (value instanceof Optional<?> optional) {
            return optional.map(found -> toGeneric(found, schema.getTypes().get(1)))
                    .orElse(null);
        }
        int branch = value instanceof InitialSpec.Gaussian ? 0 : 1;
        return toGeneric(value, schema.getTypes().get(branch));
    }

    private static Object component(Record value, String name) {
        if (value instanceof RunSpec spec && name.equals("regularizer")) {
            return spec.regularizer();
        }
        try {
            for (RecordComponent component : value.getClass().getRecordComponents()) {
                if (component.getName().equals(name) || component.getName().equalsIgnoreCase("is" + name)) {
                    return component.getAccessor().invoke(value);
                }
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
        throw new IllegalStateException(value.getClass() + " has no " + name);
    }
}
