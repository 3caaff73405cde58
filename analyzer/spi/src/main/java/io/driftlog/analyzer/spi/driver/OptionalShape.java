package io.driftlog.analyzer.spi.driver;

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
 * <p>A host checks a state at every event, and most of what was seen once stays in it as the same object for ever. Such an
 * object, if nothing inside it can change, is checked once. Threads may share the shape; one that overwrites what the other
 * checked last costs it the time that was to be saved.
 */
final class OptionalShape implements Shape {
    private final Shape content;
    private final Function<Object, @Nullable Object> unwrap;
    private final Function<@Nullable Object, Object> wrap;
    private final boolean fixed;
    private @Nullable Object lastChecked;

    /**
     * A shape.
     *
     * @param content the shape of the value
     * @param unwrap the value of an optional, or null
     * @param wrap the optional of a value, or of null
     */
    private OptionalShape(
            Shape content, Function<Object, @Nullable Object> unwrap, Function<@Nullable Object, Object> wrap) {
        this.content = content;
        this.unwrap = unwrap;
        this.wrap = wrap;
        this.fixed = content.isFixed();
    }

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
    public boolean isFixed() {
        return fixed;
    }

    @Override
    public boolean mayHoldNull() {
        return content.mayHoldNull();
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
    @SuppressWarnings("ReferenceEquality") // an equal one is only slower
    public void check(Object value) {
        if (fixed && lastChecked == value) {
            return;
        }
        Object inside = unwrap.apply(value);
        if (inside != null) {
            content.check(inside);
        }
        lastChecked = value;
    }
}
