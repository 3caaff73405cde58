package io.driftlog.analyzer.spi;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** Method handles of this package. */
final class Handles {
    /** {@link Shape#write}: {@code (Shape, Object, ByteSink)void}. */
    static final MethodHandle WRITE = method(Shape.class, "write", Object.class, ByteSink.class);

    /** {@link Shape#check}: {@code (Shape, Object)void}. */
    static final MethodHandle CHECK = method(Shape.class, "check", Object.class);

    private Handles() {}

    private static MethodHandle method(Class<?> owner, String name, Class<?>... parameters) {
        try {
            return MethodHandles.lookup().findVirtual(owner, name, MethodType.methodType(void.class, parameters));
        } catch (ReflectiveOperationException e) {
            throw missing(owner, name, e);
        }
    }

    /**
     * A static method that returns nothing.
     *
     * @param lookup of its class
     */
    static MethodHandle procedure(MethodHandles.Lookup lookup, String name, Class<?>... parameters) {
        try {
            return lookup.findStatic(lookup.lookupClass(), name, MethodType.methodType(void.class, parameters));
        } catch (ReflectiveOperationException e) {
            throw missing(lookup.lookupClass(), name, e);
        }
    }

    /** One after the other with the same arguments; both return nothing. */
    static MethodHandle sequence(MethodHandle first, MethodHandle then) {
        return MethodHandles.foldArguments(then, first);
    }

    /** What a method of a plug-in's record threw; its accessors and constructor declare no checked exception. */
    static RuntimeException rethrown(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return thrown instanceof RuntimeException exception ? exception : new IllegalStateException(thrown);
    }

    private static IllegalStateException missing(Class<?> owner, String name, Throwable cause) {
        return new IllegalStateException(owner.getSimpleName() + " lacks the method " + name, cause);
    }
}
