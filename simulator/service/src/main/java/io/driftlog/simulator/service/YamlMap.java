package io.driftlog.simulator.service;

import io.driftlog.events.NearestWord;
import io.driftlog.events.NumberText;
import io.driftlog.simulator.spi.InvalidSpecException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A mapping of a YAML document. It records its path and which keys were read, so that a wrong type, a missing key and a
 * misspelt one are refused by full name.
 */
final class YamlMap {
    private static final Pattern NUMBER = Pattern.compile(
            "[-+]?(?:(?:\\.[0-9]+|[0-9]+(?:\\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|Infinity|\\.(?:inf|Inf|INF))"
                    + "|NaN|\\.(?:nan|NaN|NAN)");

    private final String path;
    private final Map<String, Object> entries;
    private final Map<String, YamlMap> children = new LinkedHashMap<>();
    private final TreeSet<String> read = new TreeSet<>();

    private YamlMap(String path, Map<String, Object> entries) {
        this.path = path;
        this.entries = entries;
    }

    static YamlMap parse(String yaml) {
        return new YamlMap("", asMap(YamlText.read(yaml, "the spec"), "the spec"));
    }

    /**
     * What a YAML document says.
     *
     * @param entries words, numbers, lists, and mappings of the same. Not copied. Modified.
     */
    static YamlMap of(Map<String, Object> entries) {
        return new YamlMap("", entries);
    }

    private static Map<String, Object> asMap(@Nullable Object value, String what) {
        if (!(value instanceof Map<?, ?> map)) {
            throw SpecErrors.at(
                    what, "here belong keys with values, such as {type: …}, but there is " + describe(value) + ".");
        }
        var result = new LinkedHashMap<String, Object>();
        map.forEach((key, entry) -> result.put(String.valueOf(key), entry == null ? "" : entry));
        return result;
    }

    private static String describe(@Nullable Object value) {
        return value == null ? "nothing" : value instanceof List ? "a list" : "'" + YamlText.shown(value) + "'";
    }

