package io.driftlog.http;

import io.micronaut.serde.annotation.Serdeable;
import java.util.List;

/**
 * Runs, the one that started last first.
 *
 * @param version of the newest change of any run; `since` asks for what changed after it
 * @param total how many runs the log has
 * @param matching how many of them were asked for, before the limit
 * @param runs those shown
 */
@Serdeable
public record RunList(long version, int total, int matching, List<RunView> runs) {}
