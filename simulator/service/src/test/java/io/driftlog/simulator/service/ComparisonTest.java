package io.driftlog.simulator.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.events.Finding;
import io.driftlog.events.Finding.Stage;
import io.driftlog.events.FindingKinds;
import io.driftlog.events.FindingRecorded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.http.ComparisonView;
import io.driftlog.http.ComparisonView.Distance;
import io.driftlog.http.ComparisonView.Parting;
import io.driftlog.http.ComparisonView.SpecDifference;
import io.driftlog.log.archive.ArchiveWriter;
import io.driftlog.simulator.service.compare.Comparison;
import io.driftlog.simulator.service.compare.RecordedRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: recorded runs are compared as far as that makes sense. Method: small runs, with findings made for the test. */
final class ComparisonTest {
    private static final String COMPLETION = "until={slowTime: 0.5}";
    private static final long PLENTY = 1 << 20;

    @TempDir
    Path folder;

    private int files;

    private RecordedRun recorded(List<TrajectoryEvent> events, FindingRecorded... findings) {
        Path file = folder.resolve(files++ + ".avro");
        try (ArchiveWriter writer = ArchiveWriter.create(file, (RunStarted) events.get(0))) {
            events.stream().skip(1).forEach(writer::append);
            Arrays.stream(findings).forEach(writer::append);
            writer.finish();
        }
        return RecordedRun.ofFile(file.toString(), PLENTY);
    }

    private RecordedRun small(String... overrides) {
        return recorded(Recordings.of(Recordings.SMALL, overrides));
    }

    private static FindingRecorded found(String kind, Stage stage, double time) {
        Finding finding = Finding.of(
                kind, stage, Optional.of(new Finding.BracketedTime(time, 0.9 * time, 1.1 * time)), Map.of(), "Found.");
        return new FindingRecorded("run", "norm-drift", 2, new TreeMap<>(), 3, 0, finding);
    }

    private RecordedRun drifting(double weightDecay, String until) {
        return recorded(
                Recordings.of(Recordings.SMALL, "weightDecay=" + weightDecay, until),
                found(FindingKinds.NORM_DRIFT_ONSET, Stage.PROVISIONAL, 1),
                found(FindingKinds.NORM_DRIFT_ONSET, Stage.FINAL, 3 / weightDecay));
    }

    @Test
    void of_runsThatDifferInOneNumber_fitsItsPower() {
        ComparisonView view = Comparison.of(
                List.of(drifting(0.01, COMPLETION), drifting(0.02, COMPLETION), drifting(0.04, COMPLETION)), null);

        assertThat(view.spec())
                .containsExactly(new SpecDifference("weightDecay", Arrays.asList("0.01", "0.02", "0.04")));
        assertThat(view.at()).isEqualTo(Comparison.SLOW_TIME);
        assertThat(view.times()).singleElement().satisfies(row -> {
            assertThat(row.name()).isEqualTo(FindingKinds.NORM_DRIFT_ONSET);
            assertThat(row.values().get(0).value()).isEqualTo(300);
            assertThat(row.values().get(0).ratio()).isNull();
            assertThat(row.values().get(2).ratio()).isCloseTo(0.25, within(1e-12));
            assertThat(row.values().get(2).provisional()).isFalse();
        });
        assertThat(view.power().key()).isEqualTo("weightDecay");
        assertThat(view.power().exponents())
                .extracting(ComparisonView.Exponent::quantity)
                .containsExactly(FindingKinds.NORM_DRIFT_ONSET, "trainLoss", "testLoss", "weightNormSquared");
        ComparisonView.Exponent drift = view.power().exponents().get(0);
        assertThat(drift.exponent()).isCloseTo(-1, within(1e-12));
        assertThat(drift.high() - drift.low()).isLessThan(1e-6);
        assertThat(drift.n()).isEqualTo(3);
        assertThat(view.distances()).hasSize(2).allSatisfy(each -> {
            assertThat(each.reason()).isNull();
            assertThat(each.to()).isCloseTo(0.5, within(1e-12));
            assertThat(each.max()).isBetween(1e-3, 2.0);
        });
    }

