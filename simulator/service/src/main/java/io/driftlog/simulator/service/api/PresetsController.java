package io.driftlog.simulator.service.api;

import io.driftlog.http.Limits;
import io.driftlog.simulator.service.Presets;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;

/** The run specs that ship inside. */
@Controller(Limits.API + "/presets")
@Tag(name = "runs")
class PresetsController {
    /**
     * A run spec that ships inside.
     *
     * @param name what to call it by
     * @param yaml its text, to submit as it is or changed
     */
    @Serdeable
    record Preset(String name, String yaml) {}

    /** The run specs that ship inside. */
    @Get
    List<Preset> list() {
        return Presets.names().stream()
                .map(name -> new Preset(name, Presets.text(name).orElseThrow()))
                .toList();
    }
}
