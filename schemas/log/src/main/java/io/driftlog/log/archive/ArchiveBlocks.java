package io.driftlog.log.archive;

import io.driftlog.log.CorruptEventException;
import io.driftlog.log.FileException;
import io.driftlog.log.Location;
import io.driftlog.log.RunStatus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of an Avro object container file that may be damaged. Lengths are checked against the file, and inflated
 * lengths against {@link BlockCodec#LARGEST}, before memory is allocated. After a damaged block, reading continues
 * after the next synchronisation marker.
 *
 * <p>2026-11: not Avro's reader, because it allocates what the file claims and loses all blocks after a damage.
 *
 * @see <a href="https://avro.apache.org/docs/1.12.0/specification/#object-container-files">Avro specification</a>
 */
final class ArchiveBlocks implements AutoCloseable {
    private static final int SCANNED = 1 << 16;

    private final String name;
    private final FileChannel channel;
    private final long size;
    private final ArchiveSchema.Branch records;
    private final BlockCodec codec;
    private final byte[] sync;
    private final @Nullable RunStatus recorded;
    private final @Nullable String damage;
    private byte[] compressed = {};
    private long position;
    private long number = -1;

    /**
     * An inflated block.
     *
     * @param where its place
     * @param count number of records according to the block
     * @param data the records; valid until the next block is read
     * @param length number of valid bytes in data
     * @param damage why the block ends early; null if it is complete
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
     * @param path for messages
     * @param channel closed by {@link #close}, or when this throws
     * @throws FileException if it is not such a file, or neither its header nor its blocks show how to read them
     */
    ArchiveBlocks(Path path, FileChannel channel) {
        this.name = path.toString();
        this.channel = channel;
        try {
            this.size = channel.size();
            ArchiveHeader header = ArchiveHeader.read(path, this::read, size);
            this.sync = header.sync();
            this.position = header.begin();
            this.codec = header.codec();
            this.records = header.records();
            this.recorded = header.recorded();
            this.damage = header.damage();
        } catch (RuntimeException e) {
            close();
            throw e;
        } catch (IOException e) {
            close();
            throw FileException.reading(path, e);
        }
    }

    /** What is wrong with the header, as a sentence; empty if nothing is. */
    Optional<String> damage() {
        return Optional.ofNullable(damage);
    }

    /** What the run had, if the archive was written without some of its events. */
    @Nullable
    RunStatus recorded() {
        return recorded;
    }

    /** How each record of a block is read. */
    ArchiveSchema.Branch records() {
        return records;
    }

    /**
     * The next block.
     *
     * @return null at the end of the file
     * @throws CorruptEventException if it cannot be read; the next call reads the block after it
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
        BlockExtent extent =
                BlockExtent.read(read(position, (int) Math.min(size - position, BlockExtent.LARGEST_COUNTS)), where);
        long count = extent.count();
        long length = extent.length();
        long begin = extent.begin();
        if (!extent.liesWithin(size, sync.length)) {
            return truncated(where, count, begin, length, size - begin);
        }
        if (length > BlockCodec.LARGEST) {
            throw new CorruptEventException(
                    where, "its data take " + length + " bytes, and at most " + BlockCodec.LARGEST + " are read");
        }
        fill(begin, (int) length);
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
                    where, "its length is " + length + " bytes, more than the rest of the file");
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
            // Nothing was written, so nothing can be lost.
        }
    }
}
