package io.driftlog.analyzer.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftlog.analyzer.testkit.Trajectories;
import io.driftlog.events.TrajectoryEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Goal: a fold that hangs is named, and nothing comes of it afterwards. Method: this thread folds, and waits. */
final class StepDeadlineTest {
    private static final long PATIENCE_SECONDS = 60;

    private final List<TrajectoryEvent> events = Trajectories.twoPhases("a").build();
    private final LinkedBlockingQueue<String> said = new LinkedBlockingQueue<>();

    @Test
    void end_afterTheDeadline_throwsAndTheEventIsNamed() throws InterruptedException {
        try (var deadline = new StepDeadline("test", Duration.ofMillis(20), said::add)) {
            deadline.begin(events.get(3));
            assertThatThrownBy(() -> Thread.sleep(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS)))
                    .isInstanceOf(InterruptedException.class);
            assertThatThrownBy(deadline::end).hasMessageContaining("after its deadline");
            assertThatThrownBy(deadline::end).hasMessageContaining("after its deadline");
        }
        assertThat(said)
                .containsExactly("it took longer than 0.02 s for seq 2 of run a; make it faster, or allow it more with"
                        + " --step-deadline");
    }

    @Test
    void end_inTime_saysNothing() {
        try (var deadline = new StepDeadline("test", Duration.ofMinutes(1), said::add)) {
            for (TrajectoryEvent event : events) {
                deadline.begin(event);
                deadline.end();
            }
        }
        assertThat(said).isEmpty();
    }

    @Test
    void isOverdue_theWholeProcessStoodStill_countsTwoLooks() {
        var looks = new StepDeadline.Looks(100, 10, 0);
        assertThat(looks.isOverdue(events.get(3), 5)).isFalse();
        assertThat(looks.isOverdue(events.get(3), 1000)).isFalse();
        for (int t = 1005; t <= 1090; t += 5) {
            assertThat(looks.isOverdue(events.get(3), t)).isFalse();
        }
        assertThat(looks.isOverdue(events.get(3), 1095)).isTrue();
    }

    @Test
    void isOverdue_anotherEvent_beginsAnew() {
        var looks = new StepDeadline.Looks(100, 10, 0);
        for (int t = 5; t < 1000; t += 5) {
            assertThat(looks.isOverdue(events.get(1 + t / 50), t)).isFalse();
        }
        assertThat(looks.isOverdue(null, 1000)).isFalse();
    }
}
