package io.driftlog.node.cli.options;

import io.driftlog.events.UserException;
import io.driftlog.events.UserException.NotFound;
import io.driftlog.events.UserException.Refused;
import io.driftlog.log.archive.ArchiveReader;
import io.driftlog.log.run.LostEvents;
import io.driftlog.log.run.RunReader;
import io.driftlog.log.run.TrajectoryReader;
import io.driftlog.node.cli.output.Console;
import io.driftlog.node.home.Cluster;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/** Opens a recorded run that a user names: a run of the log, or an archive. */
public final class RunOrFile {
    private RunOrFile() {}

    /** Whether the word names a file: it exists, or can be nothing else. */
    public static boolean isFile(String word) {
        try {
            return word.contains("/") || word.endsWith(".avro") || Files.exists(Path.of(word));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /**
     * Opens an archive, or a run of the log.
     *
     * @param cluster where the log is; only asked for a run
     * @throws NotFound if the log has no such run
     * @throws UserException if it cannot be read
     */
    public static TrajectoryReader open(String word, CommonOptions common, Cluster cluster) {
        if (isFile(word)) {
            return openFile(word);
        }
        TrajectoryReader events = RunReader.open(cluster.connection(), word).events();
        if (!events.hasNext()) {
            Optional<LostEvents> lost = events.lost();
            events.close();
            throw lost.<UserException>map(all -> new Refused(all.sentence())).orElse(unknown(word, common));
        }
        return events;
    }

    /** Opens an archive; names damage that costs no events. */
    public static TrajectoryReader openFile(String word) {
        TrajectoryReader events = ArchiveReader.open(Path.of(word));
        events.damage().ifPresent(sentence -> System.err.println("driftlog: " + sentence));
        return events;
    }

    /** Names the events that a record lacks which was read; the exit code: 1 if it is damaged or lacks events. */
    public static int done(TrajectoryReader events) {
        events.lost().ifPresent(lost -> System.err.println("driftlog: " + lost.sentence()));
        return events.damage().isPresent() || events.lost().isPresent() ? 1 : 0;
    }

    /** The log has no such run, and there is no such file. */
    public static NotFound unknown(String runId, CommonOptions common) {
        return new NotFound("The log in " + common.where() + " has no run " + runId
                + ", and there is no file of that name; `driftlog runs` lists them.");
    }

    /** Reads an archive, or a run of the log that these options lead to. */
    public static <T> T read(
            String word, CommonOptions common, Console console, Function<TrajectoryReader, T> reading) {
        if (isFile(word)) {
            try (TrajectoryReader events = openFile(word)) {
                return reading.apply(events);
            }
        }
        try (Cluster cluster = common.openCluster(console);
                TrajectoryReader events = open(word, common, cluster)) {
            try {
                return reading.apply(events);
            } catch (UserException e) {
                throw because(events, e);
            }
        }
    }

    /** What a failure comes from: missing events, where there are any. */
    private static UserException because(TrajectoryReader events, UserException failure) {
        try {
            while (events.hasNext()) {
                events.next();
            }
            return events.lost()
                    .<UserException>map(lost -> new Refused(lost.sentence(), failure))
                    .orElse(failure);
        } catch (UserException unreadable) {
            return failure;
        }
    }
}
