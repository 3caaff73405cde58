package io.driftlog.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftlog.analyzer.spi.driver.FoldDriver;
import io.driftlog.events.RunEnded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.log.LogConnection;
import io.driftlog.log.run.RunReader;
import io.driftlog.simulator.flow.loop.Advance;
import io.driftlog.simulator.flow.loop.Integration;

/** Runs and findings as they are without kills. */
final class Undisturbed {
    private Undisturbed() {}

    /** Compares the recorded findings of an analyzer with those of a fold here, value by value. */
    static void assertFindings(LogConnection kafka, String runId, FoldDriver<?> driver) {
        assertThat(Findings.recorded(kafka, runId, driver))
                .as("findings of %s about %s", driver.id(), runId)
                .isEqualTo(Findings.folded(kafka, runId, driver));
    }

    /** Compares a recorded run with the same run integrated here, event by event. */
    static void assertTrajectory(LogConnection kafka, String runId) {
        try (RunReader recorded = RunReader.open(kafka, runId)) {
            RunStarted started = (RunStarted) recorded.next().event();
            Integration undisturbed = Integration.start(runId, started.spec());
            assertThat(recorded.next().event()).isEqualTo(undisturbed.current());
            Advance advance = undisturbed.advance();
            while (advance instanceof Advance.Stepped stepped) {
                TrajectoryEvent event = recorded.next().event();
                if (!stepped.step().equals(event)) {
                    throw new AssertionError(event + " was recorded where undisturbed it is " + stepped.step());
                }
                advance = undisturbed.advance();
            }
            RunEnded end = (RunEnded) recorded.next().event();
            StepTaken last = undisturbed.current();
            assertThat(end.seq()).isEqualTo(last.seq() + 1);
            assertThat(end.digest()).isEqualTo(last.digest());
            assertThat(recorded.hasNext()).isFalse();
        }
    }
}
