package io.driftlog.http;

import io.driftlog.index.RunIndex;
import io.driftlog.log.run.LostEvents;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the log lacks.
 *
 * @param sentences one for each run that has lost events and has no repaired copy, and for each damaged partition
 */
@Serdeable
public record LossList(List<String> sentences) {
    /** Reads the beginnings and ends of all runs that the index has not read yet. */
    public static LossList of(RunIndex index) {
        index.readAll();
        return new LossList(Stream.concat(
                        index.lost().stream().map(LostEvents::sentence),
                        index.damagedPartitions().stream()
                                .map(partition -> "Records of " + partition
                                        + " cannot be read, because its file was damaged: statuses or findings of runs may"
                                        + " be missing; `driftlog repair` restores statuses."))
                .toList());
    }
}
