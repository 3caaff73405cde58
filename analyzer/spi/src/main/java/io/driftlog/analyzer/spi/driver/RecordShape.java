package io.driftlog.analyzer.spi.driver;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A record: its components one after the other. */
final class RecordShape implements Shape {
    private final String[] componentNames;
    private final Shape[] components;
    private final Member[] members;
    private final MethodHandle constructor;

    /** Those in which something may be null. */
    private final Member[] checked;

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
        this.members = new Member[parts.length];
        try {
            for (int i = 0; i < parts.length; i++) {
                members[i] = Member.of(type, parts[i], components[i]);
            }
            this.constructor = constructor(type, parts);
        } catch (ReflectiveOperationException | InaccessibleObjectException e) {
            throw new IllegalArgumentException(
                    "the state type " + type.getName()
                            + " cannot be reached by reflection; open its package to io.driftlog.analyzer.spi",
                    e);
        }
        this.checked = IntStream.range(0, parts.length)
                .filter(i -> !parts[i].getType().isPrimitive())
                .mapToObj(i -> members[i])
                .toArray(Member[]::new);
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
    public boolean mayHoldNull() {
        return checked.length > 0;
    }

    @Override
    public void write(Object value, ByteSink out) {
        if (components.length == 0) {
            out.putByte(0); // so that a corrupt count of empty records is noticed
        }
        for (Member member : members) {
            member.write(value, out);
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
            throw Member.rethrown(e);
        }
    }

    @Override
    public void check(Object value) {
        for (Member member : checked) {
            member.check(value);
        }
    }
}
