package io.driftlog.analyzer.spi;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A record: its components one after the other, read through method handles. */
final class RecordShape implements Shape {
    private static final MethodType WRITER = MethodType.methodType(void.class, Object.class, ByteSink.class);
    private static final MethodType CHECKER = MethodType.methodType(void.class, Object.class);
    private static final MethodHandle PRESENT = present();

    private final String[] componentNames;
    private final Shape[] components;
    private final MethodHandle constructor;
    private final MethodHandle writer;
    private final @Nullable MethodHandle checker;

    /**
     * The shape of a record type.
     *
     * @param type a record class
     * @param components the shapes of its components, in order. Not copied.
     */
    RecordShape(Class<?> type, Shape[] components) {
        this.components = components;
        RecordComponent[] parts = type.getRecordComponents();
        this.componentNames = Arrays.stream(parts).map(RecordComponent::getName).toArray(String[]::new);
        try {
            MethodHandle[] accessors = accessors(type, parts);
            this.writer = writer(accessors, components);
            this.checker = checker(accessors, components);
            this.constructor = constructor(type, parts);
        } catch (ReflectiveOperationException | InaccessibleObjectException e) {
            throw new IllegalArgumentException(
                    "the state type " + type.getName()
                            + " cannot be reached by reflection; open its package to io.driftlog.analyzer.spi",
                    e);
        }
    }

    /** Each {@code (Object)T}, T being primitive or Object; throws where a value is null. */
    private static MethodHandle[] accessors(Class<?> type, RecordComponent[] parts) throws IllegalAccessException {
        MethodHandle[] accessors = new MethodHandle[parts.length];
        for (int i = 0; i < parts.length; i++) {
            Method accessor = parts[i].getAccessor();
            accessor.setAccessible(true);
            MethodHandle getter = MethodHandles.lookup().unreflect(accessor);
            if (parts[i].getType().isPrimitive()) {
                accessors[i] = getter.asType(getter.type().changeParameterType(0, Object.class));
            } else {
                MethodHandle present =
                        MethodHandles.insertArguments(PRESENT, 0, parts[i].getName(), type.getSimpleName());
                accessors[i] = MethodHandles.filterReturnValue(
                        getter.asType(MethodType.methodType(Object.class, Object.class)), present);
            }
        }
        return accessors;
    }

    private static MethodHandle writer(MethodHandle[] accessors, Shape[] components) {
        if (components.length == 0) {
            return MethodHandles.dropArguments(
                    Handles.procedure(MethodHandles.lookup(), "writeNothing", ByteSink.class), 0, Object.class);
        }
        MethodHandle all = null;
        for (int i = 0; i < components.length; i++) {
            Class<?> component = accessors[i].type().returnType();
            MethodHandle one = MethodHandles.filterArguments(
                    components[i].writer().asType(WRITER.changeParameterType(0, component)), 0, accessors[i]);
            all = all == null ? one : Handles.sequence(all, one);
        }
        return Objects.requireNonNull(all);
    }

    private static @Nullable MethodHandle checker(MethodHandle[] accessors, Shape[] components) {
        MethodHandle all = null;
        for (int i = 0; i < components.length; i++) {
            if (!accessors[i].type().returnType().isPrimitive()) {
                MethodHandle inside = components[i].checker();
                MethodHandle one = inside == null
                        ? accessors[i].asType(CHECKER)
                        : MethodHandles.filterArguments(inside, 0, accessors[i]);
                all = all == null ? one : Handles.sequence(all, one);
            }
        }
        return all;
    }

    private static MethodHandle present() {
        try {
            return MethodHandles.lookup()
                    .findStatic(
                            RecordShape.class,
                            "present",
                            MethodType.methodType(Object.class, String.class, String.class, Object.class));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("it stands below", e);
        }
    }

    private static Object present(String component, String record, @Nullable Object value) {
        if (value == null) {
            throw new IllegalArgumentException("component '" + component + "' of a " + record
                    + " is null; use Optional.empty() or an empty value");
        }
        return value;
    }

    /** So that a corrupt count of empty records is noticed. */
    private static void writeNothing(ByteSink out) {
        out.putByte(0);
    }

    private static MethodHandle constructor(Class<?> type, RecordComponent[] parts)
            throws ReflectiveOperationException {
        Class<?>[] types = Arrays.stream(parts).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Constructor<?> canonical = type.getDeclaredConstructor(types);
        canonical.setAccessible(true);
        return MethodHandles.lookup()
                .unreflectConstructor(canonical)
                .asFixedArity()
                .asSpreader(Object[].class, types.length)
                .asType(MethodType.methodType(Object.class, Object[].class));
    }

    @Override
    public String description() {
        return IntStream.range(0, components.length)
                .mapToObj(i -> componentNames[i] + ":" + components[i].description())
                .collect(Collectors.joining(",", "{", "}"));
    }

    @Override
    public int minimumBytes() {
        return Math.max(
                1, Arrays.stream(components).mapToInt(Shape::minimumBytes).sum());
    }

    @Override
    public MethodHandle writer() {
        return writer;
    }

    @Override
    public @Nullable MethodHandle checker() {
        return checker;
    }

    @Override
    public void write(Object value, ByteSink out) {
        try {
            writer.invokeExact(value, out);
        } catch (Throwable e) {
            throw Handles.rethrown(e);
        }
    }

    @Override
    public Object read(ByteSource in) {
        if (components.length == 0) {
            in.getFlag();
        }
        Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = components[i].read(in);
        }
        try {
            return constructor.invokeExact(values);
        } catch (Throwable e) {
            throw Handles.rethrown(e);
        }
    }

    @Override
    public void check(Object value) {
        if (checker == null) {
            return;
        }
        try {
            checker.invokeExact(value);
        } catch (Throwable e) {
            throw Handles.rethrown(e);
        }
    }
}
