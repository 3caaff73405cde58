package io.driftlog.analyzer.spi.driver;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An array of primitives: its length, then its elements, copied in bulk.
 *
 * @param element the primitive type
 * @param bytesEach bytes of one element
 * @param toBytes copies the whole array into the buffer
 * @param fromBytes fills the whole array from the buffer
 */
record ArrayShape(Class<?> element, int bytesEach, Copy toBytes, Copy fromBytes) implements Shape {

    /** Copies between an array and a little-endian buffer of the same number of elements. */
    @FunctionalInterface
    interface Copy {
        void copy(Object array, ByteBuffer buffer);
    }

    private static final Map<Class<?>, ArrayShape> BY_TYPE = new HashMap<>();

    static {
        add(
                double.class,
                8,
                (a, b) -> b.asDoubleBuffer().put((double[]) a),
                (a, b) -> b.asDoubleBuffer().get((double[]) a));
        add(
                long.class,
                8,
                (a, b) -> b.asLongBuffer().put((long[]) a),
                (a, b) -> b.asLongBuffer().get((long[]) a));
        add(
                float.class,
                4,
                (a, b) -> b.asFloatBuffer().put((float[]) a),
                (a, b) -> b.asFloatBuffer().get((float[]) a));
        add(
                int.class,
                4,
                (a, b) -> b.asIntBuffer().put((int[]) a),
                (a, b) -> b.asIntBuffer().get((int[]) a));
        add(
                short.class,
                2,
                (a, b) -> b.asShortBuffer().put((short[]) a),
                (a, b) -> b.asShortBuffer().get((short[]) a));
        add(
                char.class,
                2,
                (a, b) -> b.asCharBuffer().put((char[]) a),
                (a, b) -> b.asCharBuffer().get((char[]) a));
        add(byte.class, 1, (a, b) -> b.put((byte[]) a), (a, b) -> b.get((byte[]) a));
        add(boolean.class, 1, ArrayShape::putBooleans, ArrayShape::getBooleans);
    }

    private static void add(Class<?> element, int bytesEach, Copy toBytes, Copy fromBytes) {
        BY_TYPE.put(element.arrayType(), new ArrayShape(element, bytesEach, toBytes, fromBytes));
    }

    /** The shape of an array of primitives; null for another type. */
    static @Nullable ArrayShape of(Class<?> type) {
        return BY_TYPE.get(type);
    }

    @Override
    public String description() {
        return element.getName() + "[]";
    }

    @Override
    public int minimumBytes() {
        return Integer.BYTES;
    }

    @Override
    public boolean isFixed() {
        return false;
    }

    @Override
    public void write(Object value, ByteSink out) {
        int length = Array.getLength(value);
        out.putInt(length);
        toBytes.copy(value, out.claim(length, bytesEach));
    }

    @Override
    public Object read(ByteSource in) {
        int length = in.getCount(bytesEach);
        Object array = Array.newInstance(element, length);
        fromBytes.copy(array, in.take(length * bytesEach));
        return array;
    }

    private static void putBooleans(Object array, ByteBuffer buffer) {
        for (boolean flag : (boolean[]) array) {
            buffer.put((byte) (flag ? 1 : 0));
        }
    }

    private static void getBooleans(Object array, ByteBuffer buffer) {
        boolean[] flags = (boolean[]) array;
        for (int i = 0; i < flags.length; i++) {
            flags[i] = buffer.get() != 0;
        }
    }
}
