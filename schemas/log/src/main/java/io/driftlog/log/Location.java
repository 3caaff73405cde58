package io.driftlog.log;

/** Where an encoded record was read, so that a corrupt one can be found. */
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
     * @param position where the block begins, in bytes from the beginning of the file
     * @param block numbers the blocks 0, 1, 2 …
     * @param index numbers the records of the block 0, 1, 2 …; -1 for all of them
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
