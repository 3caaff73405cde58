package io.driftlog.simulator.service;

import io.driftlog.events.NearestWord;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The run specs that ship inside: YAML files like any other. */
public final class Presets {
    private static final List<String> NAMES = List.of(
            "paper/diagonal",
            "paper/matrix-completion",
            "paper/matrix-completion-small-start",
            "paper/relu",
            "paper/linear-regression",
            "classification/separable",
            "classification/xor");

    private Presets() {}

    /** Their names, in the order a newcomer should see them. */
    public static List<String> names() {
        return NAMES;
    }

    /** The preset that a misspelled or shortened name stands for; empty if none is near. */
    public static Optional<String> nearest(String name) {
        return NearestWord.of(name, NAMES)
                .or(() -> NearestWord.of(
                                lastPart(name),
                                NAMES.stream().map(Presets::lastPart).toList())
                        .flatMap(part -> NAMES.stream()
                                .filter(each -> lastPart(each).equals(part))
                                .findFirst()));
    }

    private static String lastPart(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }

    /** One sentence for a name that no preset has. */
    public static String unknown(String shown) {
        return "There is no preset " + shown
                + nearest(shown)
                        .map(meant -> "; did you mean " + meant + "?")
                        .orElse("; there are " + String.join(", ", NAMES) + ".");
    }

    /** The YAML text of a preset; empty if there is none of that name. */
    public static Optional<String> text(String name) {
        if (!NAMES.contains(name)) {
            return Optional.empty();
        }
        String resource = "presets/" + name + ".yaml";
        try (InputStream in = Presets.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("missing resource " + resource);
            }
            return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
