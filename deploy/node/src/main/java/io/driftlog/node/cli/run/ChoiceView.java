package io.driftlog.node.cli.run;

import io.driftlog.simulator.spi.Choice;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;

/** A word or text of a run spec, for people and as JSON. */
@Serdeable
record ChoiceView(String name, String description, String defaultValue, List<String> values) {
    static ChoiceView of(Choice choice) {
        return new ChoiceView(choice.name(), choice.description(), choice.defaultValue(), choice.values());
    }

    String inWords() {
        String start = defaultValue.isEmpty() ? name : name + "=" + defaultValue;
        return start + ": " + description + (values.isEmpty() ? "" : "; one of " + String.join(", ", values));
    }
}
