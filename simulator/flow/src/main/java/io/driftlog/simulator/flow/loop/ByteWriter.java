package io.driftlog.simulator.flow.loop;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Little-endian bytes in a buffer that grows; every NaN becomes the same bits. */
final class ByteWriter {
    private ByteBuffer buffer = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);

    void clear() {
        buffer.clear();
    }

    void writeByte(int value) {
        reserve(1);
        buffer.put((byte) value);
    }

    void writeInt(int value) {
        reserve(Integer.BYTES);
        buffer.putInt(value);
    }

    void writeLong(long value) {
        reserve(Long.BYTES);
        buffer.putLong(value);
    }

    void writeDouble(double value) {
        writeLong(Double.doubleToLongBits(value));
    }

    /** The length, then the values. Not modified. */
    void writeDoubles(double[] values) {
        writeInt(values.length);
        reserve((long) values.length * Double.BYTES);
        for (double value : values) {
            buffer.putLong(Double.doubleToLongBits(value));
        }
    }

    /** The number of UTF-8 bytes, then the bytes. */
    void writeString(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        writeInt(bytes.length);
        writeBytes(bytes);
    }

    void writeBytes(byte[] bytes) {
        reserve(bytes.length);
        buffer.put(bytes);
    }

    /** What was written since {@link #clear}, to be read once. */
    ByteBuffer written() {
        return buffer.duplicate().flip();
    }

    byte[] toByteArray() {
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    private void reserve(long bytes) {
        if (buffer.remaining() >= bytes) {
            return;
        }
        int capacity = Math.toIntExact(Math.max(buffer.position() + bytes, Math.min(2L * buffer.capacity(), 1L << 30)));
        buffer = ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN).put(buffer.flip());
    }
}
