package io.driftlog.events;

import java.util.SortedMap;

/**
 * An integration method and its numbers.
 *
 * @param type {@code radaug}, {@code dormand-prince}, {@code gradient-descent}, …
 * @param parameters such as {@code relativeTolerance}, {@code absoluteTolerance}, {@code stepSize}; complete, so
 *     that no default is needed to reproduce the run
 */
public record MethodSpec(String type, SortedMap<String, Double> parameters) {
    public MethodSpec {
        parameters = SortedMaps.copyOf(parameters);
    }
}
