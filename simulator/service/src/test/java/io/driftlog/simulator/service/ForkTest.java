package io.driftlog.simulator.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftlog.events.EmissionPolicy;
import io.driftlog.events.InitialSpec;
import io.driftlog.events.Origin;
import io.driftlog.events.Origin.PastStep;
import io.driftlog.events.StepTaken;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.events.UserException.Refused;
import io.driftlog.simulator.spi.InvalidSpecException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: a fork is planned from any recorded step, or refused in one sentence. Method: a recorded run in memory. */
final class ForkTest {
    private static final List<TrajectoryEvent> RUN = Recordings.of(Recordings.SMALL);
    private static final int LAST = RUN.size() - 3;
    private static final List<TrajectoryEvent> THIN = Recordings.of(Recordings.SMALL, "emit.weightsEvery=3");

    private static NamedSpec fork(String... overrides) {
        ForkPoint point = ForkPoint.atSeq(RUN.iterator(), 10);
        return ForkPlan.at(point, KeyValue.overrides(List.of(overrides)));
    }

    @Test
    void at_taggedRun_keepsTagsUnlessTheyAreChanged() {
        ForkPoint point = ForkPoint.atSeq(
                Recordings.of(Recordings.SMALL, "tags=[paper, fig/3]").iterator(), 10);
        assertThat(ForkPlan.at(point, List.of()).tags()).containsExactly("paper", "fig/3");
        assertThat(ForkPlan.at(point, KeyValue.overrides(List.of("tags=[other]")))
                        .tags())
                .containsExactly("other");
    }

    private static void refused(Runnable runnable, String... words) {
        Consumer<Throwable> saysAll =
                e -> assertThat(e.getMessage()).contains(words).matches("(?s).*[.?]");
        assertThatThrownBy(runnable::run)
                .isInstanceOf(InvalidSpecException.class)
                .satisfies(saysAll);
    }

    @Test
    void atSeq_runOfUnknownObjective_isRefused() {
        assertThatThrownBy(() -> ForkPoint.atSeq(Recordings.ofAnotherProgram().iterator(), 0))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("a run of unknown objective cannot be forked");
    }

    /** Goal: a fork begins at steps. Method: the places of a run with samples, one after the other. */
    @Test
    void atSeq_sample_namesTheStepsAroundIt() {
        List<TrajectoryEvent> sampled = Recordings.of(Recordings.SMALL, "emit.sampleSpacing=0.05");
        int first = IntStream.range(1, sampled.size())
                .filter(i -> sampled.get(i) instanceof StepTaken step && step.isSample())
                .findFirst()
                .orElseThrow();
        int next = IntStream.range(first, sampled.size())
                .filter(i -> sampled.get(i) instanceof StepTaken step && !step.isSample())
                .findFirst()
                .orElseThrow();

        refused(
                () -> ForkPoint.atSeq(sampled.iterator(), first - 1),
                "seq " + (first - 1) + " of run run is a sample",
                "fork at seq " + (first - 2) + " or seq " + (next - 1));
        double time = ((StepTaken) sampled.get(next - 1)).time();
        assertThat(ForkPoint.atTime(sampled.iterator(), time).state()).isEqualTo(sampled.get(first - 1));
    }

    @Test
    void at_anyStep_carriesThePastOfAllAncestors() {
        List<PastStep> past = fork().origin().orElseThrow().history();
        StepTaken state = (StepTaken) RUN.get(11);
        assertThat(past).hasSize(11);
        assertThat(past.get(10))
                .isEqualTo(new PastStep(
                        state.time(),
                        state.trainLoss(),
                        state.testLoss(),
                        state.weightNormSquared(),
                        state.gradientNorm(),
                        0.01));
        List<TrajectoryEvent> child = Recordings.of(fork("weightDecay=0.1", "until={time: 60}"));
        List<PastStep> both = ForkPoint.atSeq(child.iterator(), 5).history();
        assertThat(both.subList(0, 11)).isEqualTo(past);
        assertThat(both.subList(11, both.size()))
                .extracting(PastStep::weightDecay)
                .containsOnly(0.1);
        assertThat(both).extracting(PastStep::time).isSorted();
        assertThat(fork("objective.generator.samples=3").origin().orElseThrow().history())
                .isEmpty();
    }

    @Test
    void at_noChange_isTheStateWithItsAncestry() {
        StepTaken state = (StepTaken) RUN.get(11);
        NamedSpec fork = fork();
        Origin origin = fork.origin().orElseThrow();
        assertThat(fork.name()).isEqualTo("small-fork");
        assertThat(fork.spec().initial()).isEqualTo(new InitialSpec.Given(state.weights()));
        assertThat(origin.runId()).isEqualTo("run");
        assertThat(origin.seq()).isEqualTo(10);
        assertThat(origin.time()).isEqualTo(state.time());
        assertThat(origin.digest()).isEqualTo(state.digest());
        assertThat(origin.multiplier()).isEqualTo(state.multiplier());
        assertThat(origin.changes()).isEmpty();
        assertThat(fork.emission()).isEqualTo(EmissionPolicy.EVERY_STEP);
    }

