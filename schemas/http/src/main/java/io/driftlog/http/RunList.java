package io.driftlog.http;

import io.driftlog.index.RunEntry;
import io.driftlog.index.RunIndex;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Runs, the one that started last first.
 *
 * @param version version of the newest change of any run; `since` selects later changes
 * @param total number of runs in the log
 * @param matching number of runs that the request selects, before the limit
 * @param runs the runs shown
 */
@Serdeable
public record RunList(long version, int total, int matching, List<RunView> runs) {
    /** At most limit runs, those that started last. */
    public static RunList newest(RunIndex index, int limit) {
        return of(index, -1, 0, limit);
    }

    /** At most limit runs that changed after a version, after the first skip of them. */
    public static RunList of(RunIndex index, long since, int skip, int limit) {
        long version = index.version();
        List<RunEntry> changed = index.changedSince(since);
        List<RunView> shown =
                changed.stream().skip(skip).limit(limit).map(RunView::of).toList();
        return new RunList(version, index.size(), changed.size(), shown);
    }

    /** The same of runs that meet a condition, in an order; the one that started last first without it. */
    public static RunList of(
            RunIndex index, long since, int skip, int limit, Predicate<RunView> wanted, @Nullable RunOrder order) {
        long version = index.version();
        List<RunView> changed =
                index.changedSince(since).stream().map(RunView::of).toList();
        RunList selected = new RunList(version, index.size(), changed.size(), changed).of(wanted, order);
        return new RunList(
                version,
                selected.total,
                selected.matching,
                selected.runs.stream().skip(skip).limit(limit).toList());
    }

    /** Those of its runs that meet a condition, in an order; the one that started last first without it. */
    public RunList of(Predicate<RunView> wanted, @Nullable RunOrder order) {
        List<RunView> matching = runs.stream().filter(wanted).toList();
        return new RunList(version, total, matching.size(), order == null ? matching : order.sorted(matching));
    }
}
