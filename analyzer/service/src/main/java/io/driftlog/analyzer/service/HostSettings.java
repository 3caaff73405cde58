package io.driftlog.analyzer.service;

import io.driftlog.log.LogConnection;
import java.nio.file.Path;

/**
 * How analyzer hosts reach Kafka and where they work.
 *
 * @param kafka how the log is reached
 * @param directory holds only copies of what the log has; for one process at a time
 * @param instance names this process among the hosts of one analyzer; the same again after a restart
 * @param commitIntervalMillis how long findings about recent events may wait to be committed
 * @param pollMillis how long a host waits for events at a time; bounds the latency of findings
 * @param cacheBytes memory for the starts of runs between two commits, for each host
 * @param limits of each analyzer
 */
public record HostSettings(
        LogConnection kafka,
        Path directory,
        String instance,
        long commitIntervalMillis,
        long pollMillis,
        long cacheBytes,
        FoldLimits limits) {}