    @Test
    void at_changes_areMadeAndNamed() {
        NamedSpec fork = fork("weightDecay=1e-3", "method.relativeTolerance=1e-8", "name=other", "emit.everyStep=5");
        assertThat(fork.spec().weightDecay()).isEqualTo(1e-3);
        assertThat(fork.spec().method().parameters()).containsEntry("relativeTolerance", 1e-8);
        assertThat(fork.spec().method().parameters()).containsEntry("restartEvery", 8.0);
        assertThat(fork.name()).isEqualTo("other");
        assertThat(fork.emission()).isEqualTo(new EmissionPolicy(5, 0, 1));
        assertThat(fork.origin().orElseThrow().changes())
                .containsEntry("weightDecay", "1e-3")
                .containsEntry("method.relativeTolerance", "1e-8")
                .hasSize(4);
    }

    @Test
    void at_noWeightDecay_endsAtTheSameFlowTime() {
        NamedSpec fork = fork("weightDecay=0");
        assertThat(fork.spec().until().time()).isEqualTo(OptionalDouble.of(50));
        assertThat(fork.spec().until().slowTime()).isEmpty();
        assertThat(fork.origin().orElseThrow().changes()).containsEntry("until.time", "50.0");
        NamedSpec own = fork("weightDecay=0", "until={gradientNorm: 1e-9}");
        assertThat(own.spec().until().time()).isEmpty();
    }

    @Test
    void at_givenData_areTheAncestors(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("X.csv"), "1,2\n3,4\n5,6\n");
        Files.writeString(folder.resolve("y.csv"), "1\n2\n3\n");
        NamedSpec named = RunSpecReader.parse("""
                objective: {type: linear-regression, features: X.csv, targets: y.csv}
                initial: {values: [1, -2.5]}
                weightDecay: 0.01
                method: {type: radaug}
                until: {time: 20}
                """, folder, List.of());
        ForkPoint point = ForkPoint.atSeq(Recordings.of(named).iterator(), 1);
        NamedSpec fork = ForkPlan.at(point, KeyValue.overrides(List.of("weightDecay=0.1")));
        assertThat(fork.spec().objective()).isEqualTo(point.ancestor().spec().objective());
        assertThat(fork.spec().objective().datasets()).hasSize(2);
    }

    @Test
    void at_badChanges_areRefused() {
        refused(() -> fork("initial.gaussian.variance=1"), "initial", "state of its ancestor");
        refused(() -> fork("weightdecay=1"), "weightdecay", "weightDecay");
        refused(() -> fork("objective.generator.features=10"), "initial.values", "16", "20");
        refused(() -> fork("until.slowTime=1e-6"), "until", "later until.time");
        refused(() -> fork("nonsense"), "--set", "nonsense");
    }

    @Test
    void atSeq_beyondTheEnd_isRefused() {
        refused(() -> ForkPoint.atSeq(RUN.iterator(), LAST + 1), "--at-seq", "seq 0 to " + LAST, "t = 50");
        refused(() -> ForkPoint.atSeq(RUN.iterator(), -1), "--at-seq", "seq 0 to " + LAST);
        refused(() -> ForkPoint.atSeq(RUN.subList(0, 1).iterator(), 0), "--at-seq", "no steps yet");
        assertThat(ForkPoint.atSeq(RUN.iterator(), LAST).state().time()).isEqualTo(50);
    }

    @Test
    void atSeq_stepWithoutWeights_namesTheNearestThatHaveThem() {
        refused(() -> ForkPoint.atSeq(THIN.iterator(), 4), "seq 4", "without its weights", "seq 3 or seq 6");
        List<TrajectoryEvent> none = Recordings.of(Recordings.SMALL, "emit={weightsEvery: 0}");
        refused(() -> ForkPoint.atSeq(none.iterator(), 4), "no step of this run has them", "emit.weightsEvery");
    }

    @Test
    void atTime_anyTimeOfTheRun_isTheLastWholeStepBefore() {
        StepTaken seventh = (StepTaken) THIN.get(8);
        assertThat(ForkPoint.atTime(THIN.iterator(), seventh.time()).state().seq())
                .isEqualTo(6);
        assertThat(ForkPoint.atTime(RUN.iterator(), seventh.time()).state()).isEqualTo(RUN.get(8));
        assertThat(ForkPoint.atTime(RUN.iterator(), 0).state().seq()).isZero();
        assertThat(ForkPoint.atTime(RUN.iterator(), 50).state().seq()).isEqualTo(LAST);
        refused(() -> ForkPoint.atTime(RUN.iterator(), 50.1), "--at-time", "beyond the end", "t = 50");
        refused(() -> ForkPoint.atTime(RUN.iterator(), Double.NaN), "--at-time");
        refused(() -> ForkPoint.atTime(RUN.iterator(), -1), "--at-time", "later time");
    }
}
