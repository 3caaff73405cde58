package io.driftlog.simulator.service;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The run specs that ship inside: YAML files like any other. */
public final class Presets {
    private static final List<String> NAMES =
            List.of("paper/diagonal", "paper/matrix-completion", "paper/relu", "paper/linear-regression");

    private Presets() {}

    /** Their names, in the order a newcomer should see them. */
    public static List<String> names() {
        return NAMES;
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
