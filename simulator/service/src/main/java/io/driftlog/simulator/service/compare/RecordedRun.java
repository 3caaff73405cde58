package io.driftlog.simulator.service.compare;

import io.driftlog.events.FindingRecorded;
import io.driftlog.events.RunEnded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.UserException;
import io.driftlog.events.UserException.BadInput;
import io.driftlog.events.UserException.Refused;
import io.driftlog.log.LogConnection;
import io.driftlog.log.RunAnnotated;
import io.driftlog.log.archive.ArchiveReader;
import io.driftlog.log.run.Annotations;
import io.driftlog.log.run.FindingsReader;
import io.driftlog.log.run.LostEvents;
import io.driftlog.log.run.RunReader;
import io.driftlog.log.run.TrajectoryReader;
import io.driftlog.simulator.flow.theory.WeightPath;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a comparison needs of a recorded run, read in one pass.
 *
 * @param source the run id or the file
 * @param run its first event
 * @param last its last recorded step; empty if it has none
 * @param end its end; empty if it has none
 * @param findings about it
 * @param annotations its tags and note
 * @param path its weights
 * @param marks the bits of its steps
 * @param damage what is wrong with the record, as a sentence
 */
public record RecordedRun(
        String source,
        RunStarted run,
        Optional<StepTaken> last,
        Optional<RunEnded> end,
        List<FindingRecorded> findings,
        Optional<RunAnnotated> annotations,
        WeightPath path,
        StepMarks marks,
        Optional<String> damage) {

    /**
     * Reads an archive.
     *
     * @param numbers how many weights it may keep
     * @throws UserException if it cannot be read
     */
    public static RecordedRun ofFile(String file, long numbers) {
        try (ArchiveReader events = ArchiveReader.open(Path.of(file))) {
            return read(file, events, events::findings, events::annotations, numbers)
                    .orElseThrow(() -> new BadInput(file
                            + " does not begin with the start of a run; name a file that `driftlog archive` wrote."));
        }
    }

    /**
     * Reads a run of the log.
     *
     * @param numbers how many weights it may keep
     * @return empty if the log has no such run
     * @throws UserException if it cannot be read
     */
    public static Optional<RecordedRun> ofLog(LogConnection kafka, String runId, long numbers) {
        try (RunReader reader = RunReader.open(kafka, runId)) {
            Optional<RecordedRun> found = read(
                    runId,
                    reader.events(),
                    () -> FindingsReader.read(kafka, runId),
                    () -> Annotations.read(kafka, runId),
                    numbers);
            if (found.isEmpty()) {
                reader.lost().ifPresent(lost -> {
                    throw new Refused(lost.sentence());
                });
            }
            return found;
        }
    }

    private static Optional<RecordedRun> read(
            String source,
            TrajectoryReader events,
            Supplier<List<FindingRecorded>> findings,
            Supplier<Optional<RunAnnotated>> annotations,
            long numbers) {
        if (!events.hasNext() || !(events.next() instanceof RunStarted run)) {
            return Optional.empty();
        }
        var path = new WeightPath(numbers);
        var marks = new StepMarks(run.emission());
        @Nullable StepTaken last = null;
        @Nullable RunEnded end = null;
        while (events.hasNext()) {
            var event = events.next();
            if (event instanceof StepTaken step) {
                last = step.withoutVectors();
                if (!step.isSample()) {
                    marks.append(step);
                }
                if (step.weights().length > 0) {
                    path.append(step.time(), step.weights());
                }
            } else if (event instanceof RunEnded ended) {
                end = ended;
            }
        }
        return Optional.of(new RecordedRun(
                source,
                run,
                Optional.ofNullable(last),
                Optional.ofNullable(end),
                findings.get(),
                annotations.get(),
                path,
                marks,
                events.damage().or(() -> events.lost().map(LostEvents::sentence))));
    }
}
