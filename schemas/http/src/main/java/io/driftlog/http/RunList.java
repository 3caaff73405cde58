package io.driftlog.http;

import io.driftlog.index.RunEntry;
import io.driftlog.index.RunIndex;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import java.util.function.Predicate;

/**
 * Runs, the one that started last first.
 *
 * @param version of the newest change of any run; `since` asks for what changed after it
 * @param total how many runs the log has
 * @param matching how many of them were asked for, before the limit
 * @param runs those shown
 */
@Serdeable
public record RunList(long version, int total, int matching, List<RunView> runs) {
    /** The runs that started last, at most so many. */
    public static RunList newest(RunIndex index, int limit) {
        return of(index, -1, 0, limit);
    }

    /** The runs that changed after a version, some passed over, at most so many. */
    public static RunList of(RunIndex index, long since, int skip, int limit) {
        long version = index.version();
        List<RunEntry> changed = index.changedSince(since);
        List<RunView> shown =
                changed.stream().skip(skip).limit(limit).map(RunView::of).toList();
        return new RunList(version, index.size(), changed.size(), shown);
    }

    /** The same of those that somebody wants. */
    public static RunList of(RunIndex index, long since, int skip, int limit, Predicate<RunView> wanted) {
        long version = index.version();
        List<RunView> matching = index.changedSince(since).stream()
                .map(RunView::of)
                .filter(wanted)
                .toList();
        return new RunList(
                version,
                index.size(),
                matching.size(),
                matching.stream().skip(skip).limit(limit).toList());
    }
}
