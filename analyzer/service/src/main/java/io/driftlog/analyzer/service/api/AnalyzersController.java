package io.driftlog.analyzer.service.api;

import io.driftlog.analyzer.spi.driver.Analyzers;
import io.driftlog.http.Limits;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The analyzers at hand. */
@Controller(Limits.API + "/analyzers")
@Tag(name = "analyzers")
class AnalyzersController {
    private final Analyzers analyzers;

    AnalyzersController(Analyzers analyzers) {
        this.analyzers = analyzers;
    }

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
    record AnalyzerView(String id, int version, String description, SortedMap<String, String> defaults, String from) {}

    /** The analyzers that ship inside and those of the plug-in folder. */
    @Get
    List<AnalyzerView> list() {
        return analyzers.known().stream()
                .map(known -> new AnalyzerView(
                        known.factory().id(),
                        known.version(),
                        known.factory().description(),
                        new TreeMap<>(known.factory().defaults()),
                        known.origin()))
                .toList();
    }
}
