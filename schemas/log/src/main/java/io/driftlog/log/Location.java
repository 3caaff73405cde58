package io.driftlog.log;

/** The place of an encoded record, for messages about corrupt records. */
public sealed interface Location {

    /** A Kafka record. */
    record OfRecord(String topic, int partition, long offset) implements Location {
        @Override
        public String toString() {
            return topic + ", partition " + partition + ", offset " + offset;
        }
    }

    /**
     * A record in a file.
     *
     * @param path the file as the user named it
     * @param position in bytes from its beginning
     */
    record OfFile(String path, long position) implements Location {
        @Override
        public String toString() {
            return path + ", byte " + position;
        }
    }

    /**
     * A record in a block of an archive.
     *
     * @param path the file as the user named it
     * @param position of the block, in bytes from the beginning of the file
     * @param block number of the block: 0, 1, 2 …
     * @param index number of the record in the block: 0, 1, 2 …; -1 for all records
     */
    record OfBlock(String path, long position, long block, long index) implements Location {
        @Override
        public String toString() {
            return path + ", byte " + position + " (block " + block + (index < 0 ? ")" : ", record " + index + ")");
        }

        public String inWords() {
            return block + " of " + path + ", at byte " + position;
        }
    }
}
