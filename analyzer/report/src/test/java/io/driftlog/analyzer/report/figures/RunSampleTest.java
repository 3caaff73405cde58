package io.driftlog.analyzer.report.figures;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftlog.analyzer.testkit.Trajectories;
import io.driftlog.events.StepTaken;
import io.driftlog.events.TrajectoryEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Goal: a sample stays small however long the run, and has both ends. Method: a run of 20001 steps in closed form. */
final class RunSampleTest {
    private static RunSample sample(List<TrajectoryEvent> events) {
        var sample = new RunSample();
        events.forEach(sample::accept);
        return sample;
    }

    @Test
    void accept_longRun_keepsAGridAndBothEnds() {
        List<TrajectoryEvent> events =
                Trajectories.twoPhases("long").uniformTimes(20_000, 20_000).build();
        StepTaken last = (StepTaken) events.get(events.size() - 2);

        RunSample sample = sample(events);

        assertThat(sample.started().runId()).isEqualTo("long");
        assertThat(sample.ended()).isPresent();
        assertThat(sample.steps()).hasSizeBetween(100, 5 * 200);
        assertThat(sample.steps().get(0).seq()).isZero();
        assertThat(sample.steps().get(sample.steps().size() - 1).seq()).isEqualTo(last.seq());
        assertThat(sample.steps()).isSortedAccordingTo((a, b) -> Long.compare(a.seq(), b.seq()));
    }

    @Test
    void weightsAt_aTimeWithin_isTheLastKeptStepBefore() {
        RunSample sample = sample(Trajectories.standard().get("many-weights"));

        StepTaken found = sample.weightsAt(100).orElseThrow();

        assertThat(found.weights()).isNotEmpty();
        assertThat(found.time()).isBetween(100 / Math.pow(10, 2.0 / 8), 100.0);
        assertThat(sample.weightsAt(-1)).contains(sample.stepsWithWeights().get(0));
    }

    @Test
    void weightsAt_runWithoutWeights_isNothing() {
        RunSample sample = sample(
                Trajectories.twoPhases("scalars").weights(t -> new double[0]).build());

        assertThat(sample.weightsAt(100)).isEmpty();
        assertThat(sample.steps()).isNotEmpty();
    }
}
