package io.driftlog.benchmark;

import io.driftlog.analyzer.spi.driver.Analyzers;
import java.util.List;

/** The analyzers that are measured: all that ship inside, and the three of the phases. */
final class Detectors {
    static final Analyzers KNOWN = Analyzers.load(Detectors.class.getClassLoader());

    /** The detectors of the phases. */
    static final List<String> PHASES = List.of("loss-plateau", "norm-drift", "test-loss-drop");

    private Detectors() {}

    /** The built-in analyzers. */
    static List<String> all() {
        return KNOWN.known().stream()
                .map(known -> known.factory().id())
                .filter(id -> !id.equals(EchoAnalyzer.ID))
                .toList();
    }
}
