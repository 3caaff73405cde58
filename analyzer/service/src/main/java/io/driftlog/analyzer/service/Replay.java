package io.driftlog.analyzer.service;

import io.driftlog.analyzer.spi.driver.FoldDriver;
import io.driftlog.analyzer.spi.driver.Progress;
import io.driftlog.analyzer.spi.driver.RunDriver;
import io.driftlog.events.FindingRecorded;
import io.driftlog.events.RunEnded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.events.UserException;
import io.driftlog.log.CorruptEventException;
import io.driftlog.log.run.LostEvents;
import io.driftlog.log.run.TrajectoryReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Folds a recorded trajectory again, from the log or from an archive, through any number of analyzers in one pass. The
 * findings are those of the live host.
 */
public final class Replay {
    private final List<Fold<?>> folds = new ArrayList<>();
    private final List<FindingRecorded> findings = new ArrayList<>();
    private Optional<String> damage = Optional.empty();
    private Optional<RunEnded> end = Optional.empty();
    private long steps;

    private Replay() {}

    /**
     * The result of a replay.
     *
     * @param run the first event; empty if there was none
     * @param steps accepted steps up to the last event that was read
     * @param end the last event; empty if the run is not finished, or its record is damaged
     * @param findings of all analyzers, in the order of the events they were found at
     * @param damage what is wrong with the record, as a sentence; where it cannot be read, the analyzers read up to there
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
     * @throws UserException if the record cannot be read at all
     */
    public static Result run(TrajectoryReader recorded, List<? extends FoldDriver<?>> drivers) {
        Replay replay = new Replay();
        Optional<RunStarted> started = Optional.empty();
        try (ReadAhead events = new ReadAhead(recorded)) {
            List<TrajectoryEvent> batch = events.next();
            if (!batch.isEmpty() && batch.get(0) instanceof RunStarted run) {
                started = Optional.of(run);
                drivers.forEach(driver -> replay.folds.add(new Fold<>(driver, run)));
            }
            for (; !batch.isEmpty(); batch = events.next()) {
                if (started.isPresent()) {
                    replay.accept(batch);
                }
            }
        } catch (CorruptEventException e) {
            replay.unreadable(e);
        }
        return new Result(
                started,
                replay.steps,
                replay.end,
                replay.findings,
                replay.damage.or(recorded::damage).or(() -> recorded.lost().map(LostEvents::sentence)));
    }

    /** Each analyzer takes the whole batch in turn, which keeps its code in the caches. */
    private void accept(List<TrajectoryEvent> batch) {
        List<Found> found = new ArrayList<>();
        for (Fold<?> fold : folds) {
            fold.accept(batch, found);
        }
        // Stable: at the same event, in the order of the analyzers.
        found.sort(Comparator.comparingInt(Found::index));
        found.forEach(at -> findings.addAll(at.findings()));
        for (TrajectoryEvent event : batch) {
            if (event instanceof StepTaken step) {
                steps = step.step();
            } else if (event instanceof RunEnded ended) {
                end = Optional.of(ended);
            }
        }
    }

    /**
     * What one analyzer found at an event.
     *
     * @param index of the event in its batch
     * @param findings in order; not empty
     */
    private record Found(int index, List<FindingRecorded> findings) {}

    /** As in the live host, no event after the damage is folded. */
    private void unreadable(CorruptEventException e) {
        String sentence = String.valueOf(e.getMessage());
        damage = Optional.of(sentence);
        folds.forEach(fold -> findings.addAll(fold.unreadable(sentence)));
    }

    /** One analyzer on the run. */
    private static final class Fold<S> {
        private final RunDriver<S> run;
        private Progress<S> progress;

        Fold(FoldDriver<S> driver, RunStarted started) {
            this.run = driver.open(started);
            this.progress = run.initial();
        }

        void accept(List<TrajectoryEvent> batch, List<Found> found) {
            progress = run.acceptAll(progress, batch, (findings, index) -> found.add(new Found(index, findings)));
        }

        List<FindingRecorded> unreadable(String why) {
            RunDriver.Result<S> result = run.unreadable(progress, why);
            progress = result.progress();
            return result.findings();
        }
    }
}
