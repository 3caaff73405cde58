package io.driftlog.broker;

/**
 * Records that Kafka removed from its files when it started, because the files were damaged or incomplete.
 *
 * @param topic of the records
 * @param partition of the records
 * @param from offset of the first removed record
 * @param end offset after the last one; -1 if it is not known
 */
public record LogCut(String topic, int partition, long from, long end) {
    /** One sentence. */
    public String sentence() {
        return end < 0
                ? "The broker cut damaged or incomplete records from " + topic + ", partition " + partition
                        + ", after offset " + (from - 1) + "."
                : "The broker cut " + (end - from) + " records from " + topic + ", partition " + partition
                        + ": offsets " + from + " to " + (end - 1) + ".";
    }
}
