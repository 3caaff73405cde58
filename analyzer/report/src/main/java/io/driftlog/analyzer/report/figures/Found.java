package io.driftlog.analyzer.report.figures;

import io.driftlog.events.Finding;
import io.driftlog.events.FindingRecorded;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Looks into the findings about one run. */
final class Found {
    private final List<FindingRecorded> findings;

    Found(List<FindingRecorded> findings) {
        this.findings = List.copyOf(findings);
    }

    /** The last finding of a kind. */
    Optional<Finding> last(String kind) {
        return findings.stream()
                .map(FindingRecorded::finding)
                .filter(finding -> finding.kind().equals(kind))
                .reduce((first, second) -> second);
    }

    OptionalDouble time(String kind) {
        return last(kind)
                .flatMap(Finding::time)
                .map(time -> OptionalDouble.of(time.estimate()))
                .orElse(OptionalDouble.empty());
    }

    /** A vector of the last finding of a kind; empty when there is none. */
    double[] vector(String kind, String name) {
        return last(kind).map(finding -> finding.vectors().get(name)).orElse(new double[0]);
    }

    /** Final findings in the order of their times. */
    List<FindingRecorded> finals() {
        return findings.stream()
                .filter(found -> found.finding().stage() == Finding.Stage.FINAL)
                .filter(found -> !found.finding().kind().equals(Finding.COMPLETED))
                .sorted(java.util.Comparator.comparingDouble(
                        found -> found.finding().time().map(t -> t.estimate()).orElse(Double.MAX_VALUE)))
                .toList();
    }
}
