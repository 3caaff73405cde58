package io.driftlog.analyzer.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftlog.analyzer.spi.driver.FoldDriver;
import io.driftlog.analyzer.spi.driver.Progress;
import io.driftlog.analyzer.spi.driver.RunDriver;
import io.driftlog.events.Finding;
import io.driftlog.events.Finding.Stage;
import io.driftlog.events.FindingRecorded;
import io.driftlog.events.RunEnded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.TrajectoryEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** The checks behind {@link AnalyzerContract}, each over one trajectory. */
final class ContractChecks {
    private static final int MOST_RESTARTS = 300;

    private ContractChecks() {}

    static void neverFails(FoldDriver<?> driver, List<TrajectoryEvent> events) {
        assertThat(Folding.fold(driver, events))
                .extracting(recorded -> recorded.finding())
                .filteredOn(finding -> finding.kind().equals(Finding.FAILED))
                .extracting(Finding::sentence)
                .isEmpty();
    }

    static void findingsAreWellFormed(FoldDriver<?> driver, List<TrajectoryEvent> events) {
        for (FindingRecorded recorded : Folding.fold(driver, events)) {
            Finding finding = recorded.finding();
            assertThat(finding.kind()).isNotBlank();
            assertThat(finding.sentence()).as("sentence of %s", finding.kind()).isNotBlank();
            finding.time().ifPresent(time -> {
                assertThat(time.lower()).as("lower bound of %s", finding).isFinite();
                assertThat(time.upper()).as("upper bound of %s", finding).isFinite();
                assertThat(time.lower() <= time.estimate() && time.estimate() <= time.upper())
                        .as("lower <= estimate <= upper of %s", finding)
                        .isTrue();
            });
        }
    }

    static void finalFindingsOnlyAtTheEnd(FoldDriver<?> driver, List<TrajectoryEvent> events) {
        long end = ((RunEnded) events.get(events.size() - 1)).seq();
        for (FindingRecorded recorded : Folding.fold(driver, events)) {
            assertThat(recorded.finding().stage())
                    .as("stage of %s at seq %s of 0 to %s", recorded.finding().kind(), recorded.seq(), end)
                    .isEqualTo(recorded.seq() < end ? Stage.PROVISIONAL : Stage.FINAL);
        }
    }

    static void anotherFindsTheSame(FoldDriver<?> driver, FoldDriver<?> another, List<TrajectoryEvent> events) {
        List<FindingRecorded> first = Folding.fold(driver, events);
        assertThat(Folding.fold(driver, events)).as("folded a second time").isEqualTo(first);
        assertThat(Folding.fold(another, events))
                .as("folded by another instance")
                .isEqualTo(first);
    }

    static <S> void storedStateFindsTheSame(FoldDriver<S> driver, List<TrajectoryEvent> events) {
        RunDriver<S> run = driver.open((RunStarted) events.get(0));
        Progress<S> progress = run.initial();
        List<FindingRecorded> findings = new ArrayList<>();
        for (TrajectoryEvent event : events) {
            RunDriver.Result<S> result = run.accept(progress, event);
            findings.addAll(result.findings());
            byte[] stored = driver.encode(result.progress());
            progress = driver.decode(stored);
            assertThat(driver.encode(progress))
                    .as("state stored, read and stored after %s", event)
                    .isEqualTo(stored);
        }
        assertThat(findings).isEqualTo(Folding.fold(driver, events));
    }

    /** A crash: another instance opens the run again and is given the stored progress. */
    static void restartedFindsTheSame(
            FoldDriver<?> driver, Supplier<FoldDriver<?>> others, List<TrajectoryEvent> events) {
        int every = 1 + events.size() / MOST_RESTARTS;
        List<FindingRecorded> findings = new ArrayList<>();
        byte[] stored = initial(driver, events);
        for (int from = 0; from < events.size(); from += every) {
            List<TrajectoryEvent> part = events.subList(from, Math.min(events.size(), from + every));
            stored = resume(others.get(), (RunStarted) events.get(0), stored, part, findings);
        }
        assertThat(findings).isEqualTo(Folding.fold(driver, events));
    }

