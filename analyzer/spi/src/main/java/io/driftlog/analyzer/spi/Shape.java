package io.driftlog.analyzer.spi;

import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * How the values of one type are written, read and checked.
 *
 * <p>{@link #writer} and {@link #checker} do the same as {@link #write} and {@link #check}. A record joins those of its
 * components into one handle, which the compiler turns into straight code, without boxes: a host writes and checks a
 * state at every event.
 */
interface Shape {
    /** The shape in a fixed notation: equal for types whose bytes mean the same. */
    String description();

    /** The least number of bytes of a value, at least 1. */
    int minimumBytes();

    /**
     * Writes a value.
     *
     * @param value of this shape's type. Not modified.
     */
    void write(Object value, ByteSink out);

    /** Reads what {@link #write} wrote. */
    Object read(ByteSource in);

    /**
     * Throws when something inside the value is null.
     *
     * @param value of this shape's type. Not modified.
     */
    default void check(Object value) {}

    /** {@link #write} of this shape: {@code (T, ByteSink)void}, T being Object or the primitive type. */
    default MethodHandle writer() {
        return Handles.WRITE.bindTo(this);
    }

    /** {@link #check} of this shape: {@code (Object)void}; null when nothing inside a value can be null. */
    default @Nullable MethodHandle checker() {
        return null;
    }
}
