package io.driftlog.log.codec;

import io.driftlog.log.CorruptEventException;
import io.driftlog.log.Location;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Reads Avro's binary encoding from bytes that may be corrupt: each length is checked against the remaining bytes
 * before memory is allocated, and every error is a {@link CorruptEventException}. Arrays of doubles are copied in bulk
 * and never boxed.
 */
public final class AvroInput {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final double[] NO_DOUBLES = {};

    /** The least number of doubles for a bulk copy. */
    private static final int BULK = 16;

    private final byte[] bytes;
    private final int limit;
    private final Supplier<? extends Location> where;
    private int position;

    /**
     * Reads from the beginning.
     *
     * @param bytes Not modified.
     */
    public AvroInput(byte[] bytes, Location where) {
        this(bytes, bytes.length, () -> where);
    }

    /**
     * Reads from the beginning up to a limit.
     *
     * @param bytes Not modified.
     * @param limit number of valid bytes
     * @param where called only if the bytes are corrupt
     */
    public AvroInput(byte[] bytes, int limit, Supplier<? extends Location> where) {
        this.bytes = bytes;
        this.limit = limit;
        this.where = where;
    }

    /** How one value is read. */
    @FunctionalInterface
    public interface Reader<V> {
        V read(AvroInput in);
    }

    public int position() {
        return position;
    }

    int remaining() {
        return limit - position;
    }

    /** Returns to an earlier position. */
    void reset(int earlier) {
        position = earlier;
    }

    /**
     * Reads other bytes of the same record.
     *
     * @param others Not modified.
     */
    AvroInput sameRecord(byte[] others) {
        return new AvroInput(others, others.length, where);
    }

    /** The exception for corrupt bytes. */
    public CorruptEventException corrupt(String problem) {
        return unknown(problem, "restore it from a replica or an archive, or leave this run out");
    }

    /** The exception for bytes that another program or version may have written. */
    public CorruptEventException unknown(String problem, String remedy) {
        return new CorruptEventException(where.get(), problem, remedy);
    }

    /** Checks that no bytes are left. */
    public void expectEnd() {
        if (remaining() != 0) {
            throw corrupt(remaining() + " bytes follow its end");
        }
    }

    int readByte() {
        require(1);
        return bytes[position++] & 0xFF;
    }

    /** Eight bytes, least significant first; not an Avro number. */
    long readFixedLong() {
        require(Long.BYTES);
        long value = (long) LONG.get(bytes, position);
        position += Long.BYTES;
        return value;
    }

    boolean readBoolean() {
        int value = readByte();
        if (value > 1) {
            throw corrupt("byte " + (position - 1) + " is " + value + " instead of 0 or 1");
        }
        return value == 1;
    }

