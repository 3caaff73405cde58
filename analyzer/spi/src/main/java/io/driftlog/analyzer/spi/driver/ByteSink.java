package io.driftlog.analyzer.spi.driver;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A little-endian byte array that grows as it is written. */
final class ByteSink {
    private ByteBuffer buffer;

    ByteSink(int capacity) {
        buffer = allocate(capacity);
    }

    void putByte(int value) {
        room(Byte.BYTES).put((byte) value);
    }

    void putInt(int value) {
        room(Integer.BYTES).putInt(value);
    }

    void putLong(long value) {
        room(Long.BYTES).putLong(value);
    }

    void putDouble(double value) {
        room(Double.BYTES).putDouble(value);
    }

    /**
     * Room for a bulk copy, to be filled before the next write.
     *
     * @return exactly that room
     */
    ByteBuffer claim(int count, int bytesEach) {
        int bytes = Math.multiplyExact(count, bytesEach);
        ByteBuffer target = room(bytes);
        ByteBuffer view = target.slice(target.position(), bytes).order(ByteOrder.LITTLE_ENDIAN);
        target.position(target.position() + bytes);
        return view;
    }

    int length() {
        return buffer.position();
    }

    /** What was written; the sink is not written to again. */
    byte[] toByteArray() {
        if (length() == buffer.capacity()) {
            return buffer.array();
        }
        byte[] bytes = new byte[length()];
        buffer.flip().get(bytes);
        return bytes;
    }

    private ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) {
            int needed = Math.addExact(buffer.position(), bytes);
            int doubled = (int) Math.min(Integer.MAX_VALUE - 8L, 2L * buffer.capacity());
            buffer = allocate(Math.max(needed, doubled)).put(buffer.flip());
        }
        return buffer;
    }

    private static ByteBuffer allocate(int capacity) {
        return ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
    }
}
