package io.driftlog.analyzer.spi.driver;

import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How the values of one type are written and read. A flag precedes every value that is not primitive: 0 for null.
 *
 * @param description equal for types whose bytes have the same meaning
 * @param writer appends a value, which is not modified
 * @param reader reads what the writer wrote
 */
record Shape(
        String description,
        BiConsumer<@Nullable Object, ByteSink> writer,
        Function<ByteBuffer, @Nullable Object> reader) {
    private static final Map<Class<?>, Shape> PLAIN = new HashMap<>();

    static {
        primitive(boolean.class, Boolean.class, 1, (v, out) -> out.put((byte) ((boolean) v ? 1 : 0)), Shape::flag);
        primitive(byte.class, Byte.class, 1, (v, out) -> out.put((byte) v), ByteBuffer::get);
        primitive(short.class, Short.class, 2, (v, out) -> out.putShort((short) v), ByteBuffer::getShort);
        primitive(char.class, Character.class, 2, (v, out) -> out.putChar((char) v), ByteBuffer::getChar);
        primitive(int.class, Integer.class, 4, (v, out) -> out.putInt((int) v), ByteBuffer::getInt);
        primitive(long.class, Long.class, 8, (v, out) -> out.putLong((long) v), ByteBuffer::getLong);
        primitive(float.class, Float.class, 4, (v, out) -> out.putFloat((float) v), ByteBuffer::getFloat);
        primitive(double.class, Double.class, 8, (v, out) -> out.putDouble((double) v), ByteBuffer::getDouble);
        PLAIN.put(double[].class, nullable("double[]", Shape::putDoubles, Shape::getDoubles));
        // A String as its UTF-16 units, so that unpaired surrogates survive; an Optional as at most one element.
        derive(String.class, char[].class, v -> ((String) v).toCharArray(), v -> new String((char[]) v));
        derive(
                OptionalDouble.class,
                double[].class,
                v -> ((OptionalDouble) v).stream().toArray(),
                v -> Arrays.stream((double[]) v).findFirst());
        derive(
                OptionalLong.class,
                long[].class,
                v -> ((OptionalLong) v).stream().toArray(),
                v -> Arrays.stream((long[]) v).findFirst());
        derive(
                OptionalInt.class,
                int[].class,
                v -> ((OptionalInt) v).stream().toArray(),
                v -> Arrays.stream((int[]) v).findFirst());
    }

    /** The shape of a primitive type, a box, an array of primitives, String or an optional primitive; else null. */
    static @Nullable Shape of(Class<?> type) {
        return PLAIN.get(type);
    }

    @SuppressWarnings("EnumOrdinal") // the description names the constants in order
    static Shape ofEnum(Class<?> type) {
        Object[] constants = type.getEnumConstants();
        String names = Arrays.stream(constants).map(c -> ((Enum<?>) c).name()).collect(Collectors.joining(","));
        return plain(Integer.class).as("enum(" + names + ")", v -> ((Enum<?>) v).ordinal(), i -> constants[(int) i]);
    }

    static Shape ofOptional(Shape content) {
        return ofList(content)
                .as(
                        "optional<" + content.description + ">",
                        v -> ((Optional<?>) v).stream().toList(),
                        v -> ((List<?>) v).stream().findFirst());
    }

    /** It is read as an unmodifiable list. */
    static Shape ofList(Shape element) {
        return nullable(
                "list<" + element.description + ">",
                (v, out) -> {
                    List<?> list = (List<?>) v;
                    out.room(Integer.BYTES).putInt(list.size());
                    list.forEach(item -> element.writer.accept(item, out));
                },
                in -> {
                    Object[] items = new Object[count(in, 1)];
                    Arrays.setAll(items, i -> element.reader.apply(in));
                    return Collections.unmodifiableList(Arrays.asList(items));
                });
    }

    /**
     * The shape of a record type.
     *
     * @param components the shapes of its components, in order. Not copied.
     */
    static Shape ofRecord(Class<?> type, Shape[] components) {
        RecordComponent[] parts = type.getRecordComponents();
        Method[] accessors =
                Arrays.stream(parts).map(RecordComponent::getAccessor).toArray(Method[]::new);
        Constructor<?> constructor = canonical(type, parts);
        try {
            Arrays.stream(accessors).forEach(accessor -> accessor.setAccessible(true));
            constructor.setAccessible(true);
        } catch (InaccessibleObjectException e) {
            throw new IllegalArgumentException(
                    "the state type " + type.getName()
                            + " cannot be reached by reflection; open its package to io.driftlog.analyzer.spi",
                    e);
        }
        return nullable(
                IntStream.range(0, parts.length)
                        .mapToObj(i -> parts[i].getName() + ":" + components[i].description)
                        .collect(Collectors.joining(",", "{", "}")),
                (v, out) -> {
                    for (int i = 0; i < parts.length; i++) {
                        Method accessor = accessors[i];
                        components[i].writer.accept(called(() -> accessor.invoke(v)), out);
                    }
                },
                in -> {
                    Object[] values = new Object[parts.length];
                    Arrays.setAll(values, i -> components[i].reader.apply(in));
                    return Objects.requireNonNull(called(() -> constructor.newInstance(values)));
                });
    }

    private static Constructor<?> canonical(Class<?> type, RecordComponent[] parts) {
        Class<?>[] types = Arrays.stream(parts).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            return type.getDeclaredConstructor(types);
        } catch (NoSuchMethodException e) {
            throw new AssertionError("every record has its canonical constructor", e);
        }
    }

    /** A call into a record's code. */
    private interface Call {
        @Nullable
        Object make() throws ReflectiveOperationException;
    }

    private static @Nullable Object called(Call call) {
        try {
            return call.make();
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof RuntimeException thrown ? thrown : new IllegalStateException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void primitive(
            Class<?> type,
            Class<?> box,
            int bytes,
            BiConsumer<Object, ByteBuffer> put,
            Function<ByteBuffer, Object> get) {
        BiConsumer<Object, ByteSink> writer = (value, out) -> put.accept(value, out.room(bytes));
        PLAIN.put(type, new Shape(type.getName(), (v, out) -> writer.accept(Objects.requireNonNull(v), out), get));
        PLAIN.put(box, nullable("boxed " + type.getName(), writer, get));
        PLAIN.put(
                type.arrayType(),
                nullable(
                        type.getName() + "[]",
                        (array, out) -> {
                            int length = Array.getLength(array);
                            out.room(Integer.BYTES).putInt(length);
                            for (int i = 0; i < length; i++) {
                                writer.accept(Array.get(array, i), out);
                            }
                        },
                        in -> {
                            Object array = Array.newInstance(type, count(in, bytes));
                            for (int i = 0; i < Array.getLength(array); i++) {
                                Array.set(array, i, get.apply(in));
                            }
                            return array;
                        }));
    }

    private static void derive(
            Class<?> type, Class<?> from, Function<Object, Object> toWritten, Function<Object, Object> fromRead) {
        PLAIN.put(type, plain(from).as(type.getSimpleName(), toWritten, fromRead));
    }

    private static Shape plain(Class<?> type) {
        return Objects.requireNonNull(PLAIN.get(type));
    }

    /** The shape of values that are written as values of this nullable shape. */
    private Shape as(String name, Function<Object, Object> toWritten, Function<Object, Object> fromRead) {
        return new Shape(name, (v, out) -> writer.accept(v == null ? null : toWritten.apply(v), out), in -> {
            Object read = reader.apply(in);
            return read == null ? null : fromRead.apply(read);
        });
    }

    private static Shape nullable(
            String description, BiConsumer<Object, ByteSink> writer, Function<ByteBuffer, Object> reader) {
        return new Shape(
                description,
                (v, out) -> {
                    out.room(1).put((byte) (v == null ? 0 : 1));
                    if (v != null) {
                        writer.accept(v, out);
                    }
                },
                in -> flag(in) ? reader.apply(in) : null);
    }

    /** The arrays that large states consist of, copied in bulk. */
    private static void putDoubles(Object value, ByteSink out) {
        double[] array = (double[]) value;
        int bytes = Math.multiplyExact(array.length, Double.BYTES);
        ByteBuffer buffer = out.room(Math.addExact(Integer.BYTES, bytes)).putInt(array.length);
        buffer.asDoubleBuffer().put(array);
        buffer.position(buffer.position() + bytes);
    }

    private static double[] getDoubles(ByteBuffer in) {
        double[] array = new double[count(in, Double.BYTES)];
        in.asDoubleBuffer().get(array);
        in.position(in.position() + array.length * Double.BYTES);
        return array;
    }

    private static boolean flag(ByteBuffer in) {
        byte flag = in.get();
        if (flag != 0 && flag != 1) {
            throw new IllegalArgumentException("a flag is " + flag + ", not 0 or 1");
        }
        return flag == 1;
    }

    /** A number of elements of at least this size: never more than the bytes that are left. */
    private static int count(ByteBuffer in, int bytesEach) {
        int count = in.getInt();
        if (count < 0) {
            throw new IllegalArgumentException("a length is " + count);
        }
        if ((long) count * bytesEach > in.remaining()) {
            throw new BufferUnderflowException();
        }
        return count;
    }
}
