package io.driftlog.simulator.spi;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks what a type declares of itself: its author made a mistake where this throws. */
final class Declaration {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

    private Declaration() {}

    /**
     * Checks name and description.
     *
     * @throws IllegalArgumentException when a spec cannot name the type, or a list cannot show it
     */
    static void check(@Nullable String name, @Nullable String description) {
        require(
                name != null && NAME.matcher(name).matches(),
                "its name is '" + name + "'; use lower-case letters, digits and single hyphens, such as log-cosh");
        require(
                description != null
                        && !description.isBlank()
                        && description.lines().count() == 1,
                "the description of " + name + " must be one line");
    }

    /** Checks that the defaults lie within their limits, and that all keys of a map in a spec differ. */
    static void checkKeys(String name, List<Parameter> parameters, List<String> others, String... reserved) {
        for (Parameter each : parameters) {
            try {
                Parameter.complete(name, List.of(each), Map.of());
            } catch (InvalidSpecException e) {
                throw new IllegalArgumentException(
                        "the default of " + name + "." + each.name() + " is outside its own" + " limits: "
                                + e.getMessage(),
                        e);
            }
        }
        Set<String> keys = new HashSet<>(Arrays.asList(reserved));
        parameters.forEach(each -> requireNew(name, each.name(), keys));
        others.forEach(each -> requireNew(name, each, keys));
    }

    private static void requireNew(String name, String key, Set<String> keys) {
        require(keys.add(key), name + " has the key '" + key + "' twice, or it has a meaning already");
    }

    static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
