package io.driftlog.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SortedMap;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileConstants;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of an Avro object container file that nobody vouches for. Every length is checked against the file, and what
 * a block inflates to against {@link BlockCodec#LARGEST}, before anything is allocated. After a damaged block reading
 * goes on behind the next synchronisation marker.
 *
 * <p>2026-11: an own reader, because Avro's allocates by what the file says, and loses all that follows a damage.
 *
 * @see <a href="https://avro.apache.org/docs/1.12.0/specification/#object-container-files">Avro specification</a>
 */
final class ArchiveBlocks implements AutoCloseable {
    private static final int LARGEST_HEADER = 1 << 20;
    private static final int LARGEST_COUNTS = 20;
    private static final int SCANNED = 1 << 16;

    private final String name;
    private final FileChannel channel;
    private final long size;
    private final ArchiveSchema.Branch records;
    private final BlockCodec codec;
    private final byte[] sync;
    private byte[] compressed = {};
    private long position;
    private long number = -1;

    /**
     * A block, inflated.
     *
     * @param where its place
     * @param count how many records it says it has
     * @param data the records; valid until the next block is read
     * @param length how many bytes of data count
     * @param damage why the block ends early; null if it is whole
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Block(
            Location.OfBlock where,
            long count,
            byte[] data,
            int length,
            @Nullable CorruptEventException damage) {}

    /**
     * Reads the header of a file.
     *
     * @param path for messages as it is
     * @param channel closed by {@link #close}, or when this throws
     * @throws FileException if the file is none, or its header is damaged
     */
    ArchiveBlocks(Path path, FileChannel channel) {
        this.name = path.toString();
        this.channel = channel;
        try {
            this.size = channel.size();
            byte[] header = read(0, (int) Math.min(size, LARGEST_HEADER));
            AvroInput in = new AvroInput(header, new Location.OfFile(name, 0));
            expectMagic(name, in);
            SortedMap<String, byte[]> meta = in.readMap(AvroInput::readBytes);
            this.sync = in.readFixed(DataFileConstants.SYNC_SIZE);
            this.position = in.position();
            this.codec = codec(name, meta);
            this.records = records(name, meta);
        } catch (CorruptEventException e) {
            close();
            throw new FileException(
                    name + " is damaged in its header, and without that nothing of it can be read (" + e.problem()
                            + "); take a copy of it.",
                    e);
        } catch (RuntimeException e) {
            close();
            throw e;
        } catch (IOException e) {
            close();
            throw FileException.reading(path, e);
        }
    }

    private static void expectMagic(String name, AvroInput in) {
        for (byte expected : DataFileConstants.MAGIC) {
            if (in.remaining() == 0 || in.readByte() != expected) {
                throw new FileException(
                        name + " is not an archive: it does not begin as an Avro object container file does; name a"
                                + " file that `driftlog archive` wrote.",
                        null);
            }
        }
    }

    private static BlockCodec codec(String name, SortedMap<String, byte[]> meta) {
        byte[] entry = meta.get(DataFileConstants.CODEC);
        String codecName = entry == null ? DataFileConstants.NULL_CODEC : new String(entry, StandardCharsets.UTF_8);
        return BlockCodec.named(codecName)
                .orElseThrow(() -> new FileException(
                        name + " is compressed by " + codecName + ", which is not known here; write it with one of "
                                + BlockCodec.names() + ".",
                        null));
    }

    private static ArchiveSchema.Branch records(String name, SortedMap<String, byte[]> meta) {
        byte[] json = meta.get(DataFileConstants.SCHEMA);
        if (json == null) {
            throw new FileException(name + " carries no schema and is not an archive.", null);
        }
        try {
            return ArchiveSchema.reader(new Schema.Parser().parse(new String(json, StandardCharsets.UTF_8)));
        } catch (RuntimeException | StackOverflowError e) {
            throw new FileException(
                    name + " carries a schema that Avro cannot parse, and without that nothing of it can be read; take"
                            + " a copy of it.",
                    e);
        }
    }

    /** How each record of a block is read. */
    ArchiveSchema.Branch records() {
        return records;
    }

    /**
     * The next block.
     *
     * @return null at the end of the file
     * @throws CorruptEventException if it cannot be read; the next call goes on behind it
     */
    @Nullable
    Block next() {
        if (position >= size) {
            return null;
        }
        number++;
        Location.OfBlock where = new Location.OfBlock(name, position, number, -1);
        try {
            return read(where);
        } catch (CorruptEventException e) {
            position = afterNextMarker(where.position() + 1);
            throw e;
        } catch (IOException e) {
            throw new FileException(
                    "Block " + where.inWords() + ", cannot be read from the disk: " + e.getMessage() + ".", e);
        }
    }

    private Block read(Location.OfBlock where) throws IOException {
        byte[] counts = read(position, (int) Math.min(size - position, LARGEST_COUNTS));
        AvroInput in = new AvroInput(counts, where);
        long count;
        long length;
        try {
            count = in.readLong();
            length = in.readLong();
        } catch (CorruptEventException e) {
            throw new CorruptEventException(where, "it does not begin with two numbers as a block does");
        }
        if (count < 0 || length < 0) {
            throw new CorruptEventException(where, "it says that it has " + count + " records in " + length + " bytes");
        }
        long begin = position + in.position();
        long present = size - begin;
        if (length > present - sync.length) {
            return truncated(where, count, begin, length, present);
        }
        fill(begin, Math.toIntExact(length));
        if (!Arrays.equals(read(begin + length, sync.length), sync)) {
            throw new CorruptEventException(where, "it does not end with the file's marker");
        }
        position = begin + length + sync.length;
        try {
            int inflated = codec.inflate(compressed, (int) length);
            return new Block(where, count, codec.data(), inflated, null);
        } catch (IOException e) {
            position = where.position();
            throw new CorruptEventException(where, "it does not inflate (" + e.getMessage() + ")");
        }
    }

    /** A block that the file ends in, or one whose length is damaged. */
    private Block truncated(Location.OfBlock where, long count, long begin, long length, long present)
            throws IOException {
        if (afterNextMarker(begin) < size || endsWithMarker()) {
            throw new CorruptEventException(
                    where, "it says that it has " + length + " bytes, more than follow in the file");
        }
        position = size;
        CorruptEventException damage = new CorruptEventException(
                where,
                "the file ends at byte " + size + ", in the middle of it; what comes before it is whole. Restore the"
                        + " file from a copy, or go on with what there is");
        fill(begin, (int) Math.min(Math.min(length, present), BlockCodec.LARGEST));
        int inflated = codec.inflateBeginning(compressed, (int) Math.min(length, present));
        return new Block(where, count, codec.data(), inflated, damage);
    }

    private boolean endsWithMarker() throws IOException {
        return size >= sync.length && Arrays.equals(read(size - sync.length, sync.length), sync);
    }

    /** The position behind the first marker from here on; the end of the file if there is none. */
    private long afterNextMarker(long from) {
        try {
            for (long at = from; at < size; at += SCANNED) {
                byte[] chunk = read(at, (int) Math.min(size - at, SCANNED + sync.length - 1));
                for (int i = 0; i + sync.length <= chunk.length; i++) {
                    if (Arrays.equals(chunk, i, i + sync.length, sync, 0, sync.length)) {
                        return at + i + sync.length;
                    }
                }
            }
            return size;
        } catch (IOException e) {
            throw new FileException(name + " cannot be read from the disk: " + e.getMessage() + ".", e);
        }
    }

    private byte[] read(long from, int length) throws IOException {
        byte[] bytes = new byte[length];
        read(from, bytes, length);
        return bytes;
    }

    private void fill(long from, int length) throws IOException {
        if (compressed.length < length) {
            compressed = new byte[length];
        }
        read(from, compressed, length);
    }

    private void read(long from, byte[] bytes, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, from + buffer.position()) < 0) {
                throw new IOException("it became shorter while it was read");
            }
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing was written: there is nothing to lose.
        }
    }
}
