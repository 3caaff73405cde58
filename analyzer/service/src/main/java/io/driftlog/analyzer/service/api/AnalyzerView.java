package io.driftlog.analyzer.service.api;

import io.driftlog.analyzer.spi.driver.Analyzers;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An analyzer.
 *
 * @param id names it
 * @param version raised whenever the same events would give other findings
 * @param description what it finds
 * @param defaults its parameters
 * @param from built in, or the jar of the plug-in
 */
@Serdeable
@Schema(name = "Analyzer")
public record AnalyzerView(
        String id, int version, String description, SortedMap<String, String> defaults, String from) {
    /** An analyzer as the API and the command line show it. */
    public static AnalyzerView of(Analyzers.Known known) {
        return new AnalyzerView(
                known.factory().id(),
                known.version(),
                known.factory().description(),
                new TreeMap<>(known.factory().defaults()),
                known.origin());
    }
}