    @Test
    void of_otherEnds_fitsTimesAlone() {
        ComparisonView view = Comparison.of(
                List.of(
                        drifting(0.01, "until={time: 20}"),
                        drifting(0.02, "until={time: 10}"),
                        drifting(0.04, "until={time: 5}")),
                Comparison.TIME);
        assertThat(view.power().exponents())
                .extracting(ComparisonView.Exponent::quantity)
                .containsExactly(FindingKinds.NORM_DRIFT_ONSET);
        assertThat(view.notes()).anyMatch(note -> note.contains("do not end at the same condition"));
        assertThat(view.distances().get(1).to()).isCloseTo(5, within(1e-12));
    }

    @Test
    void of_forks_saysWhereTheyPart() {
        List<TrajectoryEvent> run = Recordings.of(Recordings.SMALL);
        List<StepTaken> steps = run.stream()
                .filter(event -> event instanceof StepTaken step && !step.isSample())
                .map(StepTaken.class::cast)
                .toList();
        ForkPoint point = ForkPoint.atSeq(run.iterator(), steps.get(8).seq());
        RecordedRun ancestor = recorded(run);
        ComparisonView view = Comparison.of(
                List.of(ancestor, fork(point), fork(point, "weightDecay=0.02"), small("weightDecay=0.02")), null);

        Parting unchanged = view.partings().get(0);
        assertThat(unchanged.same()).isEqualTo(steps.size() - 8).isGreaterThan(20);
        assertThat(unchanged.step()).isNull();
        assertThat(unchanged.sameFrom()).isEqualTo(point.state().time());
        Parting changed = view.partings().get(1);
        assertThat(changed.same()).isEqualTo(1);
        assertThat(changed.step()).isEqualTo(1);
        Parting other = view.partings().get(2);
        assertThat(other.run()).isEqualTo("D");
        assertThat(other.sameTo()).isZero();
        assertThat(other.step()).isEqualTo(1);
        assertThat(view.distances().get(0).max()).isZero();
    }

    private RecordedRun fork(ForkPoint point, String... overrides) {
        return recorded(Recordings.of(ForkPlan.at(point, KeyValue.overrides(List.of(overrides)))));
    }

    @Test
    void of_thinnedRecording_comparesTheStepsThatBothHave() {
        ComparisonView view = Comparison.of(List.of(small(), small("emit={everyStep: 3, weightsEvery: 2}")), null);
        assertThat(view.partings()).singleElement().satisfies(parting -> {
            assertThat(parting.step()).isNull();
            assertThat(parting.same()).isGreaterThan(10);
        });
    }

    @Test
    void of_otherObjective_leavesOutWhatMakesNoSense() {
        RecordedRun unknown =
                recorded(Recordings.ofAnotherProgram(), found(FindingKinds.NORM_DRIFT_ONSET, Stage.FINAL, 2));
        ComparisonView view = Comparison.of(
                List.of(drifting(0.01, COMPLETION), unknown, small("objective.generator.features=10")), null);
        assertThat(view.notes()).anyMatch(note -> note.contains("B has unknown: their losses, times and weights"));
        assertThat(view.times().get(0).values().get(1).ratio()).isNull();
        assertThat(view.ends()).allMatch(row -> row.values().get(1).ratio() == null);
        assertThat(view.distances())
                .extracting(Distance::reason)
                .containsExactly("the objectives are not the same", "A has 16 weights and C has 20");
        assertThat(view.power()).isNull();
    }

    @Test
    void of_noWeightDecay_hasNoSlowTime() {
        List<RecordedRun> runs = new ArrayList<>(List.of(small("until={time: 10}")));
        runs.add(small("weightDecay=0", "until={time: 10}"));
        assertThat(Comparison.of(runs, Comparison.SLOW_TIME).distances().get(0).reason())
                .contains("B has no weight decay");
        ComparisonView view = Comparison.of(runs, null);
        assertThat(view.at()).isEqualTo(Comparison.TIME);
        assertThat(view.distances().get(0).to()).isCloseTo(10, within(1e-12));
        assertThat(view.notes()).anyMatch(note -> note.contains("no findings about A"));
    }
}
