package io.driftlog.simulator.spi;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A parameter that is a word, or a text, and no number.
 *
 * @param name its key in a run spec
 * @param description one line for a person
 * @param defaultValue used when the spec does not name it; the empty string for no value
 * @param values all that are allowed, in the order to show them; empty for any text
 */
public record Choice(String name, String description, String defaultValue, List<String> values) {
    /**
     * Copies the values.
     *
     * @param name its key in a run spec
     * @param description one line for a person
     * @param defaultValue used when the spec does not name it; the empty string for no value
     * @param values all that are allowed, in the order to show them; empty for any text
     */
    public Choice {
        values = List.copyOf(values);
    }

    /**
     * Checks the given words. Defaults are left out, so that a spec that names one is the same run as a spec without.
     *
     * @param owner the key above, such as {@code objective}
     * @param choices all that are known there
     * @param given those in the spec
     * @return the given ones that differ from their defaults
     * @throws InvalidSpecException for an unknown name or a word that is not allowed
     */
    public static SortedMap<String, String> complete(String owner, List<Choice> choices, Map<String, String> given) {
        SortedMap<String, String> complete = new TreeMap<>();
        given.forEach((name, value) -> {
            Choice choice = choices.stream()
                    .filter(each -> each.name.equals(name))
                    .findFirst()
                    .orElseThrow(() -> new InvalidSpecException(
                            owner + "." + name, owner + "." + name + " is not known here; remove it."));
            choice.check(owner + "." + name, value);
            if (!value.equals(choice.defaultValue)) {
                complete.put(name, value);
            }
        });
        return complete;
    }

    private void check(String key, String value) {
        if (!values.isEmpty() && !values.contains(value)) {
            throw new InvalidSpecException(
                    key,
                    key + " " + value + " is not known; use " + values.stream().collect(Collectors.joining(", "))
                            + ".");
        }
    }

    /**
     * {@return the word in force}
     *
     * @param given what {@link #complete} returned
     */
    public String in(Map<String, String> given) {
        return given.getOrDefault(name, defaultValue);
    }
}