    public long readLong() {
        if (position < limit && bytes[position] >= 0) {
            int small = bytes[position++];
            return (small >>> 1) ^ -(small & 1);
        }
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int next = readByte();
            if (shift == 63 && next > 1) {
                break;
            }
            value |= (long) (next & 0x7F) << shift;
            if (next < 0x80) {
                return (value >>> 1) ^ -(value & 1);
            }
        }
        throw corrupt("the number before byte " + position + " does not fit 64 bits");
    }

    int readInt() {
        long value = readLong();
        if (value != (int) value) {
            throw corrupt("the number before byte " + position + " does not fit 32 bits");
        }
        return (int) value;
    }

    double readDouble() {
        return Double.longBitsToDouble(readFixedLong());
    }

    public byte[] readFixed(int length) {
        require(length);
        byte[] value = Arrays.copyOfRange(bytes, position, position + length);
        position += length;
        return value;
    }

    public String readString() {
        int length = readLength();
        int end = position + length;
        int ascii = position;
        while (ascii < end && bytes[ascii] >= 0) {
            ascii++;
        }
        String value = ascii == end
                ? new String(bytes, position, length, StandardCharsets.ISO_8859_1)
                : readUtf8(position, length);
        position = end;
        return value;
    }

    private String readUtf8(int from, int length) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw corrupt("the text at byte " + from + " is not UTF-8");
        }
    }

    /**
     * The index of an enum's symbol or of a union's branch.
     *
     * @param count number of symbols or branches
     */
    public int readIndex(int count) {
        long index = readLong();
        if (index < 0 || index >= count) {
            throw corrupt("the choice before byte " + position + " is " + index + " of only " + count);
        }
        return (int) index;
    }

    /**
     * An enum whose symbols are in the schema's order.
     *
     * @param symbols Not modified.
     */
    <E extends Enum<E>> E readEnum(E[] symbols) {
        return symbols[readIndex(symbols.length)];
    }

    /** A union of null and double. */
    OptionalDouble readOptionalDouble() {
        return readIndex(2) == 0 ? OptionalDouble.empty() : OptionalDouble.of(readDouble());
    }

    /** Reads an array of doubles, in any number of blocks, into a new array. */
    double[] readDoubles() {
        double[] values = NO_DOUBLES;
        int length = 0;
        for (long count = readLong(); count != 0; count = readLong()) {
            int end = count < 0 ? readBlockEnd() : -1;
            int size = checkedCount(count, Double.BYTES);
            if (values.length - length < size) {
                // Exact for the first block, doubled after that, but never more than the bytes can hold.
                int possible = length + remaining() / Double.BYTES;
                values = Arrays.copyOf(values, Math.min(possible, Math.max(length + size, 2 * length)));
            }
            fill(values, length, size);
            length += size;
            checkBlockEnd(end);
        }
        return values.length == length ? values : Arrays.copyOf(values, length);
    }

    private void fill(double[] values, int from, int count) {
        if (count < BULK) {
            for (int i = from; i < from + count; i++) {
                values[i] = readDouble();
            }
            return;
        }
        ByteBuffer.wrap(bytes, position, count * Double.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asDoubleBuffer()
                .get(values, from, count);
        position += count * Double.BYTES;
    }

    /** Reads a map, in any number of blocks, into a new map. */
    <V> SortedMap<String, V> readMap(Reader<V> reader) {
        if (position < limit && bytes[position] == 0) {
            position++;
            return Collections.emptySortedMap();
        }
        SortedMap<String, V> map = new TreeMap<>();
        readBlocks(in -> map.put(in.readString(), reader.read(in)));
        return map;
    }

    /** Reads an array, in any number of blocks, into a new list. */
    <V> List<V> readArray(Reader<V> reader) {
        List<V> items = new ArrayList<>();
        readBlocks(in -> items.add(reader.read(in)));
        return items;
    }

    /**
     * The blocks of an array or a map.
     *
     * @param item reads one item, of at least one byte; its result is ignored
     */
    public void readBlocks(Reader<?> item) {
        for (long count = readLong(); count != 0; count = readLong()) {
            int end = count < 0 ? readBlockEnd() : -1;
            int size = checkedCount(count, 1);
            for (int i = 0; i < size; i++) {
                item.read(this);
            }
            checkBlockEnd(end);
        }
    }

    /** Reads bytes with a length before them. */
    public byte[] readBytes() {
        return readFixed(readLength());
    }

    /** Skips bytes with a length before them. */
    void skipBytes() {
        int length = readLength();
        position += length;
    }

    /** Whether the bytes from an earlier position to this one equal these. */
    boolean isSince(int earlier, byte[] expected) {
        return Arrays.equals(bytes, earlier, position, expected, 0, expected.length);
    }

    /** A byte that was read before; 1 back is the last one. */
    int byteBack(int back) {
        return bytes[position - back];
    }

    private int readLength() {
        long length = readLong();
        if (length < 0 || length > remaining()) {
            throw corrupt("a length of " + length + " stands before byte " + position + ", and " + remaining()
                    + " bytes remain");
        }
        return (int) length;
    }

    private int readBlockEnd() {
        int length = readLength();
        return position + length;
    }

    private int checkedCount(long count, int smallestItem) {
        long size = Math.abs(count);
        if (size < 0 || size > remaining() / smallestItem) {
            throw corrupt("a block of " + count + " items stands before byte " + position + ", and " + remaining()
                    + " bytes remain");
        }
        return (int) size;
    }

    private void checkBlockEnd(int end) {
        if (end >= 0 && position != end) {
            throw corrupt("a block ends at byte " + position + " and not at " + end + " as it says");
        }
    }

    private void require(int count) {
        if (remaining() < count) {
            throw corrupt("it ends at byte " + limit + ", in the middle of a value");
        }
    }
}
