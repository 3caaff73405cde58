package io.driftlog.analyzer.service;

import io.driftlog.analyzer.spi.FoldDriver;
import io.driftlog.analyzer.spi.Progress;
import io.driftlog.analyzer.spi.RunDriver;
import io.driftlog.events.FindingRecorded;
import io.driftlog.events.RunEnded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.log.CorruptEventException;
import io.driftlog.log.TrajectoryReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Folds a recorded trajectory again, through any number of analyzers in one pass: from the log or from an archive, through
 * the one fold driver, with the findings that the live host gives.
 */
public final class Replay {
    private final List<Fold<?>> folds = new ArrayList<>();
    private final List<FindingRecorded> findings = new ArrayList<>();
    private Optional<String> damage = Optional.empty();
    private Optional<RunEnded> end = Optional.empty();
    private long steps;

    private Replay() {}

    /**
     * What came of a replay.
     *
     * @param run the first event; empty if there was none
     * @param steps how many steps were read
     * @param end the last event; empty if the run is not finished, or its record is damaged
     * @param findings of all analyzers, in the order of the events they were found at
     * @param damage where the record cannot be read, as a sentence; the analyzers read up to there
     */
    public record Result(
            Optional<RunStarted> run,
            long steps,
            Optional<RunEnded> end,
            List<FindingRecorded> findings,
            Optional<String> damage) {
        public Result {
            findings = List.copyOf(findings);
        }
    }

    /**
     * Replays one run.
     *
     * @param recorded read up to the end of the run, by another thread than this; stays open
     * @param drivers the analyzers; used by this thread alone
     * @throws io.driftlog.log.LogException if the record cannot be read at all
     */
    public static Result run(TrajectoryReader recorded, List<? extends FoldDriver<?>> drivers) {
        Replay replay = new Replay();
        Optional<RunStarted> started = Optional.empty();
        try (ReadAhead events = new ReadAhead(recorded)) {
            if (events.hasNext() && events.next() instanceof RunStarted run) {
                started = Optional.of(run);
                drivers.forEach(driver -> replay.folds.add(new Fold<>(driver, run)));
                replay.accept(run);
                replay.toTheEnd(events);
            }
        } catch (CorruptEventException e) {
            replay.unreadable(e);
        }
        return new Result(started, replay.steps, replay.end, replay.findings, replay.damage);
    }

    private void toTheEnd(TrajectoryReader events) {
        while (end.isEmpty() && events.hasNext()) {
            TrajectoryEvent event = events.next();
            if (event instanceof StepTaken) {
                steps++;
            } else if (event instanceof RunEnded ended) {
                end = Optional.of(ended);
            }
            accept(event);
        }
    }

    private void accept(TrajectoryEvent event) {
        for (int i = 0; i < folds.size(); i++) {
            folds.get(i).accept(event, findings);
        }
    }

    /** As the live host does: what follows the damage is for nobody. */
    private void unreadable(CorruptEventException e) {
        String sentence = String.valueOf(e.getMessage());
        damage = Optional.of(sentence);
        folds.forEach(fold -> fold.unreadable(sentence, findings));
    }

    /** One analyzer on the run. */
    private static final class Fold<S> {
        private final RunDriver<S> run;
        private Progress<S> progress;

        Fold(FoldDriver<S> driver, RunStarted started) {
            this.run = driver.open(started);
            this.progress = run.initial();
        }

        void accept(TrajectoryEvent event, List<FindingRecorded> findings) {
            take(run.accept(progress, event), findings);
        }

        void unreadable(String why, List<FindingRecorded> findings) {
            take(run.unreadable(progress, why), findings);
        }

        private void take(RunDriver.Result<S> result, List<FindingRecorded> findings) {
            progress = result.progress();
            findings.addAll(result.findings());
        }
    }
}
