package io.driftlog.analyzer.detectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftlog.analyzer.spi.AnalyzerFactory;
import io.driftlog.analyzer.testkit.Folding;
import io.driftlog.analyzer.testkit.TrajectoryBuilder;
import io.driftlog.events.Finding;
import io.driftlog.events.Finding.BracketedTime;
import io.driftlog.events.Finding.Stage;
import io.driftlog.events.FindingRecorded;
import io.driftlog.events.StepTaken;
import io.driftlog.events.TrajectoryEvent;
import java.util.List;
import java.util.Map;

/** What a detector found in a trajectory. */
record Found(List<TrajectoryEvent> events, List<FindingRecorded> all) {
    static Found by(AnalyzerFactory factory, TrajectoryBuilder builder) {
        return by(factory, Map.of(), builder);
    }

    static Found by(AnalyzerFactory factory, Map<String, String> parameters, TrajectoryBuilder builder) {
        List<TrajectoryEvent> events = builder.build();
        return new Found(events, Folding.fold(factory.create(parameters), events));
    }

    List<Finding> provisional() {
        return Folding.found(all, Stage.PROVISIONAL);
    }

    List<Finding> finals() {
        return Folding.found(all, Stage.FINAL);
    }

    Finding theFinal(String kind) {
        List<Finding> found =
                finals().stream().filter(finding -> finding.kind().equals(kind)).toList();
        assertThat(found).as("final findings of kind %s", kind).hasSize(1);
        return found.get(0);
    }

    /** The bracket is that of two neighbouring samples around the true time, and the estimate is near. */
    void assertTime(String kind, double truth, double relativeError) {
        BracketedTime time = theFinal(kind).time().orElseThrow();
        assertThat(truth).isBetween(time.lower(), time.upper());
        assertThat(time.estimate() / truth).isBetween(1 - relativeError, 1 + relativeError);
        List<Double> times = events.stream()
                .filter(StepTaken.class::isInstance)
                .map(event -> ((StepTaken) event).time())
                .toList();
        assertThat(times.indexOf(time.upper()) - times.indexOf(time.lower())).isEqualTo(1);
    }

    /** Each provisional finding came at its own step; the final one has the same time, and more values and words. */
    void assertIssuedAtOnceAndAgainAtTheEnd() {
        for (FindingRecorded recorded : all) {
            Finding finding = recorded.finding();
            if (finding.stage() == Stage.PROVISIONAL) {
                StepTaken step = (StepTaken) events.get((int) recorded.seq() + 1);
                assertThat(finding.time().orElseThrow().upper()).isEqualTo(step.time());
                Finding last = theFinal(finding.kind());
                assertThat(last.time()).isEqualTo(finding.time());
                assertThat(last.values()).containsAllEntriesOf(finding.values());
                assertThat(last.sentence()).startsWith(finding.sentence());
            }
        }
    }
}
