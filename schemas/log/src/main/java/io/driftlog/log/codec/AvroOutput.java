package io.driftlog.log.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes Avro's binary encoding to an array of the exact length: a first pass measures, a second pass writes. Arrays of
 * doubles are copied in bulk and never boxed.
 */
public final class AvroOutput {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte @Nullable [] buffer;
    private int position;

    private AvroOutput(byte @Nullable [] buffer) {
        this.buffer = buffer;
    }

    /** How one value is written. */
    @FunctionalInterface
    interface Writer<V> {
        void write(V value, AvroOutput out);
    }

    /** An output that counts bytes only. */
    public static AvroOutput measuring() {
        return new AvroOutput(null);
    }

    /**
     * An output that fills an array.
     *
     * @param buffer at least as long as the encoded value. Modified.
     */
    public static AvroOutput into(byte[] buffer) {
        return new AvroOutput(buffer);
    }

    /** Bytes written or measured so far. */
    public int position() {
        return position;
    }

    void writeByte(int value) {
        if (buffer != null) {
            buffer[position] = (byte) value;
        }
        position = Math.addExact(position, 1);
    }

    /** Eight bytes, least significant first; not an Avro number. */
    void writeFixedLong(long value) {
        if (buffer != null) {
            LONG.set(buffer, position, value);
        }
        position = Math.addExact(position, Long.BYTES);
    }

    void writeBoolean(boolean value) {
        writeByte(value ? 1 : 0);
    }

    /** An Avro int or long. */
    public void writeLong(long value) {
        long rest = (value << 1) ^ (value >> 63);
        if (buffer == null) {
            position = Math.addExact(position, encodedLength(rest));
            return;
        }
        for (; (rest & ~0x7FL) != 0; rest >>>= 7) {
            writeByte((int) ((rest & 0x7F) | 0x80));
        }
        writeByte((int) rest);
    }

    /** Seven bits a byte, at least one byte. */
    private static int encodedLength(long rest) {
        return (Long.SIZE - Long.numberOfLeadingZeros(rest | 1) + 6) / 7;
    }

    /** An enum whose constants are in the order of the schema's symbols. */
    @SuppressWarnings("EnumOrdinal") // the order is the encoding; SchemasTest compares it with the schemas
    void writeEnum(Enum<?> value) {
        writeLong(value.ordinal());
    }

    void writeDouble(double value) {
        writeFixedLong(Double.doubleToRawLongBits(value));
    }

    /**
     * Bytes without a length.
     *
     * @param bytes Not modified.
     * @param length the length that the schema fixes
     */
    void writeFixed(byte[] bytes, int length) {
        if (bytes.length != length) {
            throw new IllegalArgumentException("expected " + length + " bytes, got " + bytes.length);
        }
        writeRaw(bytes);
    }

    void writeString(String value) {
        int length = utf8Length(value);
        writeLong(length);
        if (buffer == null) {
            position = Math.addExact(position, length);
        } else if (length == value.length()) {
            for (int i = 0; i < length; i++) {
                char c = value.charAt(i);
                buffer[position++] = (byte) (c < 0x80 ? c : '?'); // one byte: ASCII or an unpaired surrogate
            }
        } else {
            writeRaw(value.getBytes(StandardCharsets.UTF_8));
        }
    }

    /**
     * An array of doubles, as one block.
     *
     * @param values Not modified.
     */
    void writeDoubles(double[] values) {
        if (values.length > 0) {
            writeLong(values.length);
            int bytes = Math.multiplyExact(values.length, Double.BYTES);
            if (buffer != null) {
                ByteBuffer.wrap(buffer, position, bytes)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asDoubleBuffer()
                        .put(values);
            }
            position = Math.addExact(position, bytes);
        }
        writeByte(0);
    }

    /**
     * A map, as one block, in the natural order of its keys.
     *
     * @param map Not modified.
     */
    <V> void writeMap(SortedMap<String, V> map, Writer<V> writer) {
        Map<String, V> sorted = map.comparator() == null ? map : new TreeMap<>((Map<String, V>) map);
        if (!sorted.isEmpty()) {
            writeLong(sorted.size());
            for (Map.Entry<String, V> entry : sorted.entrySet()) {
                writeString(entry.getKey());
                writer.write(entry.getValue(), this);
            }
        }
        writeByte(0);
    }

    /**
     * An array, as one block.
     *
     * @param items Not modified.
     */
    <V> void writeArray(List<V> items, Writer<V> writer) {
        if (!items.isEmpty()) {
            writeLong(items.size());
            items.forEach(item -> writer.write(item, this));
        }
        writeByte(0);
    }

    private void writeRaw(byte[] bytes) {
        if (buffer != null) {
            System.arraycopy(bytes, 0, buffer, position, bytes.length);
        }
        position = Math.addExact(position, bytes.length);
    }

    /** The length that {@link String#getBytes} gives; it writes an unpaired surrogate as one question mark. */
    private static int utf8Length(String value) {
        int length = value.length();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < 0x80) {
                continue;
            }
            if (c < 0x800) {
                length += 1;
            } else if (!Character.isSurrogate(c)) {
                length += 2;
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < value.length()
                    && Character.isLowSurrogate(value.charAt(i + 1))) {
                length += 2;
                i++;
            }
        }
        return length;
    }
}
