package io.driftlog.log.archive;

import io.driftlog.events.FindingRecorded;
import io.driftlog.events.RunEnded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.events.UserException.Refused;
import io.driftlog.events.UserException.Unavailable;
import io.driftlog.log.CorruptEventException;
import io.driftlog.log.FileException;
import io.driftlog.log.LogConnection;
import io.driftlog.log.RunAnnotated;
import io.driftlog.log.RunStatus;
import io.driftlog.log.codec.EventCodec;
import io.driftlog.log.codec.EventSizes;
import io.driftlog.log.dataset.DatasetReferences;
import io.driftlog.log.dataset.DatasetWriter;
import io.driftlog.log.run.Annotations;
import io.driftlog.log.run.FindingIdentity;
import io.driftlog.log.run.FindingsReader;
import io.driftlog.log.run.FindingsWriter;
import io.driftlog.log.run.LostEvents;
import io.driftlog.log.run.RunProgress;
import io.driftlog.log.run.RunReader;
import io.driftlog.log.run.RunWriter;
import io.driftlog.log.run.TrajectoryReader;
import io.driftlog.log.run.WriterSettings;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Copies a run with its findings from an archive into the log. A run that the log has already is compared event by
 * event; it is completed if an earlier import was interrupted, and refused if it differs.
 */
public final class RunImporter {
    private static final EventCodec EVENTS = new EventCodec();

    private final LogConnection kafka;
    private final Path file;

    private RunImporter(LogConnection kafka, Path file) {
        this.kafka = kafka;
        this.file = file;
    }

    /**
     * What was imported.
     *
     * @param run the first event
     * @param steps accepted steps up to the last one in the archive
     * @param end the last event; empty if the run has no end
     * @param newEvents number of events that the log lacked
     * @param newFindings number of findings that the log lacked
     * @param damage what is wrong with the file, as a sentence, though all its events were read; empty if nothing is
     */
    public record Imported(
            RunStarted run,
            long steps,
            Optional<RunEnded> end,
            long newEvents,
            int newFindings,
            Optional<String> damage) {}

    /**
     * Imports an archive.
     *
     * @param kafka how the log is reached
     * @throws FileException if the file is not an archive, its blocks are damaged, or it lacks events or data sets;
     *     then nothing is written
     * @throws Refused if the log has a run of this id with other events; then nothing is written
     * @throws Unavailable if no broker answers
     */
    public static Imported importFrom(LogConnection kafka, Path file) {
        return new RunImporter(kafka, file).importRun();
    }

    private Imported importRun() {
        Checked archive = check();
        RunStarted run = archive.run();
        Optional<RunStatus> status = RunReader.status(kafka, run.runId());
        long known = status.isPresent() ? compare(status.get()) : 0;
        if (known > 0) {
            // An import restores lost data sets.
            DatasetWriter.ensure(kafka, DatasetReferences.split(run).kept());
        }
        if (known < archive.events()) {
            append(run, known, archive.events());
        }
        int newFindings = appendFindings(run.runId(), archive.findings());
        // What the log knows of a tag, or of the note, is newer than the archive.
        archive.annotations()
                .flatMap(changes -> changes.beyond(Annotations.read(kafka, run.runId())))
                .ifPresent(missing -> Annotations.append(kafka, missing));
        return new Imported(
                run,
                archive.steps(),
                archive.end(),
                Math.max(0, archive.events() - known),
                newFindings,
                archive.damage());
    }

    private record Checked(
            RunStarted run,
            long steps,
            long events,
            Optional<RunEnded> end,
            List<FindingRecorded> findings,
            Optional<RunAnnotated> annotations,
            Optional<String> damage) {}

    /** Reads and checks the whole file before anything is written. */
    private Checked check() {
        try (ArchiveReader reader = ArchiveReader.open(file)) {
            if (!reader.hasNext() || !(reader.next() instanceof RunStarted run)) {
                throw new FileException(file + " does not begin with the start of a run and is not imported.", null);
            }
            DatasetReferences.missing(run).ifPresent(clause -> {
                throw new FileException("Nothing of " + file + " is imported, because " + clause + ".", null);
            });
            RunProgress progress = new RunProgress(run, 0);
            progress.advance(run, 0);
            long events = 1;
            long steps = 0;
            Optional<RunEnded> end = Optional.empty();
            for (; reader.hasNext(); events++) {
                TrajectoryEvent event = reader.next();
                progress.check(event);
                EventSizes.check(run.runId(), EVENTS.encode(event));
                progress.advance(event, 0);
                if (event instanceof StepTaken step) {
                    steps = step.step();
                } else if (event instanceof RunEnded ended) {
                    end = Optional.of(ended);
                }
            }
            return new Checked(
                    run,
                    steps,
                    events,
                    end,
                    reader.findings(),
                    reader.annotations(),
                    reader.damage().or(() -> reader.lost().map(LostEvents::sentence)));
        } catch (CorruptEventException e) {
            throw new FileException("Nothing of " + file + " is imported, because it is damaged. " + e.getMessage(), e);
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new FileException(
                    "Nothing of " + file + " is imported, because its events are not those of one run without gap: "
                            + e.getMessage() + ".",
                    e);
        }
    }

    /** The number of archived events that the log has; refuses a run that differs. */
    private long compare(RunStatus status) {
        String runId = status.runId();
        try (RunReader log = RunReader.openFrom(kafka, runId, status.startOffset());
                ArchiveReader archive = ArchiveReader.open(file)) {
            TrajectoryReader there = log.events();
            long same = 0;
            while (there.hasNext() && archive.hasNext()) {
                TrajectoryEvent ours = archive.next();
                if (!Arrays.equals(EVENTS.encode(there.next()), EVENTS.encode(recorded(ours)))) {
                    throw new Refused("Run " + runId + " is already in the log and differs from " + file + " in "
                            + inWords(ours) + "; nothing is imported. Use another log for it.");
                }
                same++;
            }
            return same;
        }
    }

    /** The event in its recorded form: with references to data sets that are too large for it. */
    private static TrajectoryEvent recorded(TrajectoryEvent event) {
        return event instanceof RunStarted run ? DatasetReferences.split(run).run() : event;
    }

    private static String inWords(TrajectoryEvent event) {
        if (event instanceof StepTaken step) {
            return "the step with seq " + step.seq();
        }
        return event instanceof RunStarted ? "its start" : "its end";
    }

    private void append(RunStarted run, long known, long events) {
        WriterSettings settings = WriterSettings.of(kafka);
        if (run.emission().weightsEvery() == 0) {
            settings = settings.withoutWeights();
        }
        try (ArchiveReader archive = ArchiveReader.open(file);
                RunWriter writer =
                        known == 0 ? RunWriter.start(settings, run) : RunWriter.resume(settings, run.runId())) {
            for (long i = 0; i < events; i++) {
                TrajectoryEvent event = archive.next();
                if (i >= Math.max(1, known)) {
                    writer.append(event);
                }
            }
        }
    }

    /** Appends the findings that the log lacks; their number. */
    private int appendFindings(String runId, List<FindingRecorded> findings) {
        if (findings.isEmpty()) {
            return 0;
        }
        Set<FindingIdentity> known = FindingsReader.read(kafka, runId).stream()
                .map(FindingIdentity::of)
                .collect(Collectors.toSet());
        List<FindingRecorded> missing = findings.stream()
                .filter(finding -> !known.contains(FindingIdentity.of(finding)))
                .toList();
        FindingsWriter.append(kafka, missing);
        return missing.size();
    }
}