    /** The full name of a key of this mapping. */
    String key(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /** The error for a key that must be there. */
    InvalidSpecException missing(String name, String example) {
        return SpecErrors.at(key(name), "missing; add for example `" + example + "`.");
    }

    /**
     * Sets a key, with dots between nested ones, to what its value says in YAML. Another {@code type} empties its mapping
     * first: the other keys belong to the old type.
     */
    void override(KeyValue change) {
        set(
                change.key(),
                YamlText.read(change.value(), "--set " + change.key() + "=" + YamlText.shown(change.value())));
    }

    private void set(String name, @Nullable Object value) {
        int dot = name.indexOf('.');
        if (dot >= 0) {
            String head = name.substring(0, dot);
            Object inner = entries.computeIfAbsent(head, key -> new LinkedHashMap<String, Object>());
            var child = new YamlMap(key(head), asMap(inner, key(head)));
            child.set(name.substring(dot + 1), value);
            entries.put(head, child.entries);
        } else if (value == null) {
            entries.remove(name);
        } else {
            if (!path.isEmpty() && name.equals("type") && !value.equals(entries.get(name))) {
                entries.clear();
            }
            entries.put(name, value);
        }
    }

    Optional<YamlMap> map(String name) {
        Object value = take(name);
        if (value == null) {
            return Optional.empty();
        }
        return Optional.of(children.computeIfAbsent(name, key -> new YamlMap(key(name), asMap(value, key(name)))));
    }

    /** The full name of this mapping. */
    String path() {
        return path;
    }

    boolean isMap(String name) {
        return entries.get(name) instanceof Map;
    }

    boolean isList(String name) {
        return entries.get(name) instanceof List;
    }

    /** The mappings of a list. */
    List<YamlMap> maps(String name) {
        List<YamlMap> maps = new ArrayList<>();
        if (take(name) instanceof List<?> list) {
            for (Object each : list) {
                String key = key(name) + "[" + maps.size() + "]";
                maps.add(children.computeIfAbsent(key, k -> new YamlMap(k, asMap(each, k))));
            }
        }
        return maps;
    }

    /** A text, or the lines of one. */
    Optional<String> textOrLines(String name) {
        return isList(name) ? Optional.of(String.join("\n", words(name))) : text(name);
    }

    Optional<String> text(String name) {
        Object value = take(name);
        if (value instanceof Map || value instanceof List) {
            throw SpecErrors.at(key(name), "must be a word, but there is " + describe(value) + ".");
        }
        return Optional.ofNullable(value).map(Object::toString);
    }

    /** A list of words; empty when there is none. */
    List<String> words(String name) {
        Object value = take(name);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> list)
                || list.stream().anyMatch(each -> each == null || each instanceof Map || each instanceof List)) {
            throw SpecErrors.at(key(name), "must be a list of words such as [a, b], but is " + describe(value) + ".");
        }
        return list.stream().map(Object::toString).toList();
    }

    Optional<Double> number(String name) {
        return Optional.ofNullable(take(name)).map(value -> asNumber(value, key(name)));
    }

    Optional<Long> integer(String name) {
        return number(name).map(value -> {
            if (value != Math.rint(value) || Math.abs(value) > 1L << 53) {
                throw SpecErrors.at(key(name), "must be a whole number, but is " + NumberText.exact(value) + ".");
            }
            return value.longValue();
        });
    }

    Optional<double[]> vector(String name) {
        Object value = take(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof List<?> list)) {
            throw SpecErrors.at(
                    key(name), "must be a list of numbers such as [0.1, -0.2], but is " + describe(value) + ".");
        }
        double[] vector = new double[list.size()];
        for (int i = 0; i < vector.length; i++) {
            Object entry = list.get(i);
            vector[i] = asNumber(entry == null ? "" : entry, key(name) + "[" + i + "]");
        }
        return Optional.of(vector);
    }

    /** All entries not yet read that are numbers. */
    SortedMap<String, Double> numbers() {
        var numbers = new TreeMap<String, Double>();
        for (var entry : unread().entrySet()) {
            if (entry.getValue() instanceof Map || entry.getValue() instanceof List) {
                continue;
            }
            numbers.put(entry.getKey(), asNumber(entry.getValue(), key(entry.getKey())));
            read.add(entry.getKey());
        }
        return numbers;
    }

    /** All entries not yet read that are lists of numbers. */
    SortedMap<String, double[]> vectors() {
        var vectors = new TreeMap<String, double[]>();
        unread().forEach((name, value) -> {
            if (value instanceof List) {
                vectors.put(name, vector(name).orElseThrow());
            }
        });
        return vectors;
    }

    /** All entries not yet read that are words and no numbers. */
    SortedMap<String, String> texts() {
        var texts = new TreeMap<String, String>();
        for (var entry : unread().entrySet()) {
            if (entry.getValue() instanceof String text && !isNumber(text)) {
                texts.put(entry.getKey(), text);
                read.add(entry.getKey());
            }
        }
        return texts;
    }

    private Map<String, Object> unread() {
        var unread = new LinkedHashMap<>(entries);
        unread.keySet().removeAll(read);
        return unread;
    }

    /** Refuses every key that nothing has read, here and below. */
    void refuseUnread() {
        for (String name : unread().keySet()) {
            String close = NearestWord.of(name, read)
                    .map(known -> "did you mean " + known + "?")
                    .orElseGet(() -> "known here: " + String.join(", ", read) + ".");
            throw SpecErrors.at(key(YamlText.shown(name)), "not a key of a run spec; " + close);
        }
        children.values().forEach(YamlMap::refuseUnread);
    }

    private @Nullable Object take(String name) {
        read.add(name);
        return entries.get(name);
    }

    /** Whether a word is a number of YAML 1.2 in decimal digits; {@code 1:30}, {@code 1_000} and {@code 0x10} are none. */
    private static boolean isNumber(String word) {
        return NUMBER.matcher(word).matches();
    }

    private static double asNumber(Object value, String key) {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        if (value instanceof String word && isNumber(word)) {
            return Double.parseDouble(
                    word.replaceFirst("(?i)\\.inf$", "Infinity").replaceFirst("(?i)^\\.nan$", "NaN"));
        }
        throw SpecErrors.at(key, "must be a number, but is " + describe(value) + ".");
    }
}
