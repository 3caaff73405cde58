package io.driftlog.analyzer.spi;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A record: its components one after the other, read through cached method handles. */
final class RecordShape implements Shape {
    private static final MethodType GETTER = MethodType.methodType(Object.class, Object.class);

    private final String name;
    private final String[] componentNames;
    private final Shape[] components;
    private final MethodHandle[] accessors;
    private final MethodHandle constructor;

    /** The components in which something may be null, by index. */
    private final int[] checked;

    /**
     * The shape of a record type.
     *
     * @param type a record class
     * @param components the shapes of its components, in order. Not copied.
     */
    RecordShape(Class<?> type, Shape[] components) {
        this.name = type.getSimpleName();
        this.components = components;
        RecordComponent[] parts = type.getRecordComponents();
        this.componentNames = Arrays.stream(parts).map(RecordComponent::getName).toArray(String[]::new);
        this.checked = IntStream.range(0, parts.length)
                .filter(i -> !parts[i].getType().isPrimitive())
                .toArray();
        try {
            this.accessors = accessors(parts);
            this.constructor = constructor(type, parts);
        } catch (ReflectiveOperationException | InaccessibleObjectException e) {
            throw new IllegalArgumentException(
                    "the state type " + type.getName()
                            + " cannot be reached by reflection; open its package to io.driftlog.analyzer.spi",
                    e);
        }
    }

    /** Each {@code (Object) -> Object}. */
    private static MethodHandle[] accessors(RecordComponent[] parts) throws IllegalAccessException {
        MethodHandle[] accessors = new MethodHandle[parts.length];
        for (int i = 0; i < parts.length; i++) {
            Method accessor = parts[i].getAccessor();
            accessor.setAccessible(true);
            accessors[i] = MethodHandles.lookup().unreflect(accessor).asType(GETTER);
        }
        return accessors;
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
    public boolean isFixed() {
        return Arrays.stream(components).allMatch(Shape::isFixed);
    }

    @Override
    public void write(Object value, ByteSink out) {
        if (components.length == 0) {
            out.putByte(0); // so that a corrupt count of empty records is noticed
        }
        for (int i = 0; i < components.length; i++) {
            components[i].write(component(value, i), out);
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
            throw rethrown(e);
        }
    }

    @Override
    public void check(Object value) {
        for (int i : checked) {
            components[i].check(component(value, i));
        }
    }

    private Object component(Object value, int i) {
        @Nullable Object component;
        try {
            component = (@Nullable Object) accessors[i].invokeExact(value);
        } catch (Throwable e) {
            throw rethrown(e);
        }
        if (component == null) {
            throw new IllegalArgumentException("component '" + componentNames[i] + "' of a " + name
                    + " is null; use Optional.empty() or an empty value");
        }
        return component;
    }

    /** A record's accessors and constructor declare no checked exception. */
    private static RuntimeException rethrown(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return thrown instanceof RuntimeException exception ? exception : new IllegalStateException(thrown);
    }
}
