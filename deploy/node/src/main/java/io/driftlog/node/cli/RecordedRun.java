package io.driftlog.node.cli;

import io.driftlog.log.ArchiveReader;
import io.driftlog.log.RunReader;
import io.driftlog.log.TrajectoryReader;
import io.driftlog.node.broker.Cluster;
import io.driftlog.node.cli.Errors.UsageException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A recorded run as verbs take it: the id of a run in the log, or the file of an archive. */
final class RecordedRun {
    private RecordedRun() {}

    /** Whether the word names a file, so that no log is needed. */
    static boolean isFile(String word) {
        return Files.isRegularFile(Path.of(word));
    }

    /** Opens an archive. */
    static TrajectoryReader open(Path archive) {
        return ArchiveReader.open(archive);
    }

    /**
     * Opens an archive, or a run of the log.
     *
     * @throws UsageException when there is neither
     */
    static TrajectoryReader open(Cluster cluster, String word) {
        if (isFile(word)) {
            return open(Path.of(word));
        }
        RunReader reader = RunReader.open(cluster.clientConfig(), word);
        if (!reader.hasNext()) {
            reader.close();
            throw new UsageException("There is no file " + word + ", and the log at " + cluster.bootstrapServers()
                    + " has no run of that id; `driftlog runs` lists those it has.");
        }
        return reader.events();
    }
}
