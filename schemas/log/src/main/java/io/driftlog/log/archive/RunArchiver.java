package io.driftlog.log.archive;

import io.driftlog.events.FindingRecorded;
import io.driftlog.events.RunEnded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.events.UserException.NotFound;
import io.driftlog.events.UserException.Refused;
import io.driftlog.events.UserException.Unavailable;
import io.driftlog.log.CorruptEventException;
import io.driftlog.log.FileException;
import io.driftlog.log.LogConnection;
import io.driftlog.log.dataset.DatasetReferences;
import io.driftlog.log.run.FindingsReader;
import io.driftlog.log.run.RunReader;
import io.driftlog.log.run.TrajectoryReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Copies a run with its findings from the log into an archive. */
public final class RunArchiver {
    private RunArchiver() {}

    /**
     * What was archived.
     *
     * @param run the first event
     * @param steps accepted steps up to the last archived one
     * @param end the last event; empty if the run is not finished
     * @param findings how many findings
     */
    public record Archived(RunStarted run, long steps, Optional<RunEnded> end, int findings) {}

    /**
     * Archives a run as far as it is committed.
     *
     * @param kafka how the log is reached
     * @param file a new one
     * @throws NotFound if the log holds no such run
     * @throws Refused if the log has lost its data
     * @throws CorruptEventException if an event of it cannot be read; no file is left then
     * @throws FileException if the file exists or cannot be written
     * @throws Unavailable if no broker answers
     */
    public static Archived archive(LogConnection kafka, String runId, Path file) {
        try (RunReader reader = RunReader.open(kafka, runId)) {
            TrajectoryReader events = reader.events();
            if (!events.hasNext() || !(events.next() instanceof RunStarted run)) {
                throw NotFound.run(runId);
            }
            DatasetReferences.missing(run).ifPresent(clause -> {
                throw new Refused("Run " + runId + " is not archived, for " + clause
                        + "; import an archive of it, which brings its data back.");
            });
            try (ArchiveWriter writer = ArchiveWriter.create(file, run)) {
                long steps = 0;
                Optional<RunEnded> end = Optional.empty();
                while (events.hasNext()) {
                    TrajectoryEvent event = events.next();
                    writer.append(event);
                    if (event instanceof StepTaken step) {
                        steps = step.step();
                    } else if (event instanceof RunEnded ended) {
                        end = Optional.of(ended);
                    }
                }
                List<FindingRecorded> findings = FindingsReader.read(kafka, runId);
                findings.forEach(writer::append);
                writer.finish();
                return new Archived(run, steps, end, findings.size());
            }
        }
    }
}
