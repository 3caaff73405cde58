package io.driftlog.node.cli.run;

import static io.driftlog.events.NumberText.exact;

import io.driftlog.simulator.spi.Parameter;
import io.micronaut.serde.annotation.Serdeable;

/** A number of a run spec, for people and as JSON. */
@Serdeable
record ParameterView(String name, String description, double defaultValue, String range) {
    static ParameterView of(Parameter parameter) {
        return new ParameterView(
                parameter.name(), parameter.description(), parameter.defaultValue(), parameter.range());
    }

    String inWords() {
        return name + "=" + exact(defaultValue) + ": " + description + "; a " + range;
    }
}
