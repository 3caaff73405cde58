package io.driftlog.simulator.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftlog.events.ObjectiveSpec;
import io.driftlog.events.Outcome;
import io.driftlog.events.RunEnded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.events.UserException.Refused;
import io.driftlog.simulator.service.Verification.Verdict;
import io.driftlog.simulator.spi.InvalidSpecException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Goal: a run is verified if and only if it is what its first event describes, and the first difference is named. Method:
 * recorded runs in memory, each spoilt in one place.
 */
final class VerificationTest {
    private static final RunWatcher NOBODY = step -> {};

    private static Verdict verify(List<TrajectoryEvent> events) {
        return Verification.verify(events.iterator(), NOBODY);
    }

    private static StepDifference difference(List<TrajectoryEvent> events) {
        return verify(events).difference().orElseThrow();
    }

    private static List<TrajectoryEvent> with(List<TrajectoryEvent> events, int index, TrajectoryEvent event) {
        List<TrajectoryEvent> changed = new ArrayList<>(events);
        changed.set(index, event);
        return changed;
    }

    @Test
    void verify_recordedRun_isTheSame() {
        List<TrajectoryEvent> events = Recordings.of(Recordings.SMALL);
        Verdict verdict = verify(events);
        assertThat(verdict.difference()).isEmpty();
        assertThat(verdict.complete()).isTrue();
        assertThat(verdict.steps()).isEqualTo(events.size() - 2);
        assertThat(verdict.end()).contains((RunEnded) events.get(events.size() - 1));
    }

    @Test
    void verify_thinnedRun_isTheSame() {
        for (String policy : List.of(
                "{everyStep: 7}", "{perDecade: 5, weightsEvery: 2}", "{weightsEvery: 0}", "{sampleSpacing: 0.01}")) {
            List<TrajectoryEvent> events = Recordings.of(Recordings.SMALL, "emit=" + policy);
            Verdict verdict = verify(events);
            assertThat(verdict.difference()).as(policy).isEmpty();
            assertThat(verdict.steps()).isEqualTo(events.size() - 2);
            assertThat(verdict.acceptedSteps()).isEqualTo(((RunEnded) events.get(events.size() - 1)).steps());
        }
    }

    @Test
    void verify_fork_isTheSame() {
        List<TrajectoryEvent> ancestor = Recordings.of(Recordings.SMALL);
        ForkPoint point = ForkPoint.atSeq(ancestor.iterator(), 12);
        List<TrajectoryEvent> fork = Recordings.of(ForkPlan.at(point, KeyValue.overrides(List.of("weightDecay=0"))));
        assertThat(verify(fork).difference()).isEmpty();
        assertThat(verify(fork).steps()).isEqualTo(fork.size() - 2).isGreaterThan(5);
    }

    @Test
    void verify_runWithoutEnd_isTheSameSoFar() {
        List<TrajectoryEvent> events = Recordings.of(Recordings.SMALL);
        Verdict verdict = verify(events.subList(0, 9));
        assertThat(verdict.difference()).isEmpty();
        assertThat(verdict.end()).isEmpty();
        assertThat(verdict.steps()).isEqualTo(8);
    }

    @Test
    void verify_oneBitOfOneWeight_isNamedWithBothValues() {
        List<TrajectoryEvent> events = Recordings.of(Recordings.SMALL);
        StepTaken step = (StepTaken) events.get(6);
        double[] weights = step.weights().clone();
        weights[3] = Math.nextUp(weights[3]);
        StepDifference difference = difference(with(events, 6, Recordings.with(step, weights, step.digest())));
        assertThat(difference)
                .isEqualTo(new StepDifference(
                        5, "weights[3]", Double.toString(weights[3]), Double.toString(step.weights()[3])));
        assertThat(difference.sentence())
                .isEqualTo("The event of seq 5 differs in weights[3]: recorded " + weights[3] + ", computed "
                        + step.weights()[3] + ".");
        assertThat(verify(with(events, 6, Recordings.with(step, weights, step.digest())))
                        .steps())
                .isEqualTo(5);
    }

    @Test
    void verify_otherDigest_isNamed() {
        List<TrajectoryEvent> events = Recordings.of(Recordings.SMALL);
        StepTaken step = (StepTaken) events.get(1);
        StepDifference difference = difference(with(events, 1, Recordings.with(step, step.weights(), new byte[32])));
        assertThat(difference.seq()).isZero();
        assertThat(difference.field()).isEqualTo("digest");
        assertThat(difference.recorded()).isEqualTo("00".repeat(32));
    }

