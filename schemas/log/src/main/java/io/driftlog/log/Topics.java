package io.driftlog.log;

import io.driftlog.log.codec.Schemas;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.utils.Utils;

/**
 * The topics of the log. A name ends in the version of the topic's contents; the number of partitions never changes,
 * because it determines the partition of each run.
 */
public final class Topics {
    /** The beginning of all names of topics. */
    public static final String PREFIX = "driftlog.";

    private static final int RUN_PARTITIONS = 6;
    private static final int MEBIBYTE = 1 << 20;

    /** Size of a log file in bytes; deleted records free whole files, and the newest file of a partition stays. */
    public static final int SEGMENT_BYTES = 128 * MEBIBYTE;

    /** Trajectories, keyed by runId: RunStarted, StepTaken, RunEnded. */
    public static final Topic TRAJECTORIES =
            new Topic("driftlog.trajectories.v1", RUN_PARTITIONS, false, 16 * MEBIBYTE);

    /** Findings, keyed by runId. */
    public static final Topic FINDINGS = new Topic("driftlog.findings.v1", RUN_PARTITIONS, false, 16 * MEBIBYTE);

    /** The newest {@link RunStatus} of every run, keyed by runId. */
    public static final Topic RUN_STATUS = new Topic("driftlog.run-status.v1", RUN_PARTITIONS, true, MEBIBYTE);

    /** Schemas as JSON, keyed by {@link Schemas#hex fingerprint}, for readers in other languages. */
    public static final Topic SCHEMAS = new Topic("driftlog.schemas.v1", 1, true, MEBIBYTE);

    /** Large data sets in pieces, keyed by the SHA-256 of the whole in hexadecimal digits. */
    public static final Topic DATASETS = new Topic("driftlog.datasets.v1", RUN_PARTITIONS, false, 16 * MEBIBYTE);

    /** Requests for simulators, keyed by runId. */
    public static final Topic RUN_REQUESTS =
            new Topic("driftlog.run-requests.v1", RUN_PARTITIONS, false, 16 * MEBIBYTE);

    /** Changes of the tags and notes of runs, keyed by runId: few, and read all together. */
    public static final Topic ANNOTATIONS = new Topic("driftlog.annotations.v1", 1, false, MEBIBYTE);

    private static final List<Topic> ALL =
            List.of(TRAJECTORIES, FINDINGS, RUN_STATUS, SCHEMAS, DATASETS, RUN_REQUESTS, ANNOTATIONS);

    /** What records runs writes to these. */
    public static final List<Topic> OF_RUNS = List.of(TRAJECTORIES, RUN_STATUS);

    private Topics() {}

    /** All topics of the log. */
    public static List<Topic> all() {
        return ALL;
    }

    /** The partition of all records about a run; the same in every topic keyed by runId that has several. */
    public static int partitionOf(String runId) {
        return Utils.toPositive(Utils.murmur2(key(runId))) % RUN_PARTITIONS;
    }

    /** The key of all records about a run; a new array. */
    public static byte[] key(String runId) {
        return runId.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * One topic.
     *
     * @param name its name, with the version of its contents
     * @param partitions number of partitions; never changed
     * @param compacted whether only the newest record of each key is kept
     * @param maxMessageBytes size of the largest batch, and so of the largest record, in bytes
     */
    public record Topic(String name, int partitions, boolean compacted, int maxMessageBytes) {

        /** The configuration of a new topic; unmodifiable. */
        public Map<String, String> config() {
            Map<String, String> config = new TreeMap<>();
            config.put(TopicConfig.CLEANUP_POLICY_CONFIG, cleanupPolicy());
            config.put(TopicConfig.RETENTION_MS_CONFIG, "-1");
            config.put(TopicConfig.RETENTION_BYTES_CONFIG, "-1");
            config.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(maxMessageBytes));
            if (!compacted) {
                config.put(TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(SEGMENT_BYTES));
                config.put(TopicConfig.FILE_DELETE_DELAY_MS_CONFIG, "1000");
            }
            if (compacted) {
                // Kafka never compacts the newest segment: small segments keep a scan for the newest records short.
                config.put(TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(8 * MEBIBYTE));
                config.put(TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.2");
            }
            return Collections.unmodifiableMap(config);
        }

        public String cleanupPolicy() {
            return compacted ? TopicConfig.CLEANUP_POLICY_COMPACT : TopicConfig.CLEANUP_POLICY_DELETE;
        }
    }
}