    private static <S> byte[] initial(FoldDriver<S> driver, List<TrajectoryEvent> events) {
        return driver.encode(driver.open((RunStarted) events.get(0)).initial());
    }

    private static <S> byte[] resume(
            FoldDriver<S> driver,
            RunStarted started,
            byte[] stored,
            List<TrajectoryEvent> part,
            List<FindingRecorded> findings) {
        RunDriver<S> run = driver.open(started);
        Progress<S> progress = driver.decode(stored);
        for (TrajectoryEvent event : part) {
            RunDriver.Result<S> result = run.accept(progress, event);
            findings.addAll(result.findings());
            progress = result.progress();
        }
        return driver.encode(progress);
    }

    static void repeatsChangeNothing(FoldDriver<?> driver, List<TrajectoryEvent> events) {
        List<TrajectoryEvent> repeated = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            repeated.addAll(events.subList(Math.max(0, i - 2), i + 1));
        }
        repeated.addAll(events);
        assertThat(Folding.fold(driver, repeated)).isEqualTo(Folding.fold(driver, events));
    }

    /** One instance serves many runs: what it learns from one must not reach another. */
    static <S> void anotherRunChangesNothing(FoldDriver<S> driver, List<TrajectoryEvent> events) {
        List<FindingRecorded> undisturbed = Folding.fold(driver, events);
        List<TrajectoryEvent> others =
                Trajectories.twoPhases("another-run").weightDecay(0.5).build();
        RunDriver<S> run = driver.open((RunStarted) events.get(0));
        RunDriver<S> other = driver.open((RunStarted) others.get(0));
        Progress<S> progress = run.initial();
        Progress<S> otherProgress = other.initial();
        List<FindingRecorded> findings = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            otherProgress =
                    other.accept(otherProgress, others.get(i % others.size())).progress();
            RunDriver.Result<S> result = run.accept(progress, events.get(i));
            findings.addAll(result.findings());
            progress = result.progress();
        }
        assertThat(findings).isEqualTo(undisturbed);
    }

    /** Every state is looked at again after the whole run, so that arrays shared with later states are noticed. */
    static <S> void nothingIsModified(FoldDriver<S> driver, List<TrajectoryEvent> events) {
        List<TrajectoryEvent> given = events.stream().map(ContractChecks::copy).toList();
        RunDriver<S> run = driver.open((RunStarted) given.get(0));
        List<Progress<S>> all = new ArrayList<>(List.of(run.initial()));
        List<Integer> hashes = new ArrayList<>(List.of(Arrays.hashCode(driver.encode(run.initial()))));
        for (TrajectoryEvent event : given) {
            Progress<S> next = run.accept(all.get(all.size() - 1), event).progress();
            all.add(next);
            hashes.add(Arrays.hashCode(driver.encode(next)));
        }
        assertThat(given).as("the events after the fold").isEqualTo(events);
        for (int i = 0; i < all.size(); i++) {
            assertThat(Arrays.hashCode(driver.encode(all.get(i))))
                    .as("hash of the state before event %s, after the fold", i)
                    .isEqualTo(hashes.get(i));
        }
    }

    private static TrajectoryEvent copy(TrajectoryEvent event) {
        if (!(event instanceof StepTaken s)) {
            return event;
        }
        return new StepTaken(
                s.runId(),
                s.seq(),
                s.step(),
                s.time(),
                s.stepSize(),
                s.trainLoss(),
                s.testLoss(),
                s.weightNormSquared(),
                s.gradientNorm(),
                s.weights().clone(),
                s.multiplier().clone(),
                s.controllerState().clone(),
                s.restartPoint(),
                s.rejected(),
                s.digest().clone(),
                s.isSample(),
                s.measures());
    }
}
