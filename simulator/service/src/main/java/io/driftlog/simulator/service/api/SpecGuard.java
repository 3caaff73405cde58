package io.driftlog.simulator.service.api;

import io.driftlog.simulator.spi.InvalidSpecException;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** Refuses specs that name files: a caller over HTTP has no business with the files of this machine. */
final class SpecGuard {
    private SpecGuard() {}

    /**
     * Refuses a spec's text that names files; other errors are found when it is read.
     *
     * @throws InvalidSpecException when it names a file
     */
    static void refuseFiles(String yaml) {
        Object root;
        try {
            root = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
        } catch (YAMLException e) {
            return;
        }
        if (!(root instanceof Map<?, ?> map)) {
            return;
        }
        if (map.get("objective") instanceof Map<?, ?> objective) {
            objective.forEach((key, value) -> {
                if (!"type".equals(key) && value instanceof String word && !isNumber(word)) {
                    throw file("objective." + key);
                }
            });
        }
        if (map.get("initial") instanceof Map<?, ?> initial && initial.containsKey("file")) {
            throw file("initial.file");
        }
    }

    /**
     * Checks what a fork changes.
     *
     * @throws InvalidSpecException when a change could name a file
     */
    static void refuseFiles(Map<String, String> changes) {
        changes.forEach((key, value) -> {
            if (key.strip().startsWith("objective") && !isNumber(value.strip())) {
                throw new InvalidSpecException(
                        key, key + ": over HTTP a fork changes only numbers of its objective, such as its noise.");
            }
        });
    }

    private static InvalidSpecException file(String key) {
        return new InvalidSpecException(
                key,
                key + ": names a file, and files cannot be named over HTTP; use a generator, or `driftlog run` with the"
                        + " spec on this machine.");
    }

    private static boolean isNumber(String word) {
        try {
            Double.parseDouble(word);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
