package io.driftlog.http;

import io.driftlog.log.index.RunIndex;
import java.util.Map;

/**
 * The log as the controllers reach it.
 *
 * @param kafka configuration of Kafka clients, with {@code bootstrap.servers}
 * @param index the runs in memory
 */
public record LogAccess(Map<String, Object> kafka, RunIndex index) {
    public LogAccess {
        kafka = Map.copyOf(kafka);
    }
}
