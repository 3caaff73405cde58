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
}
