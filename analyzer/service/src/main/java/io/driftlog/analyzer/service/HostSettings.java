package io.driftlog.analyzer.service;

import java.nio.file.Path;
import java.util.Map;

/**
 * How analyzer hosts reach Kafka and where they work.
 *
 * @param kafka settings of Kafka clients, {@code bootstrap.servers} among them
 * @param directory holds nothing that the log does not; one process at a time
 * @param instance names this process among the hosts of one analyzer; the same again after a restart
 * @param replicationFactor of the stores' changelogs; -1 for the cluster's default
 * @param commitIntervalMillis how long findings about events of a moment ago may wait to be committed
 * @param pollMillis how long a host waits for events at a time; bounds the latency of findings
 * @param cacheBytes memory for the starts of runs between two commits, for each host
 * @param limits what an analyzer may take
 */
public record HostSettings(
        Map<String, Object> kafka,
        Path directory,
        String instance,
        short replicationFactor,
        long commitIntervalMillis,
        long pollMillis,
        long cacheBytes,
        FoldLimits limits) {
    public HostSettings {
        kafka = Map.copyOf(kafka);
    }
}
