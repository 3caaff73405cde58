package io.driftlog.analyzer.spi.driver;

import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A component of a record type. Its value is taken out as by a lambda expression {@code record -> record.name()}, which the
 * compiler of the Java machine sees through, because hosts look at every state, at every event. Records of plug-ins, which
 * have a class loader of their own, are read by reflection, at several times the cost.
 */
interface Member {
    /**
     * Writes the value.
     *
     * @param record of the type that has this component. Not modified.
     * @throws IllegalArgumentException if it is null, or something inside it is
     */
    void write(Object record, ByteSink out);

    /**
     * Throws when the value is null or something inside it is.
     *
     * @param record of the type that has this component. Not modified.
     */
    default void check(Object record) {}

    /**
     * A component of a record type.
     *
     * @param type the record type
     * @param component one of its components
     * @param shape of its values
     * @throws IllegalAccessException if the type cannot be reached from here
     */
    static Member of(Class<?> type, RecordComponent component, Shape shape) throws IllegalAccessException {
        MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
        Method accessor = component.getAccessor();
        accessor.setAccessible(true);
        MethodHandle target = lookup.unreflect(accessor);
        Class<?> of = lookup.hasFullPrivilegeAccess() ? component.getType() : Object.class;
        if (of == double.class) {
            return new OfDouble(getter(lookup, target, ToDoubleFunction.class, "applyAsDouble", double.class));
        }
        if (of == long.class) {
            return new OfLong(getter(lookup, target, ToLongFunction.class, "applyAsLong", long.class));
        }
        if (of == int.class) {
            return new OfInt(getter(lookup, target, ToIntFunction.class, "applyAsInt", int.class));
        }
        Function<Object, @Nullable Object> getter = lookup.hasFullPrivilegeAccess()
                ? getter(lookup, target, Function.class, "apply", Object.class)
                : byReflection(target.asType(MethodType.methodType(Object.class, Object.class)));
        return new OfObject(component.getName(), type.getSimpleName(), getter, shape, shape.mayHoldNull());
    }

    /** What {@code record -> record.name()} is, for a record type that is known only now. */
    @SuppressWarnings("unchecked")
    private static <F> F getter(
            MethodHandles.Lookup lookup, MethodHandle accessor, Class<?> function, String method, Class<?> result) {
        try {
            return (F) LambdaMetafactory.metafactory(
                            lookup,
                            method,
                            MethodType.methodType(function),
                            MethodType.methodType(result, Object.class),
                            accessor,
                            result == Object.class ? accessor.type().wrap() : accessor.type())
                    .getTarget()
                    .invoke();
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    private static Function<Object, @Nullable Object> byReflection(MethodHandle accessor) {
        return record -> {
            try {
                return (@Nullable Object) accessor.invokeExact(record);
            } catch (Throwable e) {
                throw rethrown(e);
            }
        };
    }

    /** What the code of a record threw, which declares no checked exception. */
    static RuntimeException rethrown(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return thrown instanceof RuntimeException exception ? exception : new IllegalStateException(thrown);
    }

    /** A double. */
    record OfDouble(ToDoubleFunction<Object> getter) implements Member {
        @Override
        public void write(Object record, ByteSink out) {
            out.putDouble(getter.applyAsDouble(record));
        }
    }

    /** A long. */
    record OfLong(ToLongFunction<Object> getter) implements Member {
        @Override
        public void write(Object record, ByteSink out) {
            out.putLong(getter.applyAsLong(record));
        }
    }

    /** An int. */
    record OfInt(ToIntFunction<Object> getter) implements Member {
        @Override
        public void write(Object record, ByteSink out) {
            out.putInt(getter.applyAsInt(record));
        }
    }

    /**
     * An object, or another primitive in its box.
     *
     * @param name of the component
     * @param owner simple name of the record type
     * @param getter takes the value out
     * @param shape of the value
     * @param deep whether something inside a value may be null
     */
    record OfObject(String name, String owner, Function<Object, @Nullable Object> getter, Shape shape, boolean deep)
            implements Member {
        @Override
        public void write(Object record, ByteSink out) {
            shape.write(value(record), out);
        }

        @Override
        public void check(Object record) {
            Object value = value(record);
            if (deep) {
                shape.check(value);
            }
        }

        private Object value(Object record) {
            Object value = getter.apply(record);
            if (value == null) {
                throw new IllegalArgumentException(
                        "component '" + name + "' of a " + owner + " is null; use Optional.empty() or an empty value");
            }
            return value;
        }
    }
}
