package io.driftlog.analyzer.spi.driver;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A primitive type or its box.
 *
 * @param description the name of the primitive type
 * @param minimumBytes the bytes that every value takes
 */
record ScalarShape(
        String description, int minimumBytes, BiConsumer<Object, ByteSink> writer, Function<ByteSource, Object> reader)
        implements Shape {

    private static final Map<Class<?>, ScalarShape> BY_TYPE = new HashMap<>();

    static {
        add(boolean.class, Boolean.class, 1, (v, out) -> out.putByte((boolean) v ? 1 : 0), ByteSource::getFlag);
        add(byte.class, Byte.class, 1, (v, out) -> out.putByte((byte) v), ByteSource::getByte);
        add(short.class, Short.class, 4, (v, out) -> out.putInt((short) v), in -> (short) in.getInt());
        add(char.class, Character.class, 4, (v, out) -> out.putInt((char) v), in -> (char) in.getInt());
        add(int.class, Integer.class, 4, (v, out) -> out.putInt((int) v), ByteSource::getInt);
        add(long.class, Long.class, 8, (v, out) -> out.putLong((long) v), ByteSource::getLong);
        add(double.class, Double.class, 8, (v, out) -> out.putDouble((double) v), ByteSource::getDouble);
        add(
                float.class,
                Float.class,
                4,
                (v, out) -> out.putInt(Float.floatToRawIntBits((float) v)),
                in -> Float.intBitsToFloat(in.getInt()));
    }

    private static void add(
            Class<?> primitive,
            Class<?> box,
            int bytes,
            BiConsumer<Object, ByteSink> writer,
            Function<ByteSource, Object> reader) {
        ScalarShape shape = new ScalarShape(primitive.getName(), bytes, writer, reader);
        BY_TYPE.put(primitive, shape);
        BY_TYPE.put(box, shape);
    }

    /** The shape of a primitive type or its box; null for another type. */
    static @Nullable ScalarShape of(Class<?> type) {
        return BY_TYPE.get(type);
    }

    @Override
    public boolean isFixed() {
        return true;
    }

    @Override
    public void write(Object value, ByteSink out) {
        writer.accept(value, out);
    }

    @Override
    public Object read(ByteSource in) {
        return reader.apply(in);
    }
}
