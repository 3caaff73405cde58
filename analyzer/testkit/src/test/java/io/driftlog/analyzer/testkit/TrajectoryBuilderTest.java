package io.driftlog.analyzer.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.events.Outcome;
import io.driftlog.events.RunEnded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.TrajectoryEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrajectoryBuilderTest {
    @Test
    void build_curves_givesAWholeTrajectory() {
        List<TrajectoryEvent> events = new TrajectoryBuilder("r")
                .weightDecay(0.25)
                .trainLoss(t -> 10 + t)
                .testLoss(t -> 20 + t)
                .weightNormSquared(t -> 4)
                .gradientNorm(t -> 30 + t)
                .outcome(Outcome.CANCELLED)
                .times(0, 1, 3)
                .build();

        assertThat(events).hasSize(5).extracting(TrajectoryEvent::runId).containsOnly("r");
        RunStarted started = (RunStarted) events.get(0);
        assertThat(started.spec().weightDecay()).isEqualTo(0.25);
        assertThat(started.dimension()).isEqualTo(1);
        for (int seq = 0; seq < 3; seq++) {
            StepTaken step = (StepTaken) events.get(seq + 1);
            assertThat(step.seq()).isEqualTo(seq);
            assertThat(step.trainLoss()).isEqualTo(10 + step.time());
            assertThat(step.testLoss()).isEqualTo(20 + step.time());
            assertThat(step.gradientNorm()).isEqualTo(30 + step.time());
            assertThat(step.weights()).containsExactly(2);
        }
        assertThat(((StepTaken) events.get(1)).stepSize()).isZero();
        assertThat(((StepTaken) events.get(3)).stepSize()).isEqualTo(2);
        RunEnded ended = (RunEnded) events.get(4);
        assertThat(ended.seq()).isEqualTo(3);
        assertThat(ended.steps()).isEqualTo(2);
        assertThat(ended.time()).isEqualTo(3);
        assertThat(ended.outcome()).isEqualTo(Outcome.CANCELLED);
    }

    @Test
    void logTimes_range_isEvenInTheLogarithm() {
        List<TrajectoryEvent> events =
                new TrajectoryBuilder("r").logTimes(0.1, 1000, 5).build();

        double[] expected = {0, 0.1, 1, 10, 100, 1000};
        for (int i = 0; i < expected.length; i++) {
            assertThat(((StepTaken) events.get(i + 1)).time()).isCloseTo(expected[i], within(1e-12 * 1000));
        }
    }

    @Test
    void uniformTimes_range_isEven() {
        List<TrajectoryEvent> events =
                new TrajectoryBuilder("r").uniformTimes(8, 4).build();

        assertThat(events.subList(1, 6))
                .extracting(event -> ((StepTaken) event).time())
                .containsExactly(0.0, 2.0, 4.0, 6.0, 8.0);
    }

    @Test
    void build_noSteps_endsAtSeqZero() {
        List<TrajectoryEvent> events = new TrajectoryBuilder("r").times().build();

        assertThat(events).hasSize(2);
        assertThat(((RunEnded) events.get(1)).seq()).isZero();
    }
}
