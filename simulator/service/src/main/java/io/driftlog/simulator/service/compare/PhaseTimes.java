package io.driftlog.simulator.service.compare;

import io.driftlog.events.Finding;
import io.driftlog.events.FindingKinds;
import io.driftlog.events.FindingRecorded;
import io.driftlog.http.ComparisonView.Verdict;
import io.driftlog.http.Words;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The findings about a run that count: of the newest version of each analyzer, the final ones where there are any. */
final class PhaseTimes {
    private static final Set<String> NO_PHASE = Set.of(
            FindingKinds.COMPLETED,
            FindingKinds.FAILED,
            FindingKinds.UNDETERMINED,
            FindingKinds.TEST_LOSS_DROP_WITHDRAWN);

    private final List<FindingRecorded> counting;

    PhaseTimes(List<FindingRecorded> findings) {
        Map<String, Integer> newest = new HashMap<>();
        findings.forEach(each -> newest.merge(each.analyzer(), each.version(), Math::max));
        List<FindingRecorded> ofNewest = findings.stream()
                .filter(each -> each.version() == newest.getOrDefault(each.analyzer(), 0))
                .toList();
        Set<String> finished = ofNewest.stream()
                .filter(PhaseTimes::isFinal)
                .map(PhaseTimes::analyzer)
                .collect(Collectors.toSet());
        counting = ofNewest.stream()
                .filter(each -> isFinal(each) || !finished.contains(analyzer(each)))
                .toList();
    }

    private static boolean isFinal(FindingRecorded recorded) {
        return recorded.finding().stage() == Finding.Stage.FINAL;
    }

    private static String analyzer(FindingRecorded recorded) {
        return recorded.analyzer() + recorded.parameters();
    }

    /** By kind, with the parameters that the analyzer was given: the last finding that states a time, in order of time. */
    Map<String, Finding> byName() {
        Map<String, Finding> last = new HashMap<>();
        for (FindingRecorded each : counting) {
            Finding finding = each.finding();
            if (finding.time().isPresent() && !NO_PHASE.contains(finding.kind()) && !FindingKinds.isVerdict(each)) {
                last.put(
                        finding.kind()
                                + each.parameters().entrySet().stream()
                                        .map(given -> " " + given.getKey() + "=" + given.getValue())
                                        .collect(Collectors.joining()),
                        finding);
            }
        }
        Map<String, Finding> ordered = new LinkedHashMap<>();
        last.entrySet().stream()
                .sorted(Comparator.comparingDouble(
                        each -> each.getValue().time().orElseThrow().estimate()))
                .forEach(each -> ordered.put(each.getKey(), each.getValue()));
        return ordered;
    }

    /** Whether the run grokked; empty if no analyzer has said so. */
    Optional<Verdict> verdict() {
        return counting.stream()
                .filter(FindingKinds::isVerdict)
                .reduce((before, after) -> after)
                .map(FindingRecorded::finding)
                .map(finding -> new Verdict(finding.kind(), Words.of(finding.stage()), finding.sentence()));
    }
}
