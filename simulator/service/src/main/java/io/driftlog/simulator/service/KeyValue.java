package io.driftlog.simulator.service;

import io.driftlog.simulator.spi.InvalidSpecException;
import java.util.List;
import java.util.Map;

/**
 * A word of the form {@code key=value}, as options and requests give them.
 *
 * @param key without white space around it, not empty
 * @param value what follows the first equals sign, without white space around it
 */
public record KeyValue(String key, String value) {
    /**
     * Reads a word.
     *
     * @param option what the word was given to, for the message
     * @param example a word that can be read, for the message
     * @throws InvalidSpecException when there is no key or no equals sign
     */
    public static KeyValue parse(String option, String word, String example) {
        int equals = word.indexOf('=');
        String key = word.substring(0, Math.max(0, equals)).strip();
        if (key.isEmpty()) {
            throw SpecErrors.at(option, "'" + word + "' is not of the form key=value, such as " + example + ".");
        }
        return new KeyValue(key, word.substring(equals + 1).strip());
    }

    /** Overrides of a run spec's keys, as {@code --set} takes them. */
    public static List<KeyValue> overrides(List<String> words) {
        return words.stream()
                .map(word -> parse("--set", word, "weightDecay=1e-5"))
                .toList();
    }

    /** Overrides as a request names them. */
    public static List<KeyValue> overrides(Map<String, String> changes) {
        return changes.entrySet().stream()
                .map(each -> new KeyValue(
                        each.getKey().strip(), String.valueOf(each.getValue()).strip()))
                .toList();
    }

    /** Whether it sets a key, or another key inside that one. */
    boolean isAt(String name) {
        return key.equals(name) || key.startsWith(name + ".");
    }
}
