package io.driftlog.analyzer.service;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * The settings of analyzer hosts that a user may change, for example by the environment variable
 * {@code DRIFTLOG_ANALYZER_POLL_MILLIS}.
 *
 * @param commitIntervalMillis how long findings may wait to be committed
 * @param pollMillis how long a host waits for events at a time; bounds the latency of findings
 * @param cacheBytes memory for states between two commits, for each host
 */
@ConfigurationProperties("driftlog.analyzer")
public record AnalyzerConfiguration(
        @Bindable(defaultValue = "50") long commitIntervalMillis,
        @Bindable(defaultValue = "10") long pollMillis,
        @Bindable(defaultValue = "67108864") long cacheBytes) {}
