package io.driftlog.analyzer.service.api;

import io.driftlog.analyzer.spi.driver.Analyzers;
import io.driftlog.http.Limits;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;

/** The analyzers at hand. */
@Controller(Limits.API + "/analyzers")
@Tag(name = "analyzers")
class AnalyzersController {
    private final Analyzers analyzers;

    AnalyzersController(Analyzers analyzers) {
        this.analyzers = analyzers;
    }

    /** The analyzers that ship inside and those of the plug-in folder. */
    @Get
    List<AnalyzerView> list() {
        return analyzers.known().stream().map(AnalyzerView::of).toList();
    }
}
