package io.driftlog.analyzer.report.figures;

import io.driftlog.analyzer.report.Chart.Band;
import io.driftlog.events.Finding;
import io.driftlog.events.FindingKinds;
import io.driftlog.events.FindingRecorded;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Looks into the findings about one run. */
final class Found {
    /** The colours of the dashboard, on white. */
    private static final Color FAST = new Color(0xE8EFF5);

    private static final Color PLATEAU = new Color(0xF2F3F4);
    private static final Color SLOW = new Color(0xF0ECF7);
    private static final Color DROP = new Color(0xF3D9CE);

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

    /** The phases of the run, as on the dashboard: a phase that has not ended lasts until the given time. */
    List<Band> bands(double last) {
        List<Band> bands = new ArrayList<>();
        time(FindingKinds.LOSS_PLATEAU).ifPresent(plateau -> {
            double onset = time(FindingKinds.NORM_DRIFT_ONSET).orElse(last);
            bands.add(new Band("fast phase", FAST, 0, plateau, false));
            bands.add(new Band("plateau", PLATEAU, plateau, onset, false));
        });
        time(FindingKinds.NORM_DRIFT_ONSET)
                .ifPresent(onset -> bands.add(new Band("slow phase", SLOW, onset, last, false)));
        time(FindingKinds.TEST_LOSS_DROP_START)
                .ifPresent(start -> time(FindingKinds.TEST_LOSS_DROP_END)
                        .ifPresent(end -> bands.add(new Band("test loss drops", DROP, start, end, true))));
        return bands;
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
                .sorted(Comparator.comparingDouble(
                        found -> found.finding().time().map(t -> t.estimate()).orElse(Double.MAX_VALUE)))
                .toList();
    }
}
