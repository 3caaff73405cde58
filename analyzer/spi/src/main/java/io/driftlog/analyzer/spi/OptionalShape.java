package io.driftlog.analyzer.spi;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An Optional of any kind: a flag, then the value if there is one.
 *
 * @param content the shape of the value
 * @param unwrap the value of an optional, or null
 * @param wrap the optional of a value, or of null
 */
record OptionalShape(Shape content, Function<Object, @Nullable Object> unwrap, Function<@Nullable Object, Object> wrap)
        implements Shape {

    private static final Map<Class<?>, OptionalShape> PRIMITIVES = Map.of(
            OptionalDouble.class,
            new OptionalShape(
                    scalar(double.class),
                    o -> ((OptionalDouble) o).isPresent() ? (Object) ((OptionalDouble) o).getAsDouble() : null,
                    v -> v == null ? OptionalDouble.empty() : OptionalDouble.of((double) v)),
            OptionalLong.class,
            new OptionalShape(
                    scalar(long.class),
                    o -> ((OptionalLong) o).isPresent() ? (Object) ((OptionalLong) o).getAsLong() : null,
                    v -> v == null ? OptionalLong.empty() : OptionalLong.of((long) v)),
            OptionalInt.class,
            new OptionalShape(
                    scalar(int.class),
                    o -> ((OptionalInt) o).isPresent() ? (Object) ((OptionalInt) o).getAsInt() : null,
                    v -> v == null ? OptionalInt.empty() : OptionalInt.of((int) v)));

    private static final MethodHandle WRITE_CONTENT =
            Handles.procedure(MethodHandles.lookup(), "write", MethodHandle.class, Optional.class, ByteSink.class);
    private static final MethodHandle CHECK_CONTENT =
            Handles.procedure(MethodHandles.lookup(), "check", MethodHandle.class, Optional.class);

    /** The shape of {@code Optional<T>}. */
    static OptionalShape of(Shape content) {
        return new OptionalShape(content, o -> ((Optional<?>) o).orElse(null), Optional::ofNullable);
    }

    /** The shape of an optional primitive; null for another type. */
    static @Nullable OptionalShape of(Class<?> type) {
        return PRIMITIVES.get(type);
    }

    private static Shape scalar(Class<?> type) {
        return Objects.requireNonNull(ScalarShape.of(type));
    }

    @Override
    public String description() {
        return "optional<" + content.description() + ">";
    }

    @Override
    public int minimumBytes() {
        return 1;
    }

    @Override
    public void write(Object value, ByteSink out) {
        Object inside = unwrap.apply(value);
        out.putByte(inside == null ? 0 : 1);
        if (inside != null) {
            content.write(inside, out);
        }
    }

    @Override
    public Object read(ByteSource in) {
        return wrap.apply(in.getFlag() ? content.read(in) : null);
    }

    @Override
    public void check(Object value) {
        Object inside = unwrap.apply(value);
        if (inside != null) {
            content.check(inside);
        }
    }

    @Override
    public MethodHandle writer() {
        if (PRIMITIVES.containsValue(this)) {
            return Shape.super.writer();
        }
        MethodHandle inside = content.writer().asType(MethodType.methodType(void.class, Object.class, ByteSink.class));
        return WRITE_CONTENT.bindTo(inside).asType(MethodType.methodType(void.class, Object.class, ByteSink.class));
    }

    @Override
    public @Nullable MethodHandle checker() {
        MethodHandle inside = content.checker();
        return inside == null
                ? null
                : CHECK_CONTENT.bindTo(inside).asType(MethodType.methodType(void.class, Object.class));
    }

    private static void write(MethodHandle content, Optional<?> value, ByteSink out) throws Throwable {
        if (value.isPresent()) {
            out.putByte(1);
            content.invokeExact((Object) value.get(), out);
        } else {
            out.putByte(0);
        }
    }

    private static void check(MethodHandle content, Optional<?> value) throws Throwable {
        if (value.isPresent()) {
            content.invokeExact((Object) value.get());
        }
    }
}
