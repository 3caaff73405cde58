package io.driftlog.analyzer.spi;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
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
 * @param writer writes the primitive
 * @param boxed writes its box
 * @param reader reads its box
 */
record ScalarShape(
        String description,
        int minimumBytes,
        MethodHandle writer,
        BiConsumer<Object, ByteSink> boxed,
        Function<ByteSource, Object> reader)
        implements Shape {

    private static final Map<Class<?>, ScalarShape> BY_TYPE = new HashMap<>();

    static {
        add(boolean.class, Boolean.class, 1, (v, out) -> put((boolean) v, out), ByteSource::getFlag);
        add(byte.class, Byte.class, 1, (v, out) -> put((byte) v, out), ByteSource::getByte);
        add(short.class, Short.class, 4, (v, out) -> put((short) v, out), in -> (short) in.getInt());
        add(char.class, Character.class, 4, (v, out) -> put((char) v, out), in -> (char) in.getInt());
        add(int.class, Integer.class, 4, (v, out) -> put((int) v, out), ByteSource::getInt);
        add(long.class, Long.class, 8, (v, out) -> put((long) v, out), ByteSource::getLong);
        add(double.class, Double.class, 8, (v, out) -> put((double) v, out), ByteSource::getDouble);
        add(float.class, Float.class, 4, (v, out) -> put((float) v, out), in -> Float.intBitsToFloat(in.getInt()));
    }

    private static void add(
            Class<?> primitive,
            Class<?> box,
            int bytes,
            BiConsumer<Object, ByteSink> boxed,
            Function<ByteSource, Object> reader) {
        MethodHandle writer = Handles.procedure(MethodHandles.lookup(), "put", primitive, ByteSink.class);
        ScalarShape shape = new ScalarShape(primitive.getName(), bytes, writer, boxed, reader);
        BY_TYPE.put(primitive, shape);
        BY_TYPE.put(box, shape);
    }

    private static void put(boolean value, ByteSink out) {
        out.putByte(value ? 1 : 0);
    }

    private static void put(byte value, ByteSink out) {
        out.putByte(value);
    }

    private static void put(short value, ByteSink out) {
        out.putInt(value);
    }

    private static void put(char value, ByteSink out) {
        out.putInt(value);
    }

    private static void put(int value, ByteSink out) {
        out.putInt(value);
    }

    private static void put(long value, ByteSink out) {
        out.putLong(value);
    }

    private static void put(double value, ByteSink out) {
        out.putDouble(value);
    }

    private static void put(float value, ByteSink out) {
        out.putInt(Float.floatToRawIntBits(value));
    }

    /** The shape of a primitive type or its box; null for another type. */
    static @Nullable ScalarShape of(Class<?> type) {
        return BY_TYPE.get(type);
    }

    @Override
    public void write(Object value, ByteSink out) {
        boxed.accept(value, out);
    }

    @Override
    public Object read(ByteSource in) {
        return reader.apply(in);
    }
}
