package io.driftlog.node;

import io.driftlog.analyzer.spi.driver.FoldDriver;
import io.driftlog.analyzer.spi.driver.Progress;
import io.driftlog.analyzer.spi.driver.RunDriver;
import io.driftlog.events.Finding;
import io.driftlog.events.FindingRecorded;
import io.driftlog.events.RunStarted;
import io.driftlog.log.LogConnection;
import io.driftlog.log.run.FindingsReader;
import io.driftlog.log.run.RunReader;
import java.util.ArrayList;
import java.util.List;

/** Findings of a run in the log, and as an undisturbed fold has them. */
final class Findings {
    private Findings() {}

    /** How many analyzers have said that they are over with a run. */
    static long over(LogConnection kafka, String runId) {
        return FindingsReader.read(kafka, runId).stream()
                .map(FindingRecorded::finding)
                .filter(finding -> finding.kind().equals(Finding.COMPLETED)
                        || finding.kind().equals(Finding.FAILED))
                .count();
    }

    /** Those of one analyzer, in the order in which they were committed. */
    static List<FindingRecorded> recorded(LogConnection kafka, String runId, FoldDriver<?> driver) {
        return FindingsReader.read(kafka, runId).stream()
                .filter(found -> found.analyzer().equals(driver.id()))
                .toList();
    }

    /** What one pass over the run's events finds. */
    static <S> List<FindingRecorded> folded(LogConnection kafka, String runId, FoldDriver<S> driver) {
        List<FindingRecorded> findings = new ArrayList<>();
        try (RunReader reader = RunReader.open(kafka, runId)) {
            RunDriver<S> run = driver.open((RunStarted) reader.next().event());
            Progress<S> progress = run.initial();
            while (reader.hasNext()) {
                RunDriver.Result<S> result = run.accept(progress, reader.next().event());
                findings.addAll(result.findings());
                progress = result.progress();
            }
        }
        return findings;
    }
}
