package io.driftlog.analyzer.spi.driver;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads what {@link ByteSink} wrote; the end of the bytes is a {@link BufferUnderflowException}. */
final class ByteSource {
    private final ByteBuffer buffer;

    /** Reads from the array itself. Not modified. */
    ByteSource(byte[] bytes) {
        buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    byte getByte() {
        return buffer.get();
    }

    int getInt() {
        return buffer.getInt();
    }

    long getLong() {
        return buffer.getLong();
    }

    double getDouble() {
        return buffer.getDouble();
    }

    /** A byte that can only be 0 or 1. */
    boolean getFlag() {
        byte flag = buffer.get();
        if (flag != 0 && flag != 1) {
            throw new IllegalArgumentException("a flag is " + flag + " where only 0 and 1 can stand");
        }
        return flag == 1;
    }

    /** A count of things that take at least so many bytes each: never more than the bytes that are left. */
    int getCount(int bytesEach) {
        int count = buffer.getInt();
        if (count < 0) {
            throw new IllegalArgumentException("a length is " + count);
        }
        if ((long) count * bytesEach > buffer.remaining()) {
            throw new BufferUnderflowException();
        }
        return count;
    }

    /** The next bytes, for a bulk copy through a typed view. */
    ByteBuffer take(int bytes) {
        ByteBuffer view = buffer.slice(buffer.position(), bytes).order(ByteOrder.LITTLE_ENDIAN);
        buffer.position(buffer.position() + bytes);
        return view;
    }

    int remaining() {
        return buffer.remaining();
    }
}
