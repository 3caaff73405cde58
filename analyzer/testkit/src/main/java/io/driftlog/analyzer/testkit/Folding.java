package io.driftlog.analyzer.testkit;

import io.driftlog.analyzer.spi.Analyzer;
import io.driftlog.analyzer.spi.driver.FoldDriver;
import io.driftlog.analyzer.spi.driver.Progress;
import io.driftlog.analyzer.spi.driver.RunDriver;
import io.driftlog.events.Finding;
import io.driftlog.events.FindingRecorded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.TrajectoryEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Folds a trajectory with the driver that every host uses. */
public final class Folding {
    private Folding() {}

    /**
     * All findings about a trajectory, the {@code completed} one included.
     *
     * @param analyzer the analyzer
     * @param events of one run, RunStarted first. Not modified.
     * @return the findings, in order
     */
    public static List<FindingRecorded> fold(Analyzer<?> analyzer, List<TrajectoryEvent> events) {
        return fold(new FoldDriver<>(analyzer, Map.of()), events);
    }

    /**
     * All findings about a trajectory, the {@code completed} one included.
     *
     * @param <S> the type of the state
     * @param driver the driver of the analyzer
     * @param events of one run, RunStarted first. Not modified.
     * @return the findings, in order
     */
    public static <S> List<FindingRecorded> fold(FoldDriver<S> driver, List<TrajectoryEvent> events) {
        RunDriver<S> run = driver.open((RunStarted) events.get(0));
        Progress<S> progress = run.initial();
        List<FindingRecorded> findings = new ArrayList<>();
        for (TrajectoryEvent event : events) {
            RunDriver.Result<S> result = run.accept(progress, event);
            findings.addAll(result.findings());
            progress = result.progress();
        }
        return findings;
    }

    /**
     * {@return the analyzer's own findings of this stage, without identities}
     *
     * @param findings what {@link #fold} returned. Not modified.
     * @param stage provisional or final
     */
    public static List<Finding> found(List<FindingRecorded> findings, Finding.Stage stage) {
        return findings.stream()
                .map(FindingRecorded::finding)
                .filter(finding -> finding.stage() == stage)
                .filter(finding -> !finding.kind().equals(Finding.COMPLETED))
                .toList();
    }
}
