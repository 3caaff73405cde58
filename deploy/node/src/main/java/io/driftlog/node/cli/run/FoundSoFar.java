package io.driftlog.node.cli.run;

import io.driftlog.analyzer.spi.driver.FoldDriver;
import io.driftlog.events.Finding;
import io.driftlog.events.FindingRecorded;
import io.driftlog.node.cli.output.Console;
import io.driftlog.node.cli.output.FindingWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What some analyzers have found in one run so far. It ignores findings of other versions and parameters. */
final class FoundSoFar {
    private final Console console;
    private final Map<Identity, String> applicationIds;
    private final List<FindingRecorded> findings = new ArrayList<>();
    private final Set<String> over = new TreeSet<>();

    /** Whose findings they are. */
    private record Identity(String analyzer, int version, SortedMap<String, String> parameters) {
        static Identity of(FindingRecorded recorded) {
            return new Identity(recorded.analyzer(), recorded.version(), recorded.parameters());
        }
    }

    FoundSoFar(Console console, List<? extends FoldDriver<?>> analyzers) {
        this.console = console;
        this.applicationIds = analyzers.stream()
                .collect(Collectors.toMap(
                        analyzer -> new Identity(analyzer.id(), analyzer.version(), analyzer.parameters()),
                        FoldDriver::applicationId));
    }

    /** Whether a finding is of one of the analyzers. */
    boolean concerns(FindingRecorded recorded) {
        return applicationIds.containsKey(Identity.of(recorded));
    }

    /** Takes the next finding, and prints it if it is news; whether its analyzer has finished with the run. */
    boolean take(FindingRecorded recorded) {
        Finding finding = recorded.finding();
        if (!concerns(recorded)) {
            return false;
        }
        findings.add(recorded);
        if (finding.stage() == Finding.Stage.PROVISIONAL || finding.kind().equals(Finding.FAILED)) {
            console.line("%s", FindingWords.line(finding));
        }
        return (finding.kind().equals(Finding.COMPLETED) || finding.kind().equals(Finding.FAILED))
                && over.add(applicationIds.get(Identity.of(recorded)));
    }

    /** The application ids of the analyzers that have not finished with the run. */
    Set<String> missing() {
        Set<String> missing = new TreeSet<>(applicationIds.values());
        missing.removeAll(over);
        return missing;
    }

    /** What was found so far, in the order in which it was committed. */
    List<FindingRecorded> findings() {
        return List.copyOf(findings);
    }
}
