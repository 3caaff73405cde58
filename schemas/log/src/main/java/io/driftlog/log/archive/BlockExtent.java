package io.driftlog.log.archive;

import io.driftlog.log.CorruptEventException;
import io.driftlog.log.Location;
import io.driftlog.log.codec.AvroInput;

/**
 * The extent of a block of an Avro object container file, as written at its beginning.
 *
 * @param count number of records
 * @param begin position of their data in the file
 * @param length of their data, in bytes
 */
record BlockExtent(long count, long begin, long length) {
    /** The most bytes that the two numbers before the data take. */
    static final int LARGEST_COUNTS = 20;

    /**
     * Reads the numbers at the beginning of a block.
     *
     * @param bytes of the file from there on; at most {@link #LARGEST_COUNTS} are needed. Not modified.
     * @throws CorruptEventException if a block does not begin so
     */
    static BlockExtent read(byte[] bytes, Location.OfBlock where) {
        BlockExtent extent = said(bytes, where);
        if (!extent.isPossible()) {
            throw new CorruptEventException(
                    where, "it claims " + extent.count + " records in " + extent.length + " bytes");
        }
        return extent;
    }

    /** The same, whatever the numbers are. */
    static BlockExtent said(byte[] bytes, Location.OfBlock where) {
        AvroInput in = new AvroInput(bytes, where);
        try {
            long count = in.readLong();
            long length = in.readLong();
            return new BlockExtent(count, where.position() + in.position(), length);
        } catch (CorruptEventException e) {
            throw new CorruptEventException(where, "it does not begin with two numbers as a block does");
        }
    }

    boolean isPossible() {
        return count >= 0 && length >= 0;
    }

    /** Whether data and a marker behind them lie within a file. */
    boolean liesWithin(long fileSize, int markerLength) {
        return length <= fileSize - begin - markerLength;
    }

    long end() {
        return begin + length;
    }
}
