package io.driftlog.events;

import java.util.Collections;
import java.util.SortedMap;

/**
 * An integration method and its numbers.
 *
 * @param type {@code radaug}, {@code dormand-prince}, {@code gradient-descent}, …
 * @param parameters such as {@code relativeTolerance}, {@code absoluteTolerance}, {@code stepSize}; complete, so
 *     that no default is needed to reproduce the run
 * @param options choices that are no numbers, by name
 */
public record MethodSpec(String type, SortedMap<String, Double> parameters, SortedMap<String, String> options) {
    public MethodSpec {
        parameters = SortedMaps.copyOf(parameters);
        options = SortedMaps.copyOf(options);
    }

    /** A method that numbers describe. */
    public MethodSpec(String type, SortedMap<String, Double> parameters) {
        this(type, parameters, Collections.emptySortedMap());
    }
}
