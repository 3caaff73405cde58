package io.driftlog.log.archive;

import io.driftlog.events.FindingRecorded;
import io.driftlog.events.RunEnded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.events.UserException;
import io.driftlog.events.UserException.NotFound;
import io.driftlog.events.UserException.Refused;
import io.driftlog.events.UserException.Unavailable;
import io.driftlog.log.CorruptEventException;
import io.driftlog.log.FileException;
import io.driftlog.log.LogConnection;
import io.driftlog.log.RunStatus;
import io.driftlog.log.dataset.DatasetReferences;
import io.driftlog.log.run.Annotations;
import io.driftlog.log.run.FindingsReader;
import io.driftlog.log.run.LostEvents;
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
     * @param end the last event; empty if the run has no end
     * @param findings number of findings
     * @param lost what the log lacks of the run; empty if nothing is missing
     */
    public record Archived(
            RunStarted run, long steps, Optional<RunEnded> end, int findings, Optional<LostEvents> lost) {}

    /**
     * Archives the committed events of a run.
     *
     * @param kafka how the log is reached
     * @param file the new file
     * @param partial whether to archive a run that lacks events
     * @throws NotFound if the log holds no such run
     * @throws Refused if the log has lost its data, or events of it that were not to be left out; no file is left then
     * @throws CorruptEventException if an event of it cannot be read; no file is left then
     * @throws FileException if the file exists or cannot be written
     * @throws Unavailable if no broker answers
     */
    public static Archived archive(LogConnection kafka, String runId, Path file, boolean partial) {
        Optional<RunStatus> damaged =
                partial && RunReader.lost(kafka, runId).isPresent() ? RunReader.status(kafka, runId) : Optional.empty();
        try (RunReader reader = RunReader.open(kafka, runId)) {
            TrajectoryReader events = reader.events();
            if (!events.hasNext() || !(events.next() instanceof RunStarted run)) {
                throw reader.lost()
                        .<UserException>map(lost -> new Refused(lost.sentence()))
                        .orElse(NotFound.run(runId));
            }
            DatasetReferences.missing(run).ifPresent(clause -> {
                throw new Refused("Run " + runId + " is not archived, because " + clause
                        + "; import an archive of the run to restore them.");
            });
            try (ArchiveWriter writer = ArchiveWriter.create(file, run, damaged)) {
                long steps = 0;
                long seq = 0;
                Optional<RunEnded> end = Optional.empty();
                while (events.hasNext()) {
                    TrajectoryEvent event = events.next();
                    writer.append(event);
                    if (event instanceof StepTaken step) {
                        steps = step.step();
                        seq = step.seq();
                    } else if (event instanceof RunEnded ended) {
                        end = Optional.of(ended);
                    }
                }
                Optional<LostEvents> lost = reader.lost();
                if (lost.isPresent() && !partial) {
                    throw new Refused(lost.get().sentence() + " `driftlog archive --partial` writes what is there.");
                }
                // Findings at events that were committed after the archived ones are left out.
                long last = end.isPresent() || lost.isPresent() ? Long.MAX_VALUE : seq;
                List<FindingRecorded> findings = FindingsReader.read(kafka, runId).stream()
                        .filter(finding -> finding.seq() <= last)
                        .toList();
                findings.forEach(writer::append);
                Annotations.read(kafka, runId).ifPresent(writer::append);
                writer.finish();
                return new Archived(run, steps, end, findings.size(), lost);
            }
        }
    }
}
