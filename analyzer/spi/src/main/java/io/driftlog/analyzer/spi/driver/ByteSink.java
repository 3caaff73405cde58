package io.driftlog.analyzer.spi.driver;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A little-endian byte array that grows while it is written. */
final class ByteSink {
    private ByteBuffer buffer;

    ByteSink(int capacity) {
        buffer = ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The buffer, with room for at least this many bytes at its position. */
    ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) {
            int needed = Math.addExact(buffer.position(), bytes);
            int capacity = (int) Math.max(needed, Math.min(Integer.MAX_VALUE - 8L, 2L * buffer.capacity()));
            buffer =
                    ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN).put(buffer.flip());
        }
        return buffer;
    }

    /** What was written; the sink must not be used again. */
    byte[] toByteArray() {
        return buffer.hasRemaining() ? Arrays.copyOf(buffer.array(), buffer.position()) : buffer.array();
    }
}