    @Test
    void verify_missingStep_isNamed() {
        List<TrajectoryEvent> events = new ArrayList<>(Recordings.of(Recordings.SMALL));
        events.remove(4);
        assertThat(difference(events).field()).isEqualTo("seq");
    }

    @Test
    void verify_endTooEarlyOrOtherwise_isNamed() {
        List<TrajectoryEvent> events = Recordings.of(Recordings.SMALL);
        RunEnded end = (RunEnded) events.get(events.size() - 1);
        List<TrajectoryEvent> early = new ArrayList<>(events.subList(0, 9));
        early.add(end);
        assertThat(difference(early).computed()).contains("further step");
        RunEnded failed = new RunEnded(
                end.runId(), end.seq(), end.steps(), end.time(), Outcome.FAILED, "stuck", "No.", end.digest(), 0);
        assertThat(difference(with(events, events.size() - 1, failed)).field()).isEqualTo("cause");
        RunEnded earlier = new RunEnded(
                end.runId(), end.seq(), 3, end.time(), end.outcome(), end.cause(), end.reason(), end.digest(), 0);
        assertThat(difference(with(events, events.size() - 1, earlier)).field()).isEqualTo("steps");
    }

    @Test
    void verify_cancelledRun_isTheSameUpToThere() {
        List<TrajectoryEvent> events =
                new ArrayList<>(Recordings.of(Recordings.SMALL).subList(0, 9));
        StepTaken last = (StepTaken) events.get(8);
        events.add(new RunEnded(
                last.runId(), 8, last.step(), last.time(), Outcome.CANCELLED, "cancelled", "C.", last.digest(), 0));
        assertThat(verify(events).difference()).isEmpty();
        assertThat(verify(events).end()).isPresent();
    }

    @Test
    void verify_otherNumericsVersion_isRefused() {
        List<TrajectoryEvent> events = Recordings.of(Recordings.SMALL);
        RunStarted run = (RunStarted) events.get(0);
        RunStarted older = new RunStarted(
                run.runId(), run.name(), run.spec(), 0, run.dimension(), run.samples(), "Driftlog 0.0.1", 0);
        assertThatThrownBy(() -> verify(with(events, 0, older)))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("Driftlog 0.0.1")
                .hasMessageContaining("numerics version 0")
                .hasMessageContaining("verify it with the version that recorded it");
    }

    @Test
    void verify_runOfAnotherProgram_isRefused() {
        List<TrajectoryEvent> events = Recordings.ofAnotherProgram();
        assertThatThrownBy(() -> verify(events))
                .isInstanceOf(Refused.class)
                .hasMessage("Run run was recorded by another program; it cannot be computed again.");
    }

    @Test
    void verify_dataMissing_isRefused() {
        List<TrajectoryEvent> events = Recordings.of(Recordings.SMALL);
        RunStarted run = (RunStarted) events.get(0);
        ObjectiveSpec generated = run.spec().objective();
        ObjectiveSpec objective = new ObjectiveSpec(
                generated.type(),
                generated.parameters(),
                "",
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(Map.of("features", "ab".repeat(32))),
                new TreeMap<>());
        RunStarted poor = run.with(run.spec().with(objective), Optional.empty());
        assertThatThrownBy(() -> verify(with(events, 0, poor)))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("its data features are kept beside the run and are missing there");
        assertThatThrownBy(() -> ForkPlan.at(
                        new ForkPoint(poor, (StepTaken) events.get(1), List.of()),
                        KeyValue.overrides(List.of("weightDecay=0.1"))))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("its data features are kept beside the run and are missing there");
    }

    @Test
    void verify_stopAskedFor_isNotComplete() {
        Verdict verdict = Verification.verify(Recordings.of(Recordings.SMALL).iterator(), new RunWatcher() {
            private long seen;

            @Override
            public void step(StepTaken step) {
                seen = step.seq();
            }

            @Override
            public boolean stopRequested() {
                return seen >= 4;
            }
        });
        assertThat(verdict.complete()).isFalse();
        assertThat(verdict.steps()).isEqualTo(5);
    }
}
